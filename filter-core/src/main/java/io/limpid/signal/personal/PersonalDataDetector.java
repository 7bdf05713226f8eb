package io.limpid.signal.personal;

import io.limpid.signal.PersonalKind;
import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds personal data that passes a checksum, a numbering plan or a range.
 *
 * <p>Works on the text as written: full-width digits and signs count as their ASCII forms, numbers may be grouped as people
 * group them. Where two kinds claim the same characters, the one with the stronger proof has them, whether or not it was
 * asked for: a card number is never also a telephone number. Cost is linear in the text; one without digits or {@code @}
 * costs one look at each character.
 */
public final class PersonalDataDetector {
    private static final int DIGITS_MIN = 4;

    private PersonalDataDetector() {}

    /** Reads now what looking for these kinds needs; otherwise the first text with a number waits for it. */
    public static void load(Set<PersonalKind> kinds) {
        if (kinds.contains(PersonalKind.PHONE)) {
            NumberingPlans.load();
        }
        if (kinds.contains(PersonalKind.EMAIL)) {
            Emails.load();
        }
    }

    /** Data of the given kinds in the order of position; no two overlap. */
    public static List<PersonalDatum> find(String text, Set<PersonalKind> kinds) {
        boolean at = false;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            at |= c == '@' || c == '＠';
            digits += (c >= '0' && c <= '9') || (c > 127 && Character.isDigit(c)) ? 1 : 0;
        }
        boolean numbers = digits >= DIGITS_MIN;
        if (kinds.isEmpty() || !(at || numbers)) {
            return List.of();
        }
        var plain = new PlainText(text);
        List<PersonalDatum> found = new ArrayList<>();
        if (numbers) {
            ResidentIds.find(plain, found);
            PaymentCards.find(plain, found);
            Ibans.find(plain, found);
            SocialSecurityNumbers.find(plain, found);
            IpAddresses.find(plain, found);
            Coordinates.find(plain, found);
        }
        if (at) {
            Emails.find(plain, found);
        }
        if (numbers && kinds.contains(PersonalKind.PHONE)) {
            Phones.find(plain, found);
        }
        return withoutOverlaps(found).stream()
                .filter(datum -> kinds.contains(datum.kind()))
                .toList();
    }

    /** Keeps of overlapping data the one found first, that is of the stronger kind; in the order of position. */
    private static List<PersonalDatum> withoutOverlaps(List<PersonalDatum> byStrength) {
        if (byStrength.size() < 2) {
            return byStrength;
        }
        var kept = new TreeMap<Integer, PersonalDatum>();
        for (PersonalDatum datum : byStrength) {
            Span span = datum.span();
            var before = kept.lowerEntry(span.end());
            if (before == null || before.getValue().span().end() <= span.start()) {
                kept.put(span.start(), datum);
            }
        }
        return List.copyOf(kept.values());
    }
}

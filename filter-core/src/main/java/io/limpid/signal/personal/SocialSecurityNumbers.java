package io.limpid.signal.personal;

import io.limpid.signal.PersonalKind;
import io.limpid.text.Span;
import java.util.List;
import java.util.Set;

/**
 * United States social security numbers, {@code AAA-GG-SSSS}: no check digit, so ranges and form have to do.
 *
 * <p>With hyphens, or spaces between three groups that stand alone; nine digits in a row, or dots, only near the words.
 * Left out: areas 000, 666 and 900 to 999, group 00, serial 0000 (never issued), and numbers voided for having been printed
 * in advertisements.
 */
final class SocialSecurityNumbers {
    private static final Set<String> VOID = Set.of("078051120", "219099999", "457555462");
    private static final int CUE_REACH = 40;

    private SocialSecurityNumbers() {}

    static void find(PlainText text, List<PersonalDatum> into) {
        for (int group = 0; group < text.groups(); group++) {
            int to = endOfNumber(text, group);
            if (to > group) {
                int start = text.groupStart(group);
                int end = text.groupEnd(to - 1);
                String digits = text.digits(group, to);
                if (isIssuable(digits) && text.standsAlone(start, end) && !isJoined(text, start, end)) {
                    into.add(new PersonalDatum(PersonalKind.US_SSN, new Span(start, end), "…" + digits.substring(5)));
                }
            }
        }
    }

    private static int endOfNumber(PlainText text, int group) {
        int length = text.groupLength(group);
        if (length == 9) {
            return hasCue(text, text.groupStart(group), text.groupEnd(group)) ? group + 1 : group;
        }
        char gap = text.gapAfter(group);
        boolean inForm = length == 3
                && group + 2 < text.groups()
                && text.groupLength(group + 1) == 2
                && text.groupLength(group + 2) == 4
                && text.gapAfter(group + 1) == gap;
        if (!inForm || (group > 0 && text.gapAfter(group - 1) == gap) || text.gapAfter(group + 2) == gap) {
            return group;
        }
        boolean sure = gap == '-' || gap == ' ';
        return sure || (gap == '.' && hasCue(text, text.groupStart(group), text.groupEnd(group + 2)))
                ? group + 3
                : group;
    }

    private static boolean isJoined(PlainText text, int start, int end) {
        char before = text.at(start - 1);
        return before == '-'
                || before == '+'
                || before == '/'
                || before == '$'
                || text.at(end) == '-'
                || text.at(end) == '/';
    }

    private static boolean isIssuable(String digits) {
        int area = Integer.parseInt(digits, 0, 3, 10);
        return area != 0
                && area != 666
                && area < 900
                && !digits.startsWith("00", 3)
                && !digits.endsWith("0000")
                && !VOID.contains(digits);
    }

    private static boolean hasCue(PlainText text, int start, int end) {
        return isCue(text.before(start, CUE_REACH)) || isCue(text.after(end, CUE_REACH));
    }

    private static boolean isCue(String words) {
        return words.contains("ssn")
                || words.contains("social security")
                || words.contains("社会安全")
                || words.contains("社安");
    }
}

package io.limpid.signal.personal;

import io.limpid.signal.PersonalKind;
import io.limpid.text.Span;
import java.util.List;

/**
 * Payment card numbers: issuer range, length, the way cards are grouped, Luhn digit.
 *
 * <p>One digit in ten passes Luhn by chance, so the number has to stand alone: not in a longer run of groups, a word, a
 * decimal or a web address. Visa's 13 digits are left out: no such card is valid any more, and goods are numbered that way.
 */
final class PaymentCards {
    private static final int DIGITS_MIN = 14;
    private static final int DIGITS_MAX = 19;

    private PaymentCards() {}

    static void find(PlainText text, List<PersonalDatum> into) {
        for (int group = 0; group < text.groups(); group++) {
            int to = endOfCard(text, group);
            if (to > group) {
                int start = text.groupStart(group);
                int end = text.groupEnd(to - 1);
                String digits = text.digits(group, to);
                into.add(new PersonalDatum(PersonalKind.PAYMENT_CARD, new Span(start, end), Mask.ends(digits, 4, 4)));
                group = to - 1;
            }
        }
    }

    /** The group after the last one of a card that starts with this group, or the group itself if none does. */
    private static int endOfCard(PlainText text, int group) {
        int length = text.groupLength(group);
        if (length >= DIGITS_MIN) {
            return length <= DIGITS_MAX && isCard(text, group, group + 1) ? group + 1 : group;
        }
        if ((length != 4 && length != 6) || joinsBefore(text, group)) {
            return group;
        }
        int to = group + 1;
        int digits = length;
        char gap = text.gapAfter(group);
        while (to < text.groups()
                && to - group < 5
                && text.gapAfter(to - 1) == gap
                && isGap(gap)
                && digits < DIGITS_MAX) {
            digits += text.groupLength(to++);
        }
        for (; to - group >= 2; digits -= text.groupLength(--to)) {
            if (digits >= DIGITS_MIN
                    && digits <= DIGITS_MAX
                    && isGrouped(text, group, to)
                    && !joinsAfter(text, to)
                    && isCard(text, group, to)) {
                return to;
            }
        }
        return group;
    }

    private static boolean isGap(char gap) {
        return gap == ' ' || gap == '-' || gap == '.';
    }

    /** Fours with a shorter rest, or the groups printed on American Express, Diners Club and some UnionPay cards. */
    private static boolean isGrouped(PlainText text, int from, int to) {
        int groups = to - from;
        if (groups == 2) {
            return text.groupLength(from) == 6 && text.groupLength(from + 1) == 13;
        }
        if (groups == 3) {
            int last = text.groupLength(from + 2);
            return text.groupLength(from) == 4 && text.groupLength(from + 1) == 6 && (last == 4 || last == 5);
        }
        for (int group = from; group < to - 1; group++) {
            if (text.groupLength(group) != 4) {
                return false;
            }
        }
        return text.groupLength(to - 1) <= 4;
    }

    /** Another group of four, or any group after a hyphen or dot, belongs to the same number. */
    private static boolean joinsBefore(PlainText text, int group) {
        char gap = group > 0 ? text.gapAfter(group - 1) : 0;
        return gap == ' ' ? text.groupLength(group - 1) == 4 && text.gapAfter(group) == ' ' : isGap(gap);
    }

    private static boolean joinsAfter(PlainText text, int to) {
        char gap = text.gapAfter(to - 1);
        return gap == ' ' ? text.groupLength(to) == 4 && text.gapAfter(to - 2) == ' ' : isGap(gap);
    }

    private static boolean isCard(PlainText text, int from, int to) {
        String digits = text.digits(from, to);
        char before = text.at(text.groupStart(from) - 1);
        char after = text.at(text.groupEnd(to - 1));
        boolean joined = isJoin(before) || (after == '-' && PlainText.isWord(text.at(text.groupEnd(to - 1) + 1)));
        return !joined
                && isIssued(digits)
                && Checksums.isLuhn(digits)
                && digits.chars().distinct().count() > 1
                && text.standsAlone(text.groupStart(from), text.groupEnd(to - 1));
    }

    private static boolean isJoin(char before) {
        return before == '-'
                || before == '#'
                || before == '$'
                || before == '+'
                || before == '='
                || before == '@'
                || before == '/';
    }

    /** Issuer identification ranges of ISO/IEC 7812 as the networks publish them. */
    private static boolean isIssued(String digits) {
        int length = digits.length();
        int two = Integer.parseInt(digits, 0, 2, 10);
        int three = Integer.parseInt(digits, 0, 3, 10);
        int four = Integer.parseInt(digits, 0, 4, 10);
        if (digits.charAt(0) == '4') {
            return length == 16 || length == 19;
        }
        if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) {
            return length == 16;
        }
        if (two == 34 || two == 37) {
            return length == 15;
        }
        if (two == 62 || (four >= 8100 && four <= 8171)) {
            return length >= 16;
        }
        if (four >= 3528 && four <= 3589) {
            return length >= 16;
        }
        if (four == 6011 || (three >= 644 && three <= 649) || two == 65) {
            return length == 16 || length == 19;
        }
        if ((three >= 300 && three <= 305) || four == 3095 || two == 38 || two == 39) {
            return length == 16 || length == 14;
        }
        if (two == 36) {
            return length == 14;
        }
        // Maestro also has 12 to 15 and 17 digits; these would be mostly other people's numbers.
        boolean maestro = four == 5018
                || four == 5020
                || four == 5038
                || four == 5893
                || four == 6304
                || four == 6759
                || (four >= 6761 && four <= 6763);
        return maestro && (length == 16 || length >= 18);
    }
}

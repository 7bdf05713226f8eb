package io.limpid.signal.personal;

import io.limpid.signal.PersonalKind;
import io.limpid.signal.personal.PhoneCues.Cue;
import io.limpid.text.Span;
import java.util.List;

/**
 * Telephone numbers that libphonenumber knows as valid, written in a form that is a telephone number's.
 *
 * <p>International numbers ({@code +} or {@code 00}) of any region. National ones where the form is telling: Chinese
 * mobiles (eleven digits that stand alone, or in groups), Chinese land lines and 400 numbers, North American numbers in
 * groups of 3, 3, 4, British mobile and premium numbers, grouped numbers with a trunk zero of some other regions. After a word
 * such as <i>call</i> or 电话 any number that is valid in a region with a strict plan. Not after a word for another
 * kind of number (order, QQ, ISBN, 单号), in web addresses, prices, or words.
 */
final class Phones {
    /*
     * PhoneNumberUtil.findNumbers would find candidates itself. It does so by backtracking expressions over the whole text,
     * which costs more than all else here and grows badly on long runs of digits, and its regions are one at a time. So
     * groups of digits are joined here, and only a string of at most 15 digits in a telling form is parsed.
     */

    private static final int DIGITS_MIN = 7;
    private static final int DIGITS_MAX = 15;
    private static final int GROUPS_MAX = 7;

    private static final List<String> TRUNK_ZERO = List.of("CN", "GB", "DE", "FR", "JP", "KR", "TW", "AU");
    private static final List<String> STRICT = List.of("CN", "US", "GB", "IN", "HK", "SG", "AU", "TW", "MY");

    private final PlainText text;
    private final List<PersonalDatum> into;
    private final NumberingPlans plans = new NumberingPlans();

    private Phones(PlainText text, List<PersonalDatum> into) {
        this.text = text;
        this.into = into;
    }

    static void find(PlainText text, List<PersonalDatum> into) {
        new Phones(text, into).sweep();
    }

    private void sweep() {
        int group = 0;
        while (group < text.groups() && !plans.isExhausted()) {
            int to = endOfNumber(group);
            group = Math.max(to, group + 1);
        }
    }

    /** Adds the longest number that starts with a group; says behind which group it ends. */
    private int endOfNumber(int group) {
        boolean plus = text.at(text.groupStart(group) - 1) == '+';
        if (text.groupLength(group) > DIGITS_MAX || !mayStart(group, plus)) {
            return group;
        }
        int limit = group + 1;
        int digits = text.groupLength(group);
        while (limit < text.groups() && limit - group < GROUPS_MAX && isJoined(limit - 1)) {
            digits += text.groupLength(limit);
            if (digits > DIGITS_MAX) {
                break;
            }
            limit++;
        }
        for (int to = limit; to > group; to--) {
            int start = start(group, plus);
            int end = text.groupEnd(to - 1);
            if (mayEnd(to)) {
                String number = text.digits(group, to);
                if (number.length() >= DIGITS_MIN && isPhone(group, to, start, number, plus)) {
                    into.add(new PersonalDatum(PersonalKind.PHONE, new Span(start, end), masked(number, plus)));
                    return to;
                }
            }
        }
        return group;
    }

    // ---- where a number may stand

    /** The plus and an opening bracket belong to the number. */
    private int start(int group, boolean plus) {
        int start = text.groupStart(group) - (plus ? 1 : 0);
        return text.at(start - 1) == '(' && text.at(text.groupEnd(group)) == ')' ? start - 1 : start;
    }

    private boolean mayStart(int group, boolean plus) {
        int start = start(group, plus);
        char before = text.at(start - 1);
        if (group > 0
                && !plus
                && text.groupEnd(group - 1) == start - 1
                && before != ' '
                && before != ','
                && before != ';') {
            return before == '/' && text.groupLength(group - 1) >= DIGITS_MIN;
        }
        if (PlainText.isLetter(before)) {
            return PhoneCues.touches(text, start);
        }
        return !PlainText.isDigit(before)
                && (before > 127 || before == 0 || "_@#$=%&*.-\\+~".indexOf(before) < 0)
                && "¥￥£€".indexOf(before) < 0
                && !text.isInAddress(start);
    }

    private boolean mayEnd(int to) {
        int end = text.groupEnd(to - 1);
        char after = text.at(end);
        if (PlainText.isWord(after)
                || after == '@'
                || after == '%'
                || after == '°'
                || after == '元'
                || after == '￥'
                || after == '€') {
            return false;
        }
        boolean digitBehind = PlainText.isDigit(text.at(end + 1));
        return !(digitBehind && (after == '.' || after == '-' || after == ':'))
                && !(after == '-' && PlainText.isWord(text.at(end + 1)));
    }

    /** One separator, or a bracket with a space or hyphen beside it. */
    private boolean isJoined(int group) {
        int start = text.groupEnd(group);
        int end = text.groupStart(group + 1);
        if (end - start > 3) {
            return false;
        }
        int strong = 0;
        for (int i = start; i < end; i++) {
            char c = text.at(i);
            if (c == '-' || c == '.' || c == '/') {
                strong++;
            } else if (c != ' ' && c != '(' && c != ')') {
                return false;
            }
        }
        return strong <= 1 && !(end - start > 1 && text.at(start) == '.');
    }

    // ---- whether it is one

    private boolean isPhone(int from, int to, int start, String number, boolean plus) {
        if (plus) {
            return number.length() >= 8 && isSpelt(from, to) && plans.isInternational(number);
        }
        Cue cue = PhoneCues.before(text, start);
        if (cue == Cue.OTHER || isPlaceholder(number)) {
            return false;
        }
        if (isChineseMobile(number)) {
            return isChineseMobileForm(from, to, number);
        }
        if (number.startsWith("00") && number.charAt(2) != '0' && number.length() >= 11) {
            return isSpelt(from, to) && plans.isInternational(number.substring(2));
        }
        int groups = to - from;
        if (groups >= 2 && isUniform(from, to)) {
            if (isNorthAmericanForm(from, to, number)
                    && (plans.isNational(number, "US") || plans.isNational(number, "CN"))) {
                return true;
            }
            boolean trunk = number.charAt(0) == '0'
                    && text.groupLength(from) >= 2
                    && number.length() >= 10
                    && number.length() <= 12;
            if (trunk && groups <= 3 && plans.isNationalInOneOf(TRUNK_ZERO, number)) {
                return true;
            }
            boolean french =
                    groups == 5 && number.length() == 10 && (number.startsWith("06") || number.startsWith("07"));
            if (french && plans.isNational(number, "FR")) {
                return true;
            }
        }
        if (groups == 1 && number.length() == 11 && number.charAt(0) == '0' && "789".indexOf(number.charAt(1)) >= 0) {
            return plans.isNational(number, "GB");
        }
        return cue == Cue.PHONE
                && groups <= 4
                && number.length() >= 8
                && number.length() <= 12
                && plans.isNationalInOneOf(STRICT, number);
    }

    /** {@code 1234567890} and {@code 8888888888} stand for a number in examples. */
    private static boolean isPlaceholder(String number) {
        return number.chars().distinct().count() == 1 || "01234567890123".contains(number);
    }

    /** {@code 138…} or {@code 86138…}. */
    private boolean isChineseMobile(String number) {
        String national = number.length() == 13 && number.startsWith("86") ? number.substring(2) : number;
        return national.length() == 11 && national.charAt(0) == '1' && plans.isMobile(national, "CN");
    }

    /** In one piece, or 3-4-4 and the like: no group shorter than three but for the country's code. */
    private boolean isChineseMobileForm(int from, int to, String number) {
        int first = number.length() == 13 && text.groupLength(from) == 2 ? from + 1 : from;
        for (int group = first; group < to; group++) {
            if (text.groupLength(group) < 3) {
                return false;
            }
        }
        return to - first <= 3 && (to - first == 1 || isUniform(first, to));
    }

    /** 3-3-4, with or without the 1 before. */
    private boolean isNorthAmericanForm(int from, int to, String number) {
        int first = number.length() == 11 && text.groupLength(from) == 1 && number.charAt(0) == '1' ? from + 1 : from;
        return to - first == 3
                && text.groupLength(first) == 3
                && text.groupLength(first + 1) == 3
                && text.groupLength(first + 2) == 4;
    }

    /** No group of one digit behind the country's code: {@code +1 2 3} is a list, {@code +33 6 12…} a number. */
    private boolean isSpelt(int from, int to) {
        int single = 0;
        for (int group = from + 1; group < to; group++) {
            single += text.groupLength(group) == 1 ? 1 : 0;
        }
        return single <= 1;
    }

    /** The same separator throughout; the first one may differ, as in {@code (010) 1234-5678}. */
    private boolean isUniform(int from, int to) {
        for (int group = from + 1; group + 1 < to - 1; group++) {
            if (text.gapAfter(group) != text.gapAfter(group + 1)) {
                return false;
            }
        }
        return to - from < 4 || text.gapAfter(from) == 0 || text.gapAfter(from) == text.gapAfter(from + 1);
    }

    private static String masked(String number, boolean plus) {
        String ends = number.length() >= 11 ? Mask.ends(number, 3, 4) : Mask.ends(number, 2, 2);
        return plus ? "+" + ends : ends;
    }
}

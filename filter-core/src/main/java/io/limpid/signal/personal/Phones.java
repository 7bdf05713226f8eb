package io.limpid.signal.personal;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.PhoneNumberUtil.PhoneNumberType;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import io.limpid.signal.PersonalKind;
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
    private static final int CUE_REACH = 18;

    /** Parsing costs some ten microseconds; a text with more candidates than this is a list, and its start tells enough. */
    private static final int PARSES_MAX = 5_000;

    private static final PhoneNumberUtil UTIL = PhoneNumberUtil.getInstance();

    private static final List<String> TRUNK_ZERO = List.of("CN", "GB", "DE", "FR", "JP", "KR", "TW", "AU");
    private static final List<String> STRICT = List.of("CN", "US", "GB", "IN", "HK", "SG", "AU", "TW", "MY");

    private static final List<String> PHONE_CUES = List.of(
            "tel",
            "telephone",
            "phone",
            "mobile",
            "mob",
            "cell",
            "cellphone",
            "call",
            "callus",
            "dial",
            "ring",
            "whatsapp",
            "text",
            "txt",
            "sms",
            "hotline",
            "helpline",
            "wechat",
            "vx",
            "wx",
            "v",
            "fax",
            "contact",
            "phone number",
            "mobile number",
            "cell number",
            "contact number",
            "my number",
            "new number",
            "landline",
            "电话",
            "電話",
            "手机",
            "手機",
            "热线",
            "熱線",
            "致电",
            "拨打",
            "撥打",
            "联系",
            "聯繫",
            "咨询",
            "諮詢",
            "座机",
            "微信",
            "加",
            "电",
            "☎",
            "📞",
            "📱",
            "☏");

    private static final List<String> OTHER_CUES = List.of(
            "qq",
            "扣扣",
            "order",
            "order no",
            "order number",
            "order id",
            "id",
            "uid",
            "isbn",
            "issn",
            "sn",
            "serial",
            "serial number",
            "ref",
            "reference",
            "reference number",
            "invoice",
            "invoice number",
            "account",
            "account number",
            "acct",
            "ticket",
            "ticket number",
            "case",
            "case number",
            "tracking",
            "tracking number",
            "version",
            "code",
            "pin",
            "otp",
            "zip",
            "sku",
            "ean",
            "barcode",
            "model",
            "patent",
            "群",
            "订单",
            "訂單",
            "订单号",
            "单号",
            "快递",
            "运单",
            "运单号",
            "快递单号",
            "编号",
            "编码",
            "账号",
            "帐号",
            "卡号",
            "群号",
            "qq号",
            "qq群",
            "tax",
            "routing",
            "routing number",
            "id number",
            "tax number",
            "identification number",
            "验证码",
            "条码",
            "型号",
            "流水号",
            "序列号",
            "许可证",
            "时间戳",
            "timestamp");

    private final PlainText text;
    private final List<PersonalDatum> into;
    private int parses;

    private Phones(PlainText text, List<PersonalDatum> into) {
        this.text = text;
        this.into = into;
    }

    static void find(PlainText text, List<PersonalDatum> into) {
        new Phones(text, into).sweep();
    }

    private void sweep() {
        int group = 0;
        while (group < text.groups() && parses < PARSES_MAX) {
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
            return isCueWord(start);
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

    /** Letters that touch the digits, as in {@code tel13…} or {@code vx13…}, have to be such a word. */
    private boolean isCueWord(int start) {
        int from = start;
        while (start - from < CUE_REACH && PlainText.isWord(text.at(from - 1))) {
            from--;
        }
        return PHONE_CUES.contains(text.before(start, start - from));
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
            return number.length() >= 8 && isSpelt(from, to) && isValid("+" + number, "ZZ");
        }
        Cue cue = cue(start);
        if (cue == Cue.OTHER || isPlaceholder(number)) {
            return false;
        }
        if (isChineseMobile(number)) {
            return isChineseMobileForm(from, to, number);
        }
        if (number.startsWith("00") && number.charAt(2) != '0' && number.length() >= 11) {
            return isSpelt(from, to) && isValid("+" + number.substring(2), "ZZ");
        }
        int groups = to - from;
        if (groups >= 2 && isUniform(from, to)) {
            if (isNorthAmericanForm(from, to, number) && (isValid(number, "US") || isValid(number, "CN"))) {
                return true;
            }
            boolean trunk = number.charAt(0) == '0'
                    && text.groupLength(from) >= 2
                    && number.length() >= 10
                    && number.length() <= 12;
            if (trunk && groups <= 3 && isValidInOneOf(TRUNK_ZERO, number)) {
                return true;
            }
            boolean french =
                    groups == 5 && number.length() == 10 && (number.startsWith("06") || number.startsWith("07"));
            if (french && isValid(number, "FR")) {
                return true;
            }
        }
        if (groups == 1 && number.length() == 11 && number.charAt(0) == '0' && "789".indexOf(number.charAt(1)) >= 0) {
            return isValid(number, "GB");
        }
        return cue == Cue.PHONE
                && groups <= 4
                && number.length() >= 8
                && number.length() <= 12
                && isValidInOneOf(STRICT, number);
    }

    /** {@code 1234567890} and {@code 8888888888} stand for a number in examples. */
    private static boolean isPlaceholder(String number) {
        return number.chars().distinct().count() == 1 || "01234567890123".contains(number);
    }

    /** {@code 138…} or {@code 86138…}. */
    private boolean isChineseMobile(String number) {
        String national = number.length() == 13 && number.startsWith("86") ? number.substring(2) : number;
        return national.length() == 11 && national.charAt(0) == '1' && isMobile(national);
    }

    /** The type of a number that is not valid is unknown. */
    private boolean isMobile(String national) {
        parses++;
        try {
            return UTIL.getNumberType(UTIL.parse(national, "CN")) == PhoneNumberType.MOBILE;
        } catch (NumberParseException noNumber) {
            return false;
        }
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

    private boolean isValidInOneOf(List<String> regions, String number) {
        for (String region : regions) {
            if (isValid(number, region)) {
                return true;
            }
        }
        return false;
    }

    private boolean isValid(String number, String region) {
        parses++;
        try {
            PhoneNumber parsed = UTIL.parse(number, region);
            return region.equals("ZZ") ? UTIL.isValidNumber(parsed) : UTIL.isValidNumberForRegion(parsed, region);
        } catch (NumberParseException noNumber) {
            return false;
        }
    }

    // ---- the word before

    private enum Cue {
        PHONE,
        OTHER,
        NONE
    }

    private Cue cue(int start) {
        String before = text.before(start, CUE_REACH);
        int end = before.length();
        while (end > 0 && " :.-#=是为為(号號码碼：".indexOf(before.charAt(end - 1)) >= 0) {
            end--;
        }
        // 单号 and 号码 end like what may stand between a word and its number.
        for (int tail = before.length(); tail >= end; tail--) {
            String words = before.substring(0, tail);
            if (endsWithCue(words, OTHER_CUES)) {
                return Cue.OTHER;
            }
            if (endsWithCue(words, PHONE_CUES)) {
                return Cue.PHONE;
            }
        }
        return Cue.NONE;
    }

    private static boolean endsWithCue(String words, List<String> cues) {
        for (String cue : cues) {
            if (words.endsWith(cue)) {
                int before = words.length() - cue.length() - 1;
                boolean wordStart = before < 0 || cue.charAt(0) > 127 || !PlainText.isWord(words.charAt(before));
                if (wordStart) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String masked(String number, boolean plus) {
        String ends = number.length() >= 11 ? Mask.ends(number, 3, 4) : Mask.ends(number, 2, 2);
        return plus ? "+" + ends : ends;
    }
}

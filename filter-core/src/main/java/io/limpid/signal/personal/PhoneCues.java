package io.limpid.signal.personal;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

/** Words before a number that say what kind of number it is. */
final class PhoneCues {
    /** What the word before a number makes of it. */
    enum Cue {
        PHONE,
        OTHER,
        NONE
    }

    private static final int REACH = 18;

    /** Before a telephone number. */
    private static final ImmutableList<String> PHONE = words("""
            tel, telephone, phone, mobile, mob, cell, cellphone, call, callus, dial, ring, whatsapp, text, txt,
            sms, hotline, helpline, wechat, vx, wx, v, fax, contact, phone number, mobile number, cell number,
            contact number, my number, new number, landline, 电话, 電話, 手机, 手機, 热线, 熱線, 致电, 拨打, 撥打, 联系, 聯繫, 咨询, 諮詢,
            座机, 微信, 加, 电, ☎, 📞, 📱, ☏
            """);

    /** Before a number of another kind. */
    private static final ImmutableList<String> OTHER = words("""
            qq, 扣扣, order, order no, order number, order id, id, uid, isbn, issn, sn, serial, serial number, ref,
            reference, reference number, invoice, invoice number, account, account number, acct, ticket,
            ticket number, case, case number, tracking, tracking number, version, code, pin, otp, zip, sku, ean,
            barcode, model, patent, 群, 订单, 訂單, 订单号, 单号, 快递, 运单, 运单号, 快递单号, 编号, 编码, 账号, 帐号, 卡号, 群号, qq号, qq群, tax,
            routing, routing number, id number, tax number, identification number, 验证码, 条码, 型号, 流水号, 序列号, 许可证,
            时间戳, timestamp
            """);

    /** What may stand between a word and its number. */
    private static final String BETWEEN = " :.-#=是为為(號号码碼：";

    private PhoneCues() {}

    /** What the words that end before an offset say. */
    static Cue before(PlainText text, int offset) {
        String before = text.before(offset, REACH);
        int end = before.length();
        while (end > 0 && BETWEEN.indexOf(before.charAt(end - 1)) >= 0) {
            end--;
        }
        // 单号 and 号码 end like what may stand between a word and its number.
        for (int tail = before.length(); tail >= end; tail--) {
            String words = before.substring(0, tail);
            if (endsWithOneOf(OTHER, words)) {
                return Cue.OTHER;
            }
            if (endsWithOneOf(PHONE, words)) {
                return Cue.PHONE;
            }
        }
        return Cue.NONE;
    }

    /** Whether the ASCII letters that touch an offset are a word for a telephone number, as in {@code tel13…} or {@code vx13…}. */
    static boolean touches(PlainText text, int offset) {
        int from = offset;
        while (offset - from < REACH && PlainText.isWord(text.at(from - 1))) {
            from--;
        }
        return PHONE.contains(text.before(offset, offset - from));
    }

    private static boolean endsWithOneOf(ImmutableList<String> cues, String words) {
        for (String cue : cues) {
            if (words.endsWith(cue)) {
                int before = words.length() - cue.length() - 1;
                if (before < 0 || cue.charAt(0) > 127 || !PlainText.isWord(words.charAt(before))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static ImmutableList<String> words(String block) {
        return ImmutableList.copyOf(Splitter.on(',')
                .trimResults(CharMatcher.whitespace())
                .omitEmptyStrings()
                .split(block));
    }
}

package io.limpid.text;

import java.util.List;
import java.util.Random;

/** Texts as nobody writes them, and the worst of those that somebody did. */
public final class RandomText {
    /** Hand-picked texts that break naive folding. */
    public static final List<String> EVIL = List.of(
            "",
            "a",
            "Z\u0351\u036B\u0343a\u0321\u034Dl\u0335g\u0349o\u0324\u0348",
            "a" + "\u0301\u0316\u0337".repeat(60) + "b",
            "\u0301\u0302 starts with marks",
            "abc\u202Efed\u202C ghi\u2066j\u2069",
            "fr\u00ADee \u200Bfree\u200D \uFEFFfree\u2060",
            "x\uDB40\uDC66\uDB40\uDC72\uDB40\uDC65y",
            "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66 family",
            "\uD83C\uDDEB\uD83C\uDDFA\uD83C\uDDE8\uD83C\uDDF0 \uD83C\uDDFA\uD83C\uDDF8",
            "\uD83C\uDFF4\uDB40\uDC67\uDB40\uDC62\uDB40\uDC65\uDB40\uDC6E\uDB40\uDC67\uDB40\uDC7F",
            "\u1112\u1161\u11AB\u1100\u1173\u11AF \u1112\u200B\u1161 \uD55C\u11AB",
            "\uFFA1\uFFC2\uFFA4 \u3131\u314F",
            "\uFB03 o\uFB03ce \uFB00\uFB06",
            "\u0130stanbul I\u0307 i\u0307 \u0130\u0301 \u0131I",
            "Stra\u00DFe \u1E9E \u0149 \u01F0 \u0390 \u1FB3 \u03B1\u0345",
            "\uFF26\uFF32\uFF25\uFF25\u3000\uFF11\uFF12",
            "\uFF76\uFF9E\uFF8A\uFF9F\uFF76\uFF9E\uFF9E a\uFF9E \uFF9E",
            "\u0E20\u0E32\u0E29\u0E32\u0E44\u0E17\u0E22\u0E19\u0E49\u0E33 \u0E01\u0E33",
            "\u0939\u093F\u0928\u094D\u0926\u0940 \u0915\u093C\u0958 \u0915\u094D\u200D\u0937",
            "\u0645\u064F\u062D\u064E\u0645\u0651\u064E\u062F \uFDFA \uFC5E",
            "\u05E9\u05C1\u05B8\u05DC\u05D5\u05B9\u05DD \uFB2A\uFB1D",
            "\u00B4\u00A8\u00AF\u00B8\u02D8 a\u00B4\u0301 \uFFE3",
            "1\uFE0F\u20E3 2\u20E3 \u2460\u2461\u2776 \uD835\uDFD8 \u0663\u0664",
            "\uD835\uDCEF\uD835\uDCFE\uD835\uDCEC\uD835\uDCF4 \uD835\uDD31\uD835\uDD31",
            "f.u.c.k f u c k f\uD83D\uDE00u\uD83D\uDE00c\uD83D\uDE00k",
            "a\u0301.a\u0301.a a\u0301a\u0301\u0301a",
            "sh1t a$$ 2024 $50 s h 1 t 4 you f+u+c+k wow!!! 18+",
            "\u53C3\u52A0\u767C\u8CA1\uFF0C\u52A0\u8587\u2713\u4FE1 abc1234 \u54C8\u54C8\u54C8\u54C8",
            "\u4E00O\u4E8Cl \u58F9\u8CB3 1-8OO-555 look",
            "\uD840\uDC00\uD840\uDC00\uD869\uDED6 \u2F00\uF900",
            "\u3164\u115F\u1160\uFFA0 x\u3164y",
            "\u0000\u0008\u007F\u0085\u2028\t\n",
            "\u0410\u0411\u0412 \u0432\u0433 \u0439\u0451 \u041D\u0435\u0442 \u0483\u0430\u0483",
            "A\u030A \u212B \u00C5 \u1E69 s\u0323\u0307 s\u0307\u0323",
            "\u0344\u0F71\u0F72\u0F74 \u0F40\u0F71\u0F72",
            "\uD834\uDD5E\uD834\uDD65 \uD804\uDC99\uD804\uDCBA",
            "\u1100\uD83D\uDE00\u1161 \u1100.\u1161.\u11A8");

    private static final String[] ALPHABETS = {
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "aaaabbll11IIOO00ssooo",
        "0123456789$@!|+\u20AC\u00A3",
        " \t\n.,-_'\u2019*\u2022\u2713\u3000\u3002\uFF0C!",
        "\u0301\u0300\u0327\u0323\u0307\u0308\u0345\u0338\u20E3\u0483\u064B\u3099\u309A\u0E34\u094D\u093E\u05B8",
        "\u200B\u200C\u200D\u2060\u00AD\u202E\u2066\uFE0F\u034F\u115F\u3164",
        "\u00E9\u00DF\u0130\u0131\u0149\u01F0\uFB03\u01C4\u1E9E\u00F8\u0142\u0153\u00E6\u00AA\u00BD\u2122\u00B4",
        "\u0430\u0435\u043E\u0440\u0441\u0412\u0432\u0439\u0401\u03BD\u039D\u03C3\u03C2\u03A3\u1FB3\u0561\u13AA\uAB7A",
        "\u4E00\u4E8C\u5FAE\u4FE1\u52A0\u767C\u767A\u8CB3\u53C3\u4E7E\u3042\u30AB\u30FC\uFF76\uFF9E\u1100\u1161\u11A8\uAC00\uFFA1",
        "\uFF21\uFF41\uFF11\uFF01\u2460\u24B6\u2776\u0663\u0967\u0E04\u0E34\u0E49\u0915\u093F\u0627\u0644\u05D0",
    };

    private static final int[] BEYOND = {
        0x1F600, 0x1F468, 0x1F1EB, 0x1F1FA, 0x1F170, 0x1D4EF, 0x1D7D8, 0xE0066, 0xE007F, 0x20000, 0x2F800, 0x1F3FB,
        0x10400, 0x1D165, 0x110BA, 0x1F150, 0x16FE4, 0x10A0F
    };

    private RandomText() {}

    /** A text of up to this many code points, in patches of one kind each. */
    public static String of(Random random, int most) {
        int length = random.nextInt(most + 1);
        var text = new StringBuilder();
        for (int count = 0; count < length; ) {
            int patch = 1 + random.nextInt(6);
            int kind = random.nextInt(ALPHABETS.length + 3);
            for (int i = 0; i < patch && count < length; i++, count++) {
                text.appendCodePoint(codePoint(random, kind));
            }
        }
        return text.toString();
    }

    private static int codePoint(Random random, int kind) {
        if (kind < ALPHABETS.length) {
            return ALPHABETS[kind].charAt(random.nextInt(ALPHABETS[kind].length()));
        }
        if (kind == ALPHABETS.length) {
            return BEYOND[random.nextInt(BEYOND.length)];
        }
        while (true) {
            int codePoint = random.nextInt(kind == ALPHABETS.length + 1 ? 0x10000 : 0x110000);
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                return codePoint;
            }
        }
    }
}

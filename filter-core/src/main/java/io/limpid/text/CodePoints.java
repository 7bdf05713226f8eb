package io.limpid.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import java.util.Set;

/**
 * What the steps ask about a code point, from one table for the planes that posts are written in.
 *
 * <p>Asking ICU for each character costs more than all steps together; the table is 128 KiB and made once.
 */
public final class CodePoints {
    /** No code point below this one is a mark. */
    static final char FIRST_MARK = 0x300;

    private static final int LETTER = 1;
    private static final int NUMBER = 2;
    private static final int MARK = 4;
    private static final int SPACE = 8;
    private static final int IGNORABLE = 16;
    private static final int UNSPACED = 32;
    private static final int ENCLOSED_LETTER = 64;

    private static final int LIMIT = 0x20000;
    private static final byte[] TABLE = table();

    private CodePoints() {}

    public static boolean isLetter(int codePoint) {
        return (flags(codePoint) & LETTER) != 0;
    }

    /** A digit or any other number character. */
    public static boolean isNumber(int codePoint) {
        return (flags(codePoint) & NUMBER) != 0;
    }

    public static boolean isLetterOrNumber(int codePoint) {
        return (flags(codePoint) & (LETTER | NUMBER)) != 0;
    }

    /** A combining mark: non-spacing, spacing or enclosing. */
    public static boolean isMark(int codePoint) {
        return (flags(codePoint) & MARK) != 0;
    }

    static boolean isMarkOrIgnorable(int codePoint) {
        return (flags(codePoint) & (MARK | IGNORABLE)) != 0;
    }

    public static boolean isSpace(int codePoint) {
        return (flags(codePoint) & SPACE) != 0;
    }

    /** Shows nothing: default ignorable (zero-width, bidi, tags, variation selectors, fillers) or a control that is no white space. */
    static boolean isIgnorable(int codePoint) {
        return (flags(codePoint) & IGNORABLE) != 0;
    }

    /** Neither letter, number, mark nor ignorable: white space, punctuation, symbols, emoji. */
    static boolean isSeparator(int codePoint) {
        return (flags(codePoint) & (LETTER | NUMBER | MARK | IGNORABLE)) == 0;
    }

    /** A letter of a script that puts no spaces between words. */
    public static boolean isUnspacedLetter(int codePoint) {
        return (flags(codePoint) & UNSPACED) != 0;
    }

    /** A symbol that shows a Latin letter: regional indicators, negative circled and squared letters. */
    static boolean isEnclosedLetter(int codePoint) {
        return (flags(codePoint) & ENCLOSED_LETTER) != 0;
    }

    private static int flags(int codePoint) {
        return codePoint < LIMIT ? TABLE[codePoint] : compute(codePoint);
    }

    private static byte[] table() {
        var table = new byte[LIMIT];
        for (int codePoint = 0; codePoint < LIMIT; codePoint++) {
            table[codePoint] = (byte) compute(codePoint);
        }
        return table;
    }

    private static int compute(int codePoint) {
        int flags = 0;
        switch (UCharacter.getType(codePoint)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER -> flags |= LETTER;
            case Character.DECIMAL_DIGIT_NUMBER, Character.LETTER_NUMBER, Character.OTHER_NUMBER -> flags |= NUMBER;
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
                flags |= MARK;
            default -> {}
        }
        boolean space = UCharacter.hasBinaryProperty(codePoint, UProperty.WHITE_SPACE);
        if (space) {
            flags |= SPACE;
        }
        if (UCharacter.hasBinaryProperty(codePoint, UProperty.DEFAULT_IGNORABLE_CODE_POINT)
                || (UCharacter.getType(codePoint) == Character.CONTROL && !space)
                || (codePoint >= 0xFFF9 && codePoint <= 0xFFFB)) {
            flags |= IGNORABLE;
        }
        if ((flags & LETTER) != 0 && (Scripts.UNSPACED.contains(UScript.getScript(codePoint)) || codePoint == 0x30FC)) {
            flags |= UNSPACED;
        }
        if ((codePoint >= 0x1F150 && codePoint <= 0x1F169)
                || (codePoint >= 0x1F170 && codePoint <= 0x1F189)
                || (codePoint >= 0x1F1E6 && codePoint <= 0x1F1FF)) {
            flags |= ENCLOSED_LETTER;
        }
        return flags;
    }

    private static final class Scripts {
        static final Set<Integer> UNSPACED = Set.of(
                UScript.HAN,
                UScript.HIRAGANA,
                UScript.KATAKANA,
                UScript.BOPOMOFO,
                UScript.YI,
                UScript.THAI,
                UScript.LAO,
                UScript.KHMER,
                UScript.MYANMAR,
                UScript.TIBETAN,
                UScript.JAVANESE,
                UScript.BALINESE,
                UScript.TAI_LE,
                UScript.NEW_TAI_LUE,
                UScript.LANNA,
                UScript.TAI_VIET,
                UScript.NUSHU,
                UScript.TANGUT);

        private Scripts() {}
    }
}

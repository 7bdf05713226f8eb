package io.limpid.text;

/**
 * Where words begin and end, as far as the script tells.
 *
 * <p>Scripts written with spaces between words (Latin, Cyrillic, Greek, Arabic, Hebrew, Hangul, Devanagari and all others not
 * named here) have edges between their letters and whatever is no letter. Chinese, Japanese, Thai, Lao, Khmer, Burmese, Tibetan
 * and some scripts of South-East Asia are written without spaces, so that each of their letters counts as a word of its own: a
 * Latin word between Chinese characters has edges on both sides.
 *
 * <p>Letters and digits of one token belong together, and so does what underscores join ({@code snake_case}, but not {@code
 * _emphasis_}); marks belong to the letter before them. Characters that show nothing are looked through: a soft hyphen inside
 * {@code classic} makes no edge. An apostrophe is an edge ({@code idiot's}, {@code l'idiot}) with two exceptions: {@code n't} makes
 * one word of {@code don't}, and no word begins with what English contracts ({@code 's}, {@code 'll}).
 */
public final class WordBoundaries {
    /** More of them are a line, not a joint. */
    private static final int MOST_UNDERSCORES = 16;

    private WordBoundaries() {}

    /** Whether no word runs across this offset of the text; the text's ends are edges. */
    public static boolean isWordEdge(String text, int offset) {
        if (offset <= 0 || offset >= text.length()) {
            return true;
        }
        int next = nextVisible(text, offset);
        if (next == text.length()) {
            return true;
        }
        int after = text.codePointAt(next);
        if (CodePoints.isMark(after)) {
            return false;
        }
        int before = baseBefore(text, offset);
        if (before == '_') {
            before = beforeUnderscores(text, offset);
        }
        if (isApostrophe(before)) {
            return !Contraction.begins(text, next) || !isSpaced(baseBefore(text, offset - 1));
        }
        if (!isSpaced(before)) {
            return true;
        }
        if (after == '_') {
            after = afterUnderscores(text, next);
        }
        return !isSpaced(after) && !isNegation(text, next, before);
    }

    /**
     * Whether a word that a disguise may begin with a sign ({@code @ss}) can start at this offset: it is an edge, and no letter
     * stands before the sign.
     */
    public static boolean mayStartAt(String text, int offset) {
        return isWordEdge(text, offset)
                && (offset == text.length()
                        || isSpaced(text.codePointAt(offset))
                        || !isSpaced(baseBefore(text, offset)));
    }

    /** Whether a word that a disguise may end with a sign ({@code a$$}) can end at this offset. */
    public static boolean mayEndAt(String text, int offset) {
        if (!isWordEdge(text, offset)) {
            return false;
        }
        int next = nextVisible(text, offset);
        return next == text.length()
                || !isSpaced(text.codePointAt(next))
                || (offset > 0 && isSpaced(baseBefore(text, offset)));
    }

    /**
     * Whether a word that begins or ends with this code point needs a word edge there: whether it is a letter of a script written
     * with spaces, a digit or an underscore.
     */
    public static boolean needsEdge(int codePoint) {
        return isSpaced(codePoint);
    }

    private static boolean isSpaced(int codePoint) {
        if (codePoint < 0x80) {
            return (codePoint >= '0' && codePoint <= '9')
                    || ((codePoint | 0x20) >= 'a' && (codePoint | 0x20) <= 'z')
                    || codePoint == '_';
        }
        return (CodePoints.isLetterOrNumber(codePoint) && !CodePoints.isUnspacedLetter(codePoint))
                || CodePoints.isEnclosedLetter(codePoint);
    }

    /** The letter or other character that the marks before an offset stand on; 0 if there is none. */
    private static int baseBefore(String text, int offset) {
        for (int i = offset; i > 0; ) {
            int codePoint = text.codePointBefore(i);
            if (!CodePoints.isMarkOrIgnorable(codePoint)) {
                return codePoint;
            }
            i -= Character.charCount(codePoint);
        }
        return 0;
    }

    private static int nextVisible(String text, int offset) {
        int i = offset;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            if (!CodePoints.isIgnorable(codePoint)) {
                return i;
            }
            i += Character.charCount(codePoint);
        }
        return i;
    }

    private static boolean isNegation(String text, int at, int before) {
        return (before == 'n' || before == 'N')
                && isApostrophe(text.charAt(at))
                && at + 1 < text.length()
                && (text.charAt(at + 1) == 't' || text.charAt(at + 1) == 'T')
                && Contraction.begins(text, at + 1);
    }

    private static boolean isApostrophe(int codePoint) {
        return codePoint == '\'' || codePoint == 0x2019;
    }

    private static int beforeUnderscores(String text, int offset) {
        int from = offset;
        while (from > 0 && offset - from < MOST_UNDERSCORES && text.charAt(from - 1) == '_') {
            from--;
        }
        return baseBefore(text, from);
    }

    private static int afterUnderscores(String text, int offset) {
        int to = offset;
        while (to < text.length() && to - offset < MOST_UNDERSCORES && text.charAt(to) == '_') {
            to++;
        }
        return to == text.length() ? 0 : text.codePointAt(to);
    }
}

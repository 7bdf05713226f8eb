package io.limpid.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UScript;

/**
 * Drops what shows nothing (default ignorable characters: zero-width, soft hyphen, bidi controls, tag characters, variation
 * selectors, fillers; and controls that are no white space), and marks that do not belong where they stand.
 *
 * <p>A letter and its marks are first composed (NFC). A non-spacing or enclosing mark that is still there goes, unless it is of
 * the letter's own script, as the vowel signs of Thai and Devanagari are.
 */
final class InvisibleFold extends RewritingFold {
    InvisibleFold() {
        super("invisible");
    }

    @Override
    void rewrite(FoldedText before, int from, FoldBuilder out) {
        String text = before.text();
        for (int i = from; i < text.length(); ) {
            int to = i;
            int codePoint = text.codePointAt(i);
            boolean ignorable = CodePoints.isIgnorable(codePoint);
            boolean marks = CodePoints.isMark(codePoint) || isConjoining(codePoint);
            boolean dropped = ignorable;
            to += Character.charCount(codePoint);
            while (!ignorable && to < text.length()) {
                int next = text.codePointAt(to);
                if (CodePoints.isIgnorable(next)) {
                    dropped = true;
                } else if (CodePoints.isMark(next) || isConjoining(next)) {
                    marks = true;
                } else {
                    break;
                }
                to += Character.charCount(next);
            }
            if (marks && !ignorable) {
                foldCluster(text, i, to, dropped, out);
            } else if (!dropped) {
                out.keep(i, to);
            } else if (!ignorable) {
                out.keep(i, i + Character.charCount(codePoint));
            }
            i = to;
        }
    }

    /** Start of the first letter that this step may change. */
    @Override
    int firstChange(String text) {
        int letter = 0;
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7F) {
                letter = i++;
                continue;
            }
            int codePoint = text.codePointAt(i);
            if (CodePoints.isMark(codePoint) || isConjoining(codePoint)) {
                return letter;
            }
            if (CodePoints.isIgnorable(codePoint)) {
                return letter;
            }
            letter = i;
            i += Character.charCount(codePoint);
        }
        return text.length();
    }

    private static void foldCluster(String text, int from, int to, boolean dropped, FoldBuilder out) {
        String cluster = text.substring(from, to);
        String composed = Normal.nfc(dropped ? withoutIgnorables(cluster) : cluster);
        String folded = withoutForeignMarks(composed);
        if (folded.length() < composed.length()) {
            // Jamo that a mark had kept apart now touch.
            folded = Normal.nfc(folded);
        }
        if (folded.equals(cluster)) {
            out.keep(from, to);
        } else {
            out.put(folded, from, to);
        }
    }

    private static String withoutIgnorables(String cluster) {
        var out = new StringBuilder(cluster.length());
        cluster.codePoints().filter(c -> !CodePoints.isIgnorable(c)).forEach(out::appendCodePoint);
        return out.toString();
    }

    private static String withoutForeignMarks(String cluster) {
        var out = new StringBuilder(cluster.length());
        int script = UScript.COMMON;
        for (int i = 0; i < cluster.length(); ) {
            int codePoint = cluster.codePointAt(i);
            i += Character.charCount(codePoint);
            if (!CodePoints.isMark(codePoint)) {
                script = UScript.getScript(codePoint);
                out.appendCodePoint(codePoint);
            } else if (UCharacter.getType(codePoint) == Character.COMBINING_SPACING_MARK
                    || belongs(codePoint, script)) {
                out.appendCodePoint(codePoint);
            }
        }
        return out.toString();
    }

    private static boolean belongs(int mark, int script) {
        int own = UScript.getScript(mark);
        return own == script && own != UScript.INHERITED && own != UScript.COMMON;
    }

    /** Vowels and finals of Hangul, letters that NFC joins to the letter before. */
    private static boolean isConjoining(int codePoint) {
        return (codePoint >= 0x1160 && codePoint <= 0x11FF) || (codePoint >= 0xD7B0 && codePoint <= 0xD7FB);
    }
}

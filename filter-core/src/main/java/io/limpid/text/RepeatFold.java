package io.limpid.text;

/**
 * Collapses a run of one letter to a single one, which remembers the length of the run: {@code fuuuck} becomes {@code fuck}.
 *
 * <p>Letters only, so that {@code 100} stays. Where {@code skip} dropped white space between the two, they belong to one run only
 * if each stands alone ({@code a s s}); otherwise {@code is shit} would lose a letter at the seam of two words.
 */
final class RepeatFold extends RewritingFold {
    RepeatFold() {
        super("repeat");
    }

    @Override
    void rewrite(FoldedText before, int from, FoldBuilder out) {
        String text = before.text();
        int kept = from;
        int last = -1;
        for (int i = from; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int width = Character.charCount(codePoint);
            if (codePoint == last && CodePoints.isLetter(codePoint) && sameWord(before, i, width)) {
                out.keep(kept, i);
                out.lengthenRun(width, i, i + width);
                kept = i + width;
            }
            last = codePoint;
            i += width;
        }
        out.keep(kept, text.length());
    }

    @Override
    int firstChange(String text) {
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == text.charAt(i - 1) && CodePoints.isLetter(c)) {
                return i - 1;
            }
            if (Character.isHighSurrogate(c)
                    && i > 1
                    && i + 1 < text.length()
                    && c == text.charAt(i - 2)
                    && text.charAt(i + 1) == text.charAt(i - 1)) {
                return i - 2;
            }
        }
        return text.length();
    }

    private static boolean sameWord(FoldedText text, int index, int width) {
        return !text.spaceGap(index) || (startsAlone(text, index - width) && endsAlone(text, index + width));
    }

    private static boolean startsAlone(FoldedText text, int index) {
        return index == 0
                || text.gap(index) > 0
                || !CodePoints.isLetterOrNumber(text.text().codePointBefore(index));
    }

    private static boolean endsAlone(FoldedText text, int index) {
        return index == text.text().length()
                || text.gap(index) > 0
                || !CodePoints.isLetterOrNumber(text.text().codePointAt(index));
    }
}

package io.limpid.text;

/**
 * Letters that look like an ASCII letter become it, and Latin, Greek and Cyrillic letters lose their accents. Typographic
 * apostrophes become the ASCII one.
 *
 * <p>What looks alike is told by {@link Lookalikes}. ASCII itself, and the letters of Chinese, Japanese and Korean, are never
 * touched.
 */
final class ConfusableFold extends RewritingFold {
    ConfusableFold() {
        super("confusable");
    }

    @Override
    void rewrite(FoldedText before, int from, FoldBuilder out) {
        String text = before.text();
        boolean accented = from > 0 && Lookalikes.takesAccents(text.codePointBefore(from));
        for (int i = from; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int to = i + Character.charCount(codePoint);
            char plain = Lookalikes.of(codePoint);
            if (plain != 0) {
                out.put(plain, i, to);
                accented = true;
            } else if (!(accented && Lookalikes.isAccent(codePoint))) {
                out.keep(i, to);
                accented = Lookalikes.takesAccents(codePoint) || (accented && CodePoints.isMark(codePoint));
            }
            i = to;
        }
    }

    @Override
    int firstChange(String text) {
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (c < 0x80) {
                i++;
                continue;
            }
            int codePoint = text.codePointAt(i);
            if (Lookalikes.of(codePoint) != 0 || Lookalikes.isAccent(codePoint)) {
                return i;
            }
            i += Character.charCount(codePoint);
        }
        return text.length();
    }
}

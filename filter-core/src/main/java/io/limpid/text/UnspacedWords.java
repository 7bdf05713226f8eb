package io.limpid.text;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.BitSet;

/**
 * Where two words meet in a text that puts no spaces between them, by ICU's dictionary of Chinese and Japanese.
 *
 * <p>The dictionary lacks names and new words, of which it makes single letters. So this can tell that something is cut out of
 * other words ({@code 盘人} of {@code 硬盘|人手}), and not that something is a word. Not thread-safe; the cost of making one grows with
 * the text.
 */
public final class UnspacedWords {
    /*
     * The division of the whole text is the likeliest one, and often wrong about a letter that makes a word with either neighbour
     * (黄河|南, 黄|河南). Such a letter goes with the one before it, as in reading: nothing begins where a short word of the dictionary
     * runs on.
     *
     * The dictionary also holds compounds of a word with a letter of grammar (你们, 死了, 都在), which makes no other word of the one
     * beside it, and Japanese names of men (国男), which would cut 男人 off 中国男人.
     */
    private static final String GRAMMAR_BEFORE = "都也就很真我你您他她它把被给让";

    private static final String GRAMMAR_AFTER = "们了的是着";

    private static final String PERSONS = "男女";

    private static final int LONGEST_SHORT_WORD = 3;

    /** Copied for each use, since an iterator serves one thread. */
    private static final BreakIterator WORDS = BreakIterator.getWordInstance(ULocale.ROOT);

    private final String text;
    private final BreakIterator words = WORDS.clone();
    private final BitSet edges = new BitSet();

    /** Divides a text; reads the dictionary first if no text was divided before. */
    public UnspacedWords(String text) {
        this.text = text;
        words.setText(text);
        for (int edge = words.first(); edge != BreakIterator.DONE; edge = words.next()) {
            edges.set(edge);
        }
    }

    /** Reads the dictionary, so that no text waits for it. */
    public static void load() {
        new UnspacedWords("词典").areWhole(new Span(0, 1));
    }

    /** Whether no word runs over an end of the span. */
    public boolean areWhole(Span span) {
        return startsWord(span.start()) && endsWord(span.end());
    }

    private boolean startsWord(int offset) {
        return isApart(offset)
                || (GRAMMAR_BEFORE.indexOf(text.charAt(offset - 1)) >= 0 && edges.get(offset - 1))
                || (edges.get(offset) && (PERSONS.indexOf(text.charAt(offset)) >= 0 || !isInShortWord(offset)));
    }

    private boolean endsWord(int offset) {
        return isApart(offset)
                || edges.get(offset)
                || (GRAMMAR_AFTER.indexOf(text.charAt(offset)) >= 0 && edges.get(offset + 1));
    }

    /** Whether the offset does not stand between two letters of a script without spaces. */
    private boolean isApart(int offset) {
        return offset <= 0
                || offset >= text.length()
                || !CodePoints.isUnspacedLetter(text.codePointBefore(offset))
                || !CodePoints.isUnspacedLetter(text.codePointAt(offset));
    }

    private boolean isInShortWord(int offset) {
        for (int from = Math.max(0, offset - LONGEST_SHORT_WORD + 1); from < offset; from++) {
            int last = Math.min(text.length(), from + LONGEST_SHORT_WORD);
            for (int to = offset + 1; to <= last; to++) {
                if (isWord(from, to)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isWord(int from, int to) {
        String piece = text.substring(from, to);
        for (int i = 0; i < piece.length(); i++) {
            if (!CodePoints.isUnspacedLetter(piece.charAt(i))) {
                return false;
            }
        }
        words.setText(piece);
        words.first();
        return words.next() == piece.length();
    }
}

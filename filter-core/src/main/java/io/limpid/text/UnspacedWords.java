package io.limpid.text;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.BitSet;

/**
 * Where words begin and end in a text that puts no spaces between them, as ICU's dictionary divides it.
 *
 * <p>The division is a guess: the dictionary lacks names and new words, of which it makes single letters. So it can tell where two
 * words meet ({@code 硬盘|人手}), and not that something is a word. Immutable, so one instance serves all threads; the cost of making
 * one grows with the text.
 */
public final class UnspacedWords {
    /*
     * The dictionary holds compounds of a word with a letter of grammar (你们, 死了, 都在, 很是). Such a letter makes no other word of
     * the one beside it, so an edge is there all the same.
     */
    private static final String GRAMMAR_BEFORE = "都也就很真我你您他她它把被给让";

    private static final String GRAMMAR_AFTER = "们了的是着";

    /** Copied for each text, since an iterator serves one thread. */
    private static final BreakIterator WORDS = BreakIterator.getWordInstance(ULocale.ROOT);

    private final String text;
    private final BitSet edges;

    private UnspacedWords(String text, BitSet edges) {
        this.text = text;
        this.edges = edges;
    }

    /** Divides a text; reads the dictionary first if no text was divided before. */
    public static UnspacedWords of(String text) {
        BreakIterator words = WORDS.clone();
        words.setText(text);
        BitSet edges = new BitSet(text.length() + 1);
        for (int edge = words.first(); edge != BreakIterator.DONE; edge = words.next()) {
            edges.set(edge);
        }
        return new UnspacedWords(text, edges);
    }

    /** Reads the dictionary, so that no text waits for it. */
    public static void load() {
        of("词典");
    }

    /** Whether neither end of the span lies inside a word. */
    public boolean areWhole(Span span) {
        return isEdge(span.start(), true) && isEdge(span.end(), false);
    }

    /**
     * Whether no word runs over this offset.
     *
     * @param start whether what is asked about begins here; else it ends here
     */
    private boolean isEdge(int offset, boolean start) {
        if (offset <= 0
                || offset >= text.length()
                || edges.get(offset)
                || !CodePoints.isUnspacedLetter(text.codePointBefore(offset))
                || !CodePoints.isUnspacedLetter(text.codePointAt(offset))) {
            return true;
        }
        return start
                ? edges.get(offset - 1) && GRAMMAR_BEFORE.indexOf(text.charAt(offset - 1)) >= 0
                : edges.get(offset + 1) && GRAMMAR_AFTER.indexOf(text.charAt(offset)) >= 0;
    }
}

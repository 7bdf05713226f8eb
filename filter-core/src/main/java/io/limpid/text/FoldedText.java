package io.limpid.text;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A text after folding, with the way back from each folded character to what its author wrote.
 *
 * <p>Immutable; one instance serves all threads.
 */
public final class FoldedText {
    /*
     * Folded character i stands for original [starts[i], ends[i]); both arrays never fall, and both halves of a folded surrogate
     * pair stand for the same stretch. Null arrays mean the identity: a step that changes letters one for one shares the arrays
     * of the text before, and a text that no step lengthened or shortened never has any. Arrays may be longer than the text.
     * gaps[i] is twice the count of separators plus one if white space is among them.
     */
    /** A full stop of ASCII is a common disguise and rare in Chinese, which has its own. */
    private static final String CLAUSE_MARKS = "，。；：！？,;:!?";

    private final Source source;
    private final String text;
    final int @Nullable [] starts;
    final int @Nullable [] ends;
    final int @Nullable [] runs;
    final int @Nullable [] gaps;

    private FoldedText(
            Source source,
            String text,
            int @Nullable [] starts,
            int @Nullable [] ends,
            int @Nullable [] runs,
            int @Nullable [] gaps) {
        this.source = source;
        this.text = text;
        this.starts = starts;
        this.ends = ends;
        this.runs = runs;
        this.gaps = gaps;
    }

    /** The text as written, before any step. */
    public static FoldedText of(String original) {
        return new FoldedText(new Source(original), original, null, null, null, null);
    }

    /** The same map under letters that were changed one for one. */
    FoldedText withText(String newText) {
        return new FoldedText(source, newText, starts, ends, runs, gaps);
    }

    /** The same original under a new text and map. */
    FoldedText with(
            String newText, int[] newStarts, int[] newEnds, int @Nullable [] newRuns, int @Nullable [] newGaps) {
        return new FoldedText(source, newText, newStarts, newEnds, newRuns, newGaps);
    }

    /** The text as its author wrote it. */
    public String original() {
        return source.text;
    }

    /** The folded text; the same object as {@link #original()} where no step changed anything. */
    public String text() {
        return text;
    }

    /**
     * The stretch of the original that a stretch of the folded text stands for.
     *
     * <p>It reaches from the source of the first folded character to the source of the last one, over everything that steps
     * dropped between them, and over marks that belong to the last letter. It never cuts a surrogate pair and never parts a
     * letter from its marks.
     *
     * @param start offset of the first folded character
     * @param end offset after the last one, above {@code start}
     * @throws IndexOutOfBoundsException if {@code [start, end)} is empty or outside the folded text
     */
    public Span original(int start, int end) {
        if (start < 0 || end <= start || end > text.length()) {
            throw new IndexOutOfBoundsException(
                    "[" + start + ", " + end + ") is no stretch of a text of length " + text.length());
        }
        return source.widened(startOf(start), endOf(end - 1));
    }

    /** How many equal letters the step {@code repeat} collapsed into the folded character at this index; otherwise 1. */
    public int run(int index) {
        return runs == null ? 1 : runs[index];
    }

    /**
     * How many separators (code points) the step {@code skip} dropped just before the folded character at this index, or inside
     * the run of letters that {@code repeat} then collapsed into it; otherwise 0.
     */
    public int gap(int index) {
        return gaps == null ? 0 : gaps[index] >> 1;
    }

    /** Whether white space is among the separators that {@link #gap(int)} counts. */
    public boolean spaceGap(int index) {
        return gaps != null && (gaps[index] & 1) != 0;
    }

    /** Whether a mark that ends a clause (，。；：！？ or what ASCII has of them, without the full stop) stands in that gap. */
    public boolean clauseGap(int index) {
        if (gap(index) == 0 || index == 0) {
            return false;
        }
        for (int i = endOf(index - 1); i < startOf(index); i++) {
            if (CLAUSE_MARKS.indexOf(source.text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether the source of the folded character at this index begins inside an ASCII word: an ASCII letter or digit right after
     * another. There is no edge of a word ({@link WordBoundaries}), so that most places are told apart without asking more.
     */
    public boolean startsInsideWord(int index) {
        return insideWord(startOf(index));
    }

    /** Whether the source of the folded character at this index ends inside an ASCII word, as in {@link #startsInsideWord(int)}. */
    public boolean endsInsideWord(int index) {
        return insideWord(endOf(index));
    }

    private boolean insideWord(int offset) {
        return offset > 0
                && offset < source.text.length()
                && isAsciiLetterOrDigit(source.text.charAt(offset))
                && isAsciiLetterOrDigit(source.text.charAt(offset - 1));
    }

    private static boolean isAsciiLetterOrDigit(char c) {
        return c < 0x80 && (((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || (c >= '0' && c <= '9'));
    }

    int startOf(int index) {
        return starts == null ? index : starts[index];
    }

    int endOf(int index) {
        return ends == null ? index + 1 : ends[index];
    }

    /** The original and, once asked for, where its marks are; shared by all views of it. */
    private static final class Source {
        final String text;

        /** Null until needed. A race would compute the same set twice, which does no harm. */
        private volatile @Nullable BitSet marks;

        Source(String text) {
            this.text = text;
        }

        Span widened(int start, int end) {
            int from = beforeLowSurrogate(start);
            int to = afterHighSurrogate(end);
            if (to < text.length() && text.charAt(to) >= CodePoints.FIRST_MARK && isMark(to)) {
                to = marks().nextClearBit(to);
            }
            if (from > 0 && text.charAt(from) >= CodePoints.FIRST_MARK && isMark(from)) {
                from = beforeLowSurrogate(Math.max(0, marks().previousClearBit(from)));
            }
            return new Span(from, to);
        }

        private int beforeLowSurrogate(int offset) {
            return offset > 0
                            && offset < text.length()
                            && Character.isLowSurrogate(text.charAt(offset))
                            && Character.isHighSurrogate(text.charAt(offset - 1))
                    ? offset - 1
                    : offset;
        }

        private int afterHighSurrogate(int offset) {
            return offset > 0
                            && offset < text.length()
                            && Character.isLowSurrogate(text.charAt(offset))
                            && Character.isHighSurrogate(text.charAt(offset - 1))
                    ? offset + 1
                    : offset;
        }

        private boolean isMark(int offset) {
            return CodePoints.isMark(text.codePointAt(offset));
        }

        /** A set, not a scan each time: ten thousand matches on a letter with ten thousand marks would cost their product. */
        private BitSet marks() {
            BitSet known = marks;
            if (known == null) {
                known = new BitSet(text.length());
                for (int i = 0; i < text.length(); ) {
                    int codePoint = text.codePointAt(i);
                    int next = i + Character.charCount(codePoint);
                    if (CodePoints.isMark(codePoint)) {
                        known.set(i, next);
                    }
                    i = next;
                }
                marks = known;
            }
            return known;
        }
    }
}

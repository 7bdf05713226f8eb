package io.limpid.signal.keyword;

import com.google.common.primitives.Ints;
import io.limpid.text.CodePoints;
import io.limpid.text.Fold;
import io.limpid.text.FoldSet;
import io.limpid.text.FoldedText;
import io.limpid.text.Span;
import io.limpid.text.WordBoundaries;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry under one set of folds: what the automaton looks for, and what an occurrence must satisfy beyond having the
 * same folded letters.
 */
final class FoldedEntry {
    /*
     * Four things are lost in a folded text and are checked on each candidate:
     *
     * - Runs. "repeat" folds "book" and "bok" alike; the text must have runs at least as long as the entry's.
     * - Gaps. "skip" folds "pen is" and "penis" alike. A gap of white space between two pieces that both look like words
     *   (two letters or more, with a vowel) is ordinary writing, not a disguise, unless the entry has a gap there too. So is
     *   one between a word and a letter that often stands alone ("the U.S. hit a record", "let s hit the road").
     * - Clauses. "skip" would find 黑鬼 in 天黑，鬼才来 ("it is dark, who would come"). A mark that ends a clause between two letters of
     *   a script without spaces is ordinary writing, too, unless the letters are spelled one by one (加，微，信).
     * - Word edges. An entry that begins (ends) with a letter of a script that puts spaces between words must begin (end)
     *   at the edge of a word.
     */
    /** Words of one letter, and what is left of "is", "it", "had", "am", "are", "you", "why", "and" in hasty writing. */
    private static final String STANDS_ALONE = "aiostdmruyn";

    private final KeywordList.Entry entry;
    private final int use;
    private final String folded;
    private final boolean startsWord;
    private final boolean endsWord;
    private final int[] runs;
    private final BitSet gaps = new BitSet();

    private FoldedEntry(KeywordList.Entry entry, int use, FoldedText text) {
        this.entry = entry;
        this.use = use;
        this.folded = text.text();
        this.startsWord = WordBoundaries.needsEdge(entry.text().codePointAt(0));
        this.endsWord = WordBoundaries.needsEdge(
                entry.text().codePointBefore(entry.text().length()));
        boolean doubled = false;
        int[] lengths = new int[folded.length()];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = text.run(i);
            doubled |= lengths[i] > 1;
            gaps.set(i, text.gap(i) > 0);
        }
        this.runs = doubled ? lengths : new int[0];
    }

    static FoldedEntry of(KeywordList.Entry entry, int use, FoldSet folds) {
        return new FoldedEntry(entry, use, folds.fold(entry.text()));
    }

    KeywordList.Entry entry() {
        return entry;
    }

    /** Number of the use (a list under a set of folds) that the entry belongs to. */
    int use() {
        return use;
    }

    /** What the automaton looks for; empty when the folds leave nothing of the entry. */
    String folded() {
        return folded;
    }

    /** Whether an occurrence must begin at the edge of a word. */
    boolean startsWord() {
        return startsWord;
    }

    /** Whether an occurrence must end at the edge of a word. */
    boolean endsWord() {
        return endsWord;
    }

    /** What tells entries apart after folding: letters, and how long their runs must be. */
    record Shape(String folded, List<Integer> runs) {}

    Shape shape() {
        return new Shape(folded, Ints.asList(runs));
    }

    /**
     * The place in the original text of the folded letters that begin at {@code start}; null when they are no occurrence of
     * this entry. Most candidates end at the word edge, so that is asked first.
     */
    @Nullable
    Span accept(FoldedText text, int start) {
        Span span = text.original(start, start + folded.length());
        if ((startsWord && !WordBoundaries.mayStartAt(text.original(), span.start()))
                || (endsWord && !WordBoundaries.mayEndAt(text.original(), span.end()))) {
            return null;
        }
        for (int i = 0; i < runs.length; i++) {
            if (text.run(start + i) < runs[i]) {
                return null;
            }
        }
        return acceptsGaps(text, start) && (entry.allow() || acceptsClauses(text, start)) ? span : null;
    }

    /** Whether no clause ends between two letters of the occurrence, unless something stands between all of three or more. */
    private boolean acceptsClauses(FoldedText text, int start) {
        boolean spelled = folded.length() > 2;
        boolean ends = false;
        for (int i = 1; i < folded.length(); i++) {
            spelled &= text.gap(start + i) > 0;
            ends |= !gaps.get(i)
                    && text.clauseGap(start + i)
                    && CodePoints.isUnspacedLetter(folded.codePointBefore(i))
                    && CodePoints.isUnspacedLetter(folded.codePointAt(i));
        }
        return spelled || !ends;
    }

    private boolean acceptsGaps(FoldedText text, int start) {
        int piece = start;
        boolean openGap = false;
        boolean wordBefore = false;
        boolean loneBefore = false;
        for (int i = start + 1; i <= start + folded.length(); i++) {
            boolean atEnd = i == start + folded.length();
            boolean gap = !atEnd && text.spaceGap(i) && !gaps.get(i - start);
            if (!gap && !atEnd) {
                continue;
            }
            boolean word = looksLikeWord(text.text(), piece, i);
            boolean lone = i - piece == 1 && STANDS_ALONE.indexOf(text.text().charAt(piece)) >= 0;
            if (openGap && (wordBefore && (word || lone) || loneBefore && word)) {
                return false;
            }
            openGap = gap;
            wordBefore = word;
            loneBefore = lone;
            piece = i;
        }
        return true;
    }

    private static boolean looksLikeWord(String text, int start, int end) {
        if (end - start < 2) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if ("aeiouy".indexOf(text.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code quote}, folded by {@code folds}, is this entry's text folded the same way. */
    static boolean isSame(KeywordList.Entry entry, String quote, FoldSet folds) {
        FoldedEntry wanted = FoldedEntry.of(entry, 0, folds);
        FoldedText found = folds.fold(quote);
        return wanted.folded.equals(found.text()) && wanted.accept(found, 0) != null;
    }

    /**
     * Whether the entry is seen in {@code quote} from end to end. What folding makes of the quote may be longer: a
     * parenthesised letter becomes brackets with a letter, and outer brackets are no separators between letters.
     */
    private static boolean isAllOf(String quote, KeywordList.Entry entry, FoldSet folds) {
        FoldedEntry wanted = FoldedEntry.of(entry, 0, folds);
        FoldedText found = folds.fold(quote);
        Span whole = new Span(0, quote.length());
        int at = found.text().indexOf(wanted.folded);
        while (at >= 0 && !whole.equals(wanted.accept(found, at))) {
            at = found.text().indexOf(wanted.folded, at + 1);
        }
        return at >= 0;
    }

    /**
     * The folds without which {@code quote} would not be seen as {@code entry}: dropped one after the other, last first, as
     * long as the rest still sees it. None for what is written as in the list.
     */
    static List<String> needed(KeywordList.Entry entry, String quote, FoldSet folds) {
        if (quote.equals(entry.text())) {
            return List.of();
        }
        boolean isAlike = isSame(entry, quote, folds);
        List<Fold> needed = new ArrayList<>(folds.folds());
        for (int i = needed.size() - 1; i >= 0; i--) {
            List<Fold> fewer = new ArrayList<>(needed);
            fewer.remove(i);
            FoldSet rest = FoldSet.of(fewer);
            if (isAlike ? isSame(entry, quote, rest) : isAllOf(quote, entry, rest)) {
                needed = fewer;
            }
        }
        return needed.stream().map(Fold::name).toList();
    }
}

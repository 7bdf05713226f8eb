package io.limpid.signal.keyword;

import io.limpid.text.FoldedText;
import java.util.BitSet;
import java.util.Collection;

/**
 * Tells quickly where in a folded text an entry may stand, so that the automaton has to look at these stretches only.
 *
 * <p>It may let through what is no entry, and never holds one back. Immutable, so one instance serves all threads.
 */
final class Sieve {
    /*
     * The automaton of a long list is tens of megabytes of small objects, and on most letters of most posts it waits for memory
     * only to learn that no entry begins there. The sieve learns the same from two small tables that stay in the cache: the first
     * letters of all entries, and a Bloom filter (Bloom, "Space/time trade-offs in hash coding", CACM 13(7), 1970) with two hash
     * functions of their beginnings of two to DEPTH letters. Two bits a beginning say whether an entry goes on from there and
     * whether one ends there. What is longer than DEPTH is let through once its beginning is there.
     *
     * An entry that begins (ends) with a letter of a word must begin (end) at the edge of one, so inside a word only the first (last)
     * letters of the others count.
     */
    /** Longest beginning in the filter; bounds the work per letter of a text. */
    private static final int DEPTH = 8;

    private static final int GOES_ON = 1;
    private static final int ENDS = 2;

    /** Cells per beginning; with two hash functions about one beginning in twenty passes that is in no entry. */
    private static final int ROOM = 2;

    private final BitSet firstAtEdge = new BitSet();
    private final BitSet firstAnywhere = new BitSet();
    private final BitSet lastAnywhere = new BitSet();

    /** Cells of two bits, 32 in each. */
    private final long[] cells;

    private final int mask;
    private final int shift;
    private int longest;

    private Sieve(int cellBits) {
        this.cells = new long[1 << (cellBits - 5)];
        this.mask = (1 << cellBits) - 1;
        this.shift = Long.SIZE - cellBits;
    }

    static Sieve of(Collection<FoldedEntry> entries) {
        long beginnings = 1;
        for (FoldedEntry entry : entries) {
            beginnings += Math.min(DEPTH, entry.folded().length());
        }
        int cellBits = Long.SIZE - Long.numberOfLeadingZeros(beginnings * ROOM);
        var sieve = new Sieve(Math.min(30, Math.max(10, cellBits)));
        entries.forEach(sieve::add);
        return sieve;
    }

    private void add(FoldedEntry entry) {
        String folded = entry.folded();
        longest = Math.max(longest, folded.length());
        (entry.startsWord() ? firstAtEdge : firstAnywhere).set(folded.charAt(0));
        if (!entry.endsWord()) {
            lastAnywhere.set(folded.charAt(folded.length() - 1));
        }
        long hash = 0;
        for (int i = 0; i < Math.min(DEPTH, folded.length()); i++) {
            hash = next(hash, folded.charAt(i));
            int says = i + 1 == folded.length() ? ENDS : GOES_ON;
            mark((int) (hash >>> shift), says);
            mark((int) hash & mask, says);
        }
    }

    private void mark(int cell, int says) {
        cells[cell >>> 5] |= (long) says << ((cell & 31) << 1);
    }

    private int says(long hash) {
        int first = says((int) (hash >>> shift));
        return first == 0 ? 0 : first & says((int) hash & mask);
    }

    private int says(int cell) {
        return (int) (cells[cell >>> 5] >>> ((cell & 31) << 1)) & 3;
    }

    private static long next(long hash, char c) {
        long mixed = (hash + c + 1) * 0x9E37_79B9_7F4A_7C15L;
        return mixed ^ (mixed >>> 31);
    }

    /** Gets stretches of a folded text. */
    interface Sink {
        void accept(int from, int to);
    }

    /** Hands on the stretches in which entries may stand, from left to right; each occurrence lies within one, and none overlap. */
    void pass(FoldedText view, Sink sink) {
        String text = view.text();
        int from = 0;
        int to = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!firstAnywhere.get(c) && (!firstAtEdge.get(c) || view.startsInsideWord(i))) {
                continue;
            }
            int end = farthest(view, i);
            if (end == 0) {
                continue;
            }
            if (i >= to) {
                if (from < to) {
                    sink.accept(from, to);
                }
                from = i;
            }
            to = Math.max(to, end);
        }
        if (from < to) {
            sink.accept(from, to);
        }
    }

    /** Where the longest entry may end that may begin here; 0 if none may. */
    private int farthest(FoldedText view, int start) {
        String text = view.text();
        int most = Math.min(text.length(), start + DEPTH);
        int end = 0;
        long hash = 0;
        for (int i = start; i < most; i++) {
            char c = text.charAt(i);
            hash = next(hash, c);
            int says = says(hash);
            if ((says & ENDS) != 0 && (lastAnywhere.get(c) || !view.endsInsideWord(i))) {
                end = i + 1;
            }
            if ((says & GOES_ON) == 0) {
                return end;
            }
        }
        return most == start + DEPTH ? Math.min(text.length(), start + longest) : end;
    }
}

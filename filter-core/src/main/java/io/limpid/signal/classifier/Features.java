package io.limpid.signal.classifier;

import io.limpid.text.Post;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the network sees of a post: the hashes of its n-grams, each once, in windows of bounded length.
 *
 * <p>N-grams of one to three {@linkplain Units units}, pairs of units that others stand between, and pieces of three to five
 * letters within words. A hash is 32 bits; a model knows some of them ({@link Vocabulary}). A long post is read in overlapping
 * windows, so that the cost grows with the text and harmless text around cannot thin out what a window holds. Not thread-safe,
 * and good for one post.
 */
public final class Features {
    /** Changes with everything that changes a hash; a model and the code that reads it must agree. */
    public static final int VERSION = 1;

    /** How much text a window holds: a word counts two, any other unit one. */
    static final int WINDOW = 320;

    /** Windows begin this much apart. */
    static final int STRIDE = 160;

    private static final int PIECE_MIN = 3;
    private static final int PIECE_MAX = 5;

    /** N-grams of several units that begin with one. */
    private static final int TOGETHER = 4;

    private final Units units;
    private final List<Window> windows = new ArrayList<>(1);

    private Features(Units units) {
        this.units = units;
    }

    /** The features of a post; a post without any has one empty window. */
    public static Features of(Post post) {
        var features = new Features(Units.of(post));
        features.read();
        return features;
    }

    /** The windows in the order of the text, at least one. */
    public List<Window> windows() {
        return windows;
    }

    Units units() {
        return units;
    }

    private void read() {
        int from = 0;
        while (true) {
            int to = from;
            int weight = 0;
            int next = -1;
            while (to < units.size && weight < WINDOW) {
                weight += units.kinds[to] == Units.WORD ? 2 : 1;
                to++;
                if (next < 0 && weight >= STRIDE) {
                    next = to;
                }
            }
            windows.add(window(from, to));
            if (to == units.size) {
                return;
            }
            from = next;
        }
    }

    private Window window(int from, int to) {
        var window = new Window(Math.max(16, most(from, to)));
        for (int i = from; i < to; i++) {
            long one = units.hashes[i];
            boolean character = units.kinds[i] == Units.CHARACTER;
            window.add(units.groups[i] == 0 ? one : pair(one, units.groups[i], 4), i, i);
            if (units.kinds[i] == Units.WORD) {
                pieces(window, i);
            }
            if (i + 1 < to && units.together(i, i + 1)) {
                long two = pair(one, units.hashes[i + 1], 1);
                window.add(two, i, i + 1);
                if (i + 2 < to && units.together(i, i + 2)) {
                    window.add(pair(one, units.hashes[i + 2], 2), i, i + 2);
                    window.add(pair(two, units.hashes[i + 2], 3), i, i + 2);
                    if (!character && i + 3 < to && units.together(i, i + 3)) {
                        window.add(pair(one, units.hashes[i + 3], 2), i, i + 3);
                    }
                }
            }
        }
        return window;
    }

    /** More n-grams than these units have, if only just. */
    private int most(int from, int to) {
        return (to - from) * (1 + TOGETHER)
                + (PIECE_MAX - PIECE_MIN + 1) * (units.letterStarts[to] - units.letterStarts[from]);
    }

    private void pieces(Window window, int unit) {
        int from = units.letterStarts[unit];
        int to = units.letterStarts[unit + 1];
        if (to - from < PIECE_MIN - 1) {
            return;
        }
        char[] letters = units.letters;
        for (int start = from - 1; start <= to + 1 - PIECE_MIN; start++) {
            long hash = 0x11C3L;
            int end = Math.min(to + 1, start + PIECE_MAX);
            for (int i = start; i < end; i++) {
                hash = Units.mix(hash, i < from ? '<' : i == to ? '>' : letters[i]);
                if (i - start + 1 >= PIECE_MIN) {
                    window.add(hash, unit, unit);
                }
            }
        }
    }

    private static long pair(long one, long other, int kind) {
        long mixed = (one * 0xC2B2AE3D27D4EB4FL + kind) ^ (other * 0x165667B19E3779F9L);
        mixed *= 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 31);
    }

    /** The distinct n-grams of a stretch of units, in the order of their first occurrence. */
    public static final class Window {
        private int[] hashes;
        private int[] firsts;
        private int[] lasts;
        private int size;
        private int[] slots;

        private Window(int expected) {
            hashes = new int[expected];
            firsts = new int[expected];
            lasts = new int[expected];
            slots = new int[Integer.highestOneBit(expected) * 4];
        }

        /** How many there are. */
        public int size() {
            return size;
        }

        /** The hash of one. */
        public int hash(int index) {
            return hashes[index];
        }

        /** The hashes of all. */
        public int[] hashes() {
            return Arrays.copyOf(hashes, size);
        }

        /** The unit that an n-gram begins with. */
        int first(int index) {
            return firsts[index];
        }

        /** The unit that an n-gram ends with. */
        int last(int index) {
            return lasts[index];
        }

        private void add(long hash, int first, int last) {
            long mixed = (hash ^ (hash >>> 32)) * 0xFF51AFD7ED558CCDL;
            int code = (int) (mixed >>> 32);
            int mask = slots.length - 1;
            int slot = code & mask;
            while (slots[slot] != 0) {
                if (hashes[slots[slot] - 1] == code) {
                    return;
                }
                slot = (slot + 1) & mask;
            }
            if (size == hashes.length) {
                grow();
                add(hash, first, last);
                return;
            }
            hashes[size] = code;
            firsts[size] = first;
            lasts[size] = last;
            slots[slot] = ++size;
        }

        private void grow() {
            int more = size * 2;
            hashes = Arrays.copyOf(hashes, more);
            firsts = Arrays.copyOf(firsts, more);
            lasts = Arrays.copyOf(lasts, more);
            slots = new int[Integer.highestOneBit(more) * 4];
            int mask = slots.length - 1;
            for (int i = 0; i < size; i++) {
                int slot = hashes[i] & mask;
                while (slots[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                slots[slot] = i + 1;
            }
        }
    }
}

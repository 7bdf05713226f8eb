package io.limpid.signal.repeat;

import io.limpid.signal.link.Link;
import io.limpid.signal.link.LinkFinder;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * A fingerprint of 64 bits of which few differ between texts that differ little: SimHash.
 *
 * <p>Charikar, "Similarity estimation techniques from rounding algorithms", 2002; Manku, Jain and Das Sarma, "Detecting
 * near-duplicates for web crawling", 2007. The same text gives the same fingerprint on every machine and in every
 * version that keeps this class unchanged.
 */
public final class Fingerprint {
    /*
     * Units are words in scripts with spaces, single characters in those without; a run of digits is one unit, whichever
     * digits; a link is its host, so that tracking codes do not tell two copies apart. Everything else parts units.
     * Shingles are units and pairs of neighbouring units, each counted once: a text full of numbers would else look like
     * every other text full of numbers. A word says more than a character, so it weighs double.
     *
     * The bound, measured on the training splits of three sets of messages (fbs_sms in Chinese; sms_spam and nus_ham in
     * English), 78 million pairs of texts and six ways to vary a template. Other digits and other punctuation:
     * always found. One word of 16 to 60 replaced: found in 1 to 19 % with a bound of 3, in 31 to 81 % with 7; one of
     * 60 or more: 26 to 47 % and 79 to 96 %. Of the pairs within 3, one in 390 shared less than half its character
     * shingles; within 7, one in 25, nearly all of them one template with long fillings. At 9 it is one in 8.
     */

    /** Bits in which two copies of one template may differ. Manku et al. take 3 for pages of thousands of words. */
    public static final int NEAR = 7;

    /** What a text must weigh: six words or twelve characters. Below it, honest people repeat each other all day. */
    private static final int WEIGHT_MIN = 12;

    private static final int WORD_WEIGHT = 2;
    private static final int CHARACTER_WEIGHT = 1;

    private static final long LINK = 0x1D8E4E27C47D124FL;
    private static final long DIGITS = 0x2545F4914F6CDD1DL;

    private Fingerprint() {}

    /** The fingerprint of a text in folded form (width, case, invisible), or empty if it is too short to be telling. */
    public static OptionalLong of(String foldedText) {
        var sums = new BitSums();
        List<Link> links = LinkFinder.find(foldedText);
        int nextLink = 0;
        int at = 0;
        while (at < foldedText.length()) {
            if (nextLink < links.size() && links.get(nextLink).span().start() == at) {
                Link link = links.get(nextLink++);
                sums.unit(hash(link.host(), 0, link.host().length(), LINK), false);
                at = link.span().end();
                continue;
            }
            int c = foldedText.codePointAt(at);
            int end = at + Character.charCount(c);
            if (Character.isDigit(c)) {
                while (end < foldedText.length() && Character.isDigit(foldedText.charAt(end))) {
                    end++;
                }
                sums.unit(DIGITS, false);
            } else if (isUnspaced(c)) {
                sums.unit(mix(c), true);
            } else if (Character.isLetter(c)) {
                int limit = nextLink < links.size() ? links.get(nextLink).span().start() : foldedText.length();
                while (end < limit && isWordPart(foldedText.codePointAt(end))) {
                    end += Character.charCount(foldedText.codePointAt(end));
                }
                sums.unit(hash(foldedText, at, end, 0), false);
            }
            at = end;
        }
        return sums.fingerprint();
    }

    /** The number of bits in which two fingerprints differ, 0 to 64. */
    public static int distance(long one, long other) {
        return Long.bitCount(one ^ other);
    }

    /** True if two fingerprints differ in at most {@link #NEAR} bits. */
    public static boolean isNear(long one, long other) {
        return distance(one, other) <= NEAR;
    }

    private static boolean isWordPart(int c) {
        return (Character.isLetter(c) || Character.getType(c) == Character.NON_SPACING_MARK) && !isUnspaced(c);
    }

    /** Han, Kana and Thai letters and their like: no spaces between words. Hangul has spaces. */
    private static boolean isUnspaced(int c) {
        return c >= 0x0E00
                && Character.isLetter(c)
                && (c <= 0x0EFF
                        || (c >= 0x1000 && c <= 0x109F)
                        || (c >= 0x1780 && c <= 0x17FF)
                        || (c >= 0x2E80 && c <= 0xA4CF)
                        || (c >= 0xF900 && c <= 0xFAFF)
                        || c >= 0x20000);
    }

    /** FNV-1a over UTF-16 units, then mixed. */
    private static long hash(String text, int start, int end, long seed) {
        long hash = 0xCBF29CE484222325L ^ seed;
        for (int i = start; i < end; i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
        }
        return mix(hash);
    }

    /** The finaliser of SplitMix64: every bit of the result depends on every bit of the value. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    /** For each of the 64 bits, the weight of shingles that have it. */
    private static final class BitSums {
        /*
         * Eight sums of eight bits lie in one long and are added to at once; before one could overflow, all are moved to where
         * there is room.
         */
        private static final long[] SPREAD = new long[256];
        private static final int LANE_MAX = 255;

        static {
            for (int bits = 0; bits < SPREAD.length; bits++) {
                for (int bit = 0; bit < 8; bit++) {
                    SPREAD[bits] |= (long) (bits >> bit & 1) << (8 * bit);
                }
            }
        }

        private final int[] sums = new int[64];
        private final long[] lanes = new long[8];
        private final LongSet shingles = new LongSet();
        private int laneWeight;
        private int shingleWeights;
        private int weight;
        private long previous;

        void unit(long hash, boolean unspaced) {
            int unitWeight = unspaced ? CHARACTER_WEIGHT : WORD_WEIGHT;
            add(hash, unitWeight);
            if (weight > 0) {
                add(mix(previous * 31 + hash), 1);
            }
            previous = hash;
            weight += unitWeight;
        }

        private void add(long shingle, int shingleWeight) {
            if (!shingles.add(shingle)) {
                return;
            }
            if (laneWeight + shingleWeight > LANE_MAX) {
                empty();
            }
            for (int lane = 0; lane < lanes.length; lane++) {
                lanes[lane] += SPREAD[(int) (shingle >>> (8 * lane)) & 0xFF] * shingleWeight;
            }
            laneWeight += shingleWeight;
            shingleWeights += shingleWeight;
        }

        private void empty() {
            for (int bit = 0; bit < 64; bit++) {
                sums[bit] += (int) (lanes[bit / 8] >>> (8 * (bit % 8))) & 0xFF;
            }
            Arrays.fill(lanes, 0);
            laneWeight = 0;
        }

        OptionalLong fingerprint() {
            if (weight < WEIGHT_MIN) {
                return OptionalLong.empty();
            }
            empty();
            long fingerprint = 0;
            for (int bit = 0; bit < 64; bit++) {
                if (2 * sums[bit] > shingleWeights) {
                    fingerprint |= 1L << bit;
                }
            }
            return OptionalLong.of(fingerprint);
        }
    }

    /** A set of hashes, without an object for each. */
    private static final class LongSet {
        private long[] table = new long[256];
        private boolean hasZero;
        private int size;

        /** False if it was there already. */
        boolean add(long value) {
            if (value == 0) {
                boolean isNew = !hasZero;
                hasZero = true;
                return isNew;
            }
            int at = (int) value & (table.length - 1);
            while (table[at] != 0) {
                if (table[at] == value) {
                    return false;
                }
                at = (at + 1) & (table.length - 1);
            }
            table[at] = value;
            size++;
            if (2 * size > table.length) {
                grow();
            }
            return true;
        }

        private void grow() {
            long[] before = table;
            table = new long[2 * before.length];
            for (long value : before) {
                if (value != 0) {
                    int at = (int) value & (table.length - 1);
                    while (table[at] != 0) {
                        at = (at + 1) & (table.length - 1);
                    }
                    table[at] = value;
                }
            }
        }
    }
}

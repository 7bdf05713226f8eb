package io.limpid.models;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Chooses the n-grams that a model has rows for: those that occur in enough posts and tell most about the labels of some set.
 *
 * <p>There are millions of n-grams, most of them once. Hashing them all into the rows that a small file has room for would put
 * twenty of them into each; a row of its own for each of the best does better, and most n-grams of a post then cost nothing.
 */
final class VocabularyBuilder {
    private static final int SLOTS = 1 << 23;

    private VocabularyBuilder() {}

    /**
     * The hashes of the best n-grams, at most {@code size}. The most frequent ones come first, so that the rows that every post
     * needs lie close together in memory.
     *
     * @param corpora the sets, each with a label of its own
     * @param postsMin in how many posts of a set an n-gram has to be to say something about it
     */
    static int[] choose(List<Corpus> corpora, int size, int postsMin) {
        var best = new Counts();
        for (Corpus corpus : corpora) {
            var counts = new Counts();
            int positives = 0;
            for (int i = 0; i < corpus.size(); i++) {
                boolean positive = corpus.examples().get(i).positive();
                positives += positive ? 1 : 0;
                for (int[] window : corpus.windows()[i]) {
                    for (int hash : window) {
                        int slot = counts.slot(hash);
                        // Windows overlap, and a long post is no more than one.
                        if (counts.last[slot] <= i) {
                            counts.last[slot] = i + 1;
                            counts.all[slot]++;
                            counts.positive[slot] += positive ? 1 : 0;
                        }
                    }
                }
            }
            double share = (double) positives / Math.max(1, corpus.size());
            for (int slot = 0; slot < SLOTS; slot++) {
                if (counts.used[slot] && counts.all[slot] >= postsMin) {
                    int into = best.slot(counts.keys[slot]);
                    best.all[into] = Math.max(best.all[into], worth(counts.all[slot], counts.positive[slot], share));
                    best.posts[into] += counts.all[slot];
                }
            }
        }
        int[] order = IntStream.range(0, SLOTS)
                .filter(slot -> best.used[slot])
                .boxed()
                .sorted((one, other) -> {
                    int byWorth = Float.compare(best.all[other], best.all[one]);
                    return byWorth != 0 ? byWorth : Integer.compare(best.keys[one], best.keys[other]);
                })
                .limit(size)
                .sorted((one, other) -> {
                    int byPosts = Float.compare(best.posts[other], best.posts[one]);
                    return byPosts != 0 ? byPosts : Integer.compare(best.keys[one], best.keys[other]);
                })
                .mapToInt(slot -> best.keys[slot])
                .toArray();
        return order;
    }

    /** How much more or less often than by chance it stands in violations, in standard deviations, with a little for frequency. */
    private static float worth(float all, float positive, double share) {
        double usual = Math.max(0.02, Math.min(0.98, share));
        double z = Math.abs(positive - all * share) / Math.sqrt(all * usual * (1 - usual) + 0.5);
        return (float) (z + 0.3 * Math.log(all));
    }

    /** An open hash table of counters. */
    private static final class Counts {
        final int[] keys = new int[SLOTS];
        final float[] all = new float[SLOTS];
        final float[] positive = new float[SLOTS];
        final float[] posts = new float[SLOTS];
        final boolean[] used = new boolean[SLOTS];

        /** The number of the last post that it was counted for, from 1. */
        final int[] last = new int[SLOTS];

        private int size;

        int slot(int key) {
            int slot = (key * 0x9E3779B9) >>> (32 - 23);
            while (used[slot] && keys[slot] != key) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            if (!used[slot]) {
                if (++size > SLOTS - SLOTS / 8) {
                    throw new IllegalArgumentException("more than " + size + " different n-grams in one set");
                }
                used[slot] = true;
                keys[slot] = key;
            }
            return slot;
        }
    }
}

package io.limpid.signal.classifier;

import java.util.Arrays;

/** The n-grams that a model knows, by hash, and the row of each. Immutable. */
public final class Vocabulary {
    private final int[] slots;
    private final int[] hashes;
    private final int shift;

    private Vocabulary(int[] hashes) {
        this.hashes = hashes;
        int bits = 33 - Integer.numberOfLeadingZeros(Math.max(1, hashes.length));
        this.shift = 32 - bits;
        this.slots = new int[1 << bits];
        for (int row = 0; row < hashes.length; row++) {
            int slot = home(hashes[row]);
            while (slots[slot] != 0) {
                if (hashes[slots[slot] - 1] == hashes[row]) {
                    throw new IllegalArgumentException("an n-gram has two rows: " + row + " and " + (slots[slot] - 1));
                }
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = row + 1;
        }
    }

    /** The vocabulary whose n-gram of row i has hash i. */
    public static Vocabulary of(int... hashes) {
        return new Vocabulary(hashes.clone());
    }

    /** How many n-grams it has. */
    public int size() {
        return hashes.length;
    }

    /** The row of an n-gram; below 0 if the model does not know it. */
    public int row(int hash) {
        int slot = home(hash);
        int row = slots[slot] - 1;
        while (row >= 0 && hashes[row] != hash) {
            slot = (slot + 1) & (slots.length - 1);
            row = slots[slot] - 1;
        }
        return row;
    }

    /** The rows of those n-grams that the model knows. */
    public int[] rows(int[] of) {
        var rows = new int[of.length];
        int size = 0;
        for (int hash : of) {
            int row = row(hash);
            if (row >= 0) {
                rows[size++] = row;
            }
        }
        return Arrays.copyOf(rows, size);
    }

    private int home(int hash) {
        return (hash * 0x9E3779B9) >>> shift;
    }
}

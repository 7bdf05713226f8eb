package io.limpid.signal.classifier;

import java.util.Arrays;

/**
 * What a model knows of each n-gram: a row of whole numbers from -127 to 127, found by the n-gram's hash. Immutable, safe for many
 * threads.
 */
final class RowTable {
    /*
     * A post has some hundred n-grams, and each leads somewhere else in megabytes of memory, so what a sum costs is reading memory.
     * Hence a row lies in one piece together with its hash, one byte a number, and the additions need no more than a few
     * instructions for eight numbers: a long holds eight bytes, from 1 to 255 once 128 is added, and its even and its odd bytes
     * add up in four lanes of 16 bits each, which hold 257 of them. The bytes of the hash are added along and left unread.
     */
    private static final int HASH_BYTES = Integer.BYTES;
    private static final int OFFSET = 128;
    private static final long EVEN_BYTES = 0x00FF_00FF_00FF_00FFL;
    private static final int LANE_HOLDS = 257;

    private final int columns;
    private final int longs;
    private final long[] records;

    /** The row in each slot, counted from 1; 0 if the slot is free. */
    private final int[] slots;

    private final int shift;

    /**
     * A table of distinct n-grams.
     *
     * @param hashes of the n-grams, by row
     * @param values row after row
     * @throws IllegalArgumentException if two rows have one hash
     */
    RowTable(int[] hashes, byte[] values, int columns) {
        if (values.length != hashes.length * columns) {
            throw new IllegalArgumentException(
                    values.length + " values are not " + hashes.length + " rows of " + columns);
        }
        this.columns = columns;
        this.longs = (HASH_BYTES + columns + Long.BYTES - 1) / Long.BYTES;
        this.records = new long[hashes.length * longs];
        int bits = 32 - Integer.numberOfLeadingZeros(Math.max(1, hashes.length * 2));
        this.shift = 32 - bits;
        this.slots = new int[1 << bits];
        for (int row = 0; row < hashes.length; row++) {
            int first = row * longs;
            records[first] = hashes[row] & 0xFFFF_FFFFL;
            for (int column = 0; column < columns; column++) {
                int at = HASH_BYTES + column;
                long value = (long) values[row * columns + column] + OFFSET;
                records[first + at / Long.BYTES] |= value << (at % Long.BYTES * Byte.SIZE);
            }
            int slot = home(hashes[row]);
            while (slots[slot] != 0) {
                if (hash(slots[slot] - 1) == hashes[row]) {
                    throw new IllegalArgumentException("an n-gram has two rows: " + row + " and " + (slots[slot] - 1));
                }
                slot = (slot + 1) & (slots.length - 1);
            }
            slots[slot] = row + 1;
        }
    }

    /** The rows of those n-grams of a window that the model knows, in the window's order. */
    int[] rows(Features.Window window) {
        var rows = new int[window.size()];
        int size = 0;
        for (int f = 0; f < rows.length; f++) {
            int row = row(window.hash(f));
            if (row >= 0) {
                rows[size++] = row;
            }
        }
        return Arrays.copyOf(rows, size);
    }

    /** The row of an n-gram; below 0 if the model does not know it. */
    int row(int hash) {
        int slot = home(hash);
        int row = slots[slot] - 1;
        while (row >= 0 && hash(row) != hash) {
            slot = (slot + 1) & (slots.length - 1);
            row = slots[slot] - 1;
        }
        return row;
    }

    /** The number in a row's column. */
    int value(int row, int column) {
        int at = HASH_BYTES + column;
        return (int) (records[row * longs + at / Long.BYTES] >>> (at % Long.BYTES * Byte.SIZE) & 0xFF) - OFFSET;
    }

    /** The sums of these rows, by column. */
    int[] sum(int... rows) {
        var sums = new int[longs * Long.BYTES];
        var even = new long[longs];
        var odd = new long[longs];
        for (int from = 0; from < rows.length; from += LANE_HOLDS) {
            int to = Math.min(rows.length, from + LANE_HOLDS);
            for (int i = from; i < to; i++) {
                int first = rows[i] * longs;
                for (int part = 0; part < longs; part++) {
                    long eight = records[first + part];
                    even[part] += eight & EVEN_BYTES;
                    odd[part] += eight >>> Byte.SIZE & EVEN_BYTES;
                }
            }
            unload(even, 0, sums);
            unload(odd, 1, sums);
        }
        var byColumn = new int[columns];
        for (int column = 0; column < columns; column++) {
            byColumn[column] = sums[HASH_BYTES + column] - OFFSET * rows.length;
        }
        return byColumn;
    }

    /** Adds what stands in the lanes to the sums of every second byte, and empties the lanes. */
    private static void unload(long[] lanes, int firstByte, int[] sums) {
        for (int part = 0; part < lanes.length; part++) {
            for (int lane = 0; lane < Long.BYTES / 2; lane++) {
                sums[part * Long.BYTES + 2 * lane + firstByte] += (int) (lanes[part] >>> (lane * Short.SIZE) & 0xFFFF);
            }
            lanes[part] = 0;
        }
    }

    private int hash(int row) {
        return (int) records[row * longs];
    }

    private int home(int hash) {
        return (hash * 0x9E3779B9) >>> shift;
    }
}

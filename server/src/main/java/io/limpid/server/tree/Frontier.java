package io.limpid.server.tree;

import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The right edge of a growing tree: all that is needed to append leaves and to know the root at any time.
 *
 * <p>An append costs one node hash on average and the root at most 62 more, so the root is best asked for once a batch. For one thread at a time.
 */
public final class Frontier {
    /*
     * A tree of n leaves is a row of perfect trees, one for each bit set in n, the largest first (a "compact range"). The roots of these
     * are kept. A new leaf is a perfect tree of one, and two neighbours of the same size become one of twice the size,
     * just as a carry runs through a binary counter. A perfect tree never changes again.
     */
    private long size;
    private final List<Hash> peaks = new ArrayList<>();

    private Frontier() {}

    /** That of a tree without leaves. */
    public static Frontier empty() {
        return new Frontier();
    }

    /** That of the tree of the first {@code size} leaves, from what is stored. Reads at most one tile a level. */
    public static Frontier at(long size, TileHashes stored) {
        var frontier = new Frontier();
        var subtrees = new Subtrees(stored, size);
        for (long rest = size; rest > 0; rest -= Long.highestOneBit(rest)) {
            long start = size - rest;
            frontier.peaks.add(subtrees.root(start, start + Long.highestOneBit(rest)));
        }
        frontier.size = size;
        return frontier;
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @throws IllegalArgumentException if it is of another length
     */
    public static Frontier of(byte[] bytes) {
        var frontier = new Frontier();
        var buffer = ByteBuffer.wrap(bytes);
        if (bytes.length >= Long.BYTES) {
            frontier.size = buffer.getLong();
        }
        if (frontier.size < 0 || bytes.length != Long.BYTES + Hash.BYTES * Long.bitCount(frontier.size)) {
            throw new IllegalArgumentException("not a frontier: " + bytes.length + " bytes");
        }
        var hash = new byte[Hash.BYTES];
        while (buffer.hasRemaining()) {
            buffer.get(hash);
            frontier.peaks.add(Hash.of(hash));
        }
        return frontier;
    }

    /** The size, 8 bytes with the highest first, then the roots of its perfect trees, the largest first: at most 2024 bytes. */
    public byte[] toBytes() {
        var buffer = ByteBuffer.allocate(Long.BYTES + Hash.BYTES * peaks.size()).putLong(size);
        peaks.forEach(hash -> buffer.put(hash.bytes()));
        return buffer.array();
    }

    /**
     * Adds a leaf.
     *
     * @param leaf its hash, see {@link TreeHash#leaf}
     * @param stored takes what is to be stored beside the leaf's own hash: one hash for each 256th leaf, and one more for each
     *     256 of those, and so on
     */
    public void append(Hash leaf, Consumer<TileHash> stored) {
        Hash hash = leaf;
        long index = size;
        size = Math.incrementExact(size);
        for (int level = 1; index % 2 == 1; level++) {
            index /= 2;
            hash = TreeHash.node(peaks.remove(peaks.size() - 1), hash);
            if (level % Tile.HEIGHT == 0) {
                stored.accept(new TileHash(level / Tile.HEIGHT, index, hash));
            }
        }
        peaks.add(hash);
    }

    public long size() {
        return size;
    }

    public Hash root() {
        if (peaks.isEmpty()) {
            return TreeHash.EMPTY;
        }
        Hash root = peaks.get(peaks.size() - 1);
        for (int i = peaks.size() - 2; i >= 0; i--) {
            root = TreeHash.node(peaks.get(i), root);
        }
        return root;
    }

    public TreeHead head() {
        return new TreeHead(size, root());
    }
}

package io.limpid.server.verify;

import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A tree made anew from the entries themselves, one after the other, in constant memory. For one thread.
 *
 * <p>Its head can be asked for at any size on the way, and compared with what was signed at that size.
 */
public final class RecomputedTree {
    /** A subtree whose leaves are complete; the last one made lies on top. */
    private record Subtree(long leaves, Hash root) {}

    /** Takes the root of each full tile. */
    @FunctionalInterface
    public interface FullTiles {
        /**
         * Leaves {@code index * 256^level} to {@code (index + 1) * 256^level}, exclusive, are complete.
         *
         * @param level from 1
         */
        void full(int level, long index, Hash root);
    }

    private static final int TILE_HEIGHT = 8;

    private final FullTiles tiles;
    private final Deque<Subtree> subtrees = new ArrayDeque<>();
    private long size;

    /** An empty tree. */
    public RecomputedTree() {
        this((level, index, root) -> {});
    }

    /** An empty tree that tells of each full tile as it grows. */
    public RecomputedTree(FullTiles tiles) {
        this.tiles = tiles;
    }

    /** Adds an entry by its exact bytes; returns its leaf hash. */
    public Hash add(byte[] entry) {
        Hash leaf = Sha256.leaf(entry);
        var last = new Subtree(1, leaf);
        while (!subtrees.isEmpty() && subtrees.peek().leaves() == last.leaves()) {
            Subtree left = subtrees.pop();
            last = new Subtree(left.leaves() + last.leaves(), Sha256.node(left.root(), last.root()));
            int height = Long.numberOfTrailingZeros(last.leaves());
            if (height % TILE_HEIGHT == 0) {
                tiles.full(height / TILE_HEIGHT, size >> height, last.root());
            }
        }
        subtrees.push(last);
        size++;
        return leaf;
    }

    public long size() {
        return size;
    }

    /** The size, 8 bytes with the highest first, and the roots of its perfect subtrees, the largest first. */
    public byte[] frontier() {
        var bytes =
                ByteBuffer.allocate(Long.BYTES + Hash.BYTES * subtrees.size()).putLong(size);
        subtrees.descendingIterator()
                .forEachRemaining(subtree -> bytes.put(subtree.root().bytes()));
        return bytes.array();
    }

    public TreeHead head() {
        Hash root = null;
        for (Subtree subtree : subtrees) {
            root = root == null ? subtree.root() : Sha256.node(subtree.root(), root);
        }
        return new TreeHead(size, root == null ? Sha256.of() : root);
    }
}

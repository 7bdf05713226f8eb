package io.limpid.server.tree;

import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes proofs for any tree that the log has ever been, from its stored hashes.
 *
 * <p>Safe for as many threads as the {@link TileHashes} behind it. The cost of a proof is two tiles a level at most, three levels
 * for 16 million leaves.
 */
public final class Proofs {
    private final TileHashes stored;

    public Proofs(TileHashes stored) {
        this.stored = stored;
    }

    /** The tree of the first {@code size} leaves, which all must be stored. */
    public TreeHead head(long size) {
        return new TreeHead(size, size == 0 ? TreeHash.EMPTY : new Subtrees(stored, size).root(0, size));
    }

    /**
     * PATH(index, D[size]) of RFC 6962, section 2.1.1.
     *
     * @throws IllegalArgumentException if the tree has no such leaf
     */
    public InclusionProof inclusion(long index, long size) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("a tree of " + size + " leaves has none of index " + index);
        }
        var subtrees = new Subtrees(stored, size);
        var hashes = new ArrayList<Hash>();
        path(subtrees, index, 0, size, hashes);
        return new InclusionProof(index, size, hashes);
    }

    private static void path(Subtrees subtrees, long index, long start, long end, List<Hash> hashes) {
        if (end - start == 1) {
            return;
        }
        long middle = middle(start, end);
        if (index < middle) {
            path(subtrees, index, start, middle, hashes);
            hashes.add(subtrees.root(middle, end));
        } else {
            path(subtrees, index, middle, end, hashes);
            hashes.add(subtrees.root(start, middle));
        }
    }

    /**
     * PROOF(from, D[to]) of RFC 6962, section 2.1.2.
     *
     * @throws IllegalArgumentException unless {@code 1 <= from <= to}: every tree begins with the empty one, which needs no proof
     */
    public ConsistencyProof consistency(long from, long to) {
        if (from < 1 || from > to) {
            throw new IllegalArgumentException("no proof from size " + from + " to size " + to);
        }
        var hashes = new ArrayList<Hash>();
        subproof(new Subtrees(stored, to), from, 0, to, true, hashes);
        return new ConsistencyProof(from, to, hashes);
    }

    /**
     * SUBPROOF(from - start, D[start:end], whole).
     *
     * @param whole whether the verifier has the root of this range already, which is so where it is all of the smaller tree
     */
    private static void subproof(Subtrees subtrees, long from, long start, long end, boolean whole, List<Hash> hashes) {
        if (from == end) {
            if (!whole) {
                hashes.add(subtrees.root(start, end));
            }
            return;
        }
        long middle = middle(start, end);
        if (from <= middle) {
            subproof(subtrees, from, start, middle, whole, hashes);
            hashes.add(subtrees.root(middle, end));
        } else {
            subproof(subtrees, from, middle, end, false, hashes);
            hashes.add(subtrees.root(start, middle));
        }
    }

    /** Where a range splits: after the largest power of two that is smaller than its width. */
    private static long middle(long start, long end) {
        return start + Long.highestOneBit(end - start - 1);
    }
}

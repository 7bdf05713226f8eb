package io.limpid.server.verify;

import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
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

    private final Deque<Subtree> subtrees = new ArrayDeque<>();
    private long size;

    /** Adds an entry by its exact bytes; returns its leaf hash. */
    public Hash add(byte[] entry) {
        Hash leaf = Sha256.leaf(entry);
        var last = new Subtree(1, leaf);
        while (!subtrees.isEmpty() && subtrees.peek().leaves() == last.leaves()) {
            Subtree left = subtrees.pop();
            last = new Subtree(left.leaves() + last.leaves(), Sha256.node(left.root(), last.root()));
        }
        subtrees.push(last);
        size++;
        return leaf;
    }

    public long size() {
        return size;
    }

    public TreeHead head() {
        Hash root = null;
        for (Subtree subtree : subtrees) {
            root = root == null ? subtree.root() : Sha256.node(subtree.root(), root);
        }
        return new TreeHead(size, root == null ? Sha256.of() : root);
    }
}

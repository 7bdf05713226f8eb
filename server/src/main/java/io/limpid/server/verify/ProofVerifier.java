package io.limpid.server.verify;

import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import java.util.Iterator;
import java.util.List;

/**
 * Verifies proofs as RFC 9162 has it, in sections 2.1.3.2 and 2.1.4.2.
 *
 * <p>Sizes and roots are to come from checkpoints whose signatures were verified, never from beside a proof: the root alone does not fix
 * the size.
 */
public final class ProofVerifier {
    private ProofVerifier() {}

    /**
     * That a leaf is in a tree.
     *
     * @param leaf its hash
     * @param path from the leaf's sibling up to the root's child
     */
    public static void inclusion(long index, Hash leaf, List<Hash> path, TreeHead head) throws VerificationException {
        if (index < 0 || index >= head.size()) {
            throw new VerificationException("a tree of " + head.size() + " leaves has none of index " + index);
        }
        var climb = new Climb(index, head.size() - 1);
        Hash root = leaf;
        for (Hash sibling : path) {
            boolean isLeft = climb.step();
            root = isLeft ? Sha256.node(sibling, root) : Sha256.node(root, sibling);
        }
        climb.checkTop();
        if (!root.equals(head.root())) {
            throw new VerificationException("leaf " + index + " is not in the tree of " + head.size()
                    + " leaves: the proof leads to root " + root + ", not " + head.root());
        }
    }

    /**
     * That a tree begins with all the leaves of a smaller one. The smaller one is not empty: every tree begins with the empty one, there is
     * nothing to prove, and a proof of nothing is refused.
     */
    public static void consistency(TreeHead from, TreeHead to, List<Hash> path) throws VerificationException {
        if (from.size() < 1 || from.size() > to.size()) {
            throw new VerificationException("there is no proof from size " + from.size() + " to size " + to.size());
        }
        if (from.size() == to.size()) {
            if (!path.isEmpty()) {
                throw new VerificationException("a proof between two trees of the same size has no hashes");
            }
            if (!from.root().equals(to.root())) {
                throw new VerificationException("two trees of " + to.size() + " leaves have different roots: "
                        + from.root() + " and " + to.root());
            }
            return;
        }
        var climb = new Climb(from.size() - 1, to.size() - 1);
        climb.skipRights();
        Iterator<Hash> hashes = path.iterator();
        // A smaller tree that is perfect is a subtree of the larger, and the proof leaves out its root.
        Hash start = Long.bitCount(from.size()) == 1 ? from.root() : hashes.hasNext() ? hashes.next() : null;
        if (start == null) {
            throw new VerificationException("the proof is too short");
        }
        Hash fromRoot = start;
        Hash toRoot = start;
        while (hashes.hasNext()) {
            Hash sibling = hashes.next();
            if (climb.step()) {
                fromRoot = Sha256.node(sibling, fromRoot);
                toRoot = Sha256.node(sibling, toRoot);
            } else {
                toRoot = Sha256.node(toRoot, sibling);
            }
        }
        climb.checkTop();
        if (!fromRoot.equals(from.root())) {
            throw new VerificationException(
                    "the proof leads to root " + fromRoot + " at size " + from.size() + ", not " + from.root());
        }
        if (!toRoot.equals(to.root())) {
            throw new VerificationException("the tree of " + to.size() + " leaves does not begin with that of "
                    + from.size() + ": the proof leads to root " + toRoot + ", not " + to.root());
        }
    }

    /** The way from a node up to the root: fn and sn of RFC 9162, the node's number in its level and that of the level's last. */
    private static final class Climb {
        private long node;
        private long last;

        Climb(long node, long last) {
            this.node = node;
            this.last = last;
        }

        /** Goes up as long as the node is a right child. */
        void skipRights() {
            while (node % 2 == 1) {
                up();
            }
        }

        /** Goes up to the parent that the next hash makes; true if that hash is the left child. */
        boolean step() throws VerificationException {
            if (last == 0) {
                throw new VerificationException("the proof is too long");
            }
            boolean siblingIsLeft = node % 2 == 1 || node == last;
            if (siblingIsLeft) {
                // The last node of a level has no right sibling, and then is its own parent.
                while (node % 2 == 0 && node != 0) {
                    up();
                }
            }
            up();
            return siblingIsLeft;
        }

        void checkTop() throws VerificationException {
            if (last != 0) {
                throw new VerificationException("the proof is too short");
            }
        }

        private void up() {
            node >>= 1;
            last >>= 1;
        }
    }
}

package io.limpid.server.tree;

import io.limpid.server.proof.Hash;
import java.util.List;

/**
 * That a leaf is in a tree.
 *
 * @param index of the leaf
 * @param size of the tree
 * @param hashes the audit path of RFC 6962, section 2.1.1: from the leaf's sibling up to the root's child
 */
public record InclusionProof(long index, long size, List<Hash> hashes) {
    public InclusionProof {
        hashes = List.copyOf(hashes);
    }
}

package io.limpid.server.tree;

import io.limpid.server.proof.Hash;
import java.util.List;

/**
 * That a tree begins with all the leaves of a smaller one.
 *
 * @param from size of the smaller tree, at least 1
 * @param to size of the larger tree
 * @param hashes as in RFC 6962, section 2.1.2; none where the sizes are the same
 */
public record ConsistencyProof(long from, long to, List<Hash> hashes) {
    public ConsistencyProof {
        hashes = List.copyOf(hashes);
    }
}

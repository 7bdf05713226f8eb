package io.limpid.server.tree;

import io.limpid.server.proof.Hash;
import java.util.List;

/** Reads the stored hashes of a tree: those of leaves, and the root of each full tile. */
@FunctionalInterface
public interface TileHashes {
    /**
     * Consecutive hashes of one level. At level 0 they are leaf hashes; at level n hash i is the root of leaves {@code i * 256^n}
     * to {@code (i + 1) * 256^n}, exclusive, as {@link Frontier#append} handed it out.
     *
     * @param level 0 to 7
     * @param first index of the first at its level
     * @param count 1 to 256; all of them lie in one tile
     * @return as many hashes as asked for, in order
     */
    List<Hash> read(int level, long first, int count);
}

package io.limpid.server.tree;

import io.limpid.server.proof.Hash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The hash of any range of leaves that a tree of one size has as a subtree, from its stored hashes.
 *
 * <p>Each tile is read once, so an instance serves one proof and is thrown away. Not for several threads.
 */
final class Subtrees {
    private final TileHashes stored;
    private final long size;
    private final Map<Position, List<Hash>> tiles = new HashMap<>();

    Subtrees(TileHashes stored, long size) {
        this.stored = stored;
        this.size = size;
    }

    private record Position(int level, long tile) {}

    /** MTH(D[start:end]) of RFC 6962; the range is not empty and starts where a subtree of its width may. */
    Hash root(long start, long end) {
        long width = end - start;
        if (Long.bitCount(width) == 1) {
            int level = Long.numberOfTrailingZeros(width);
            return complete(level, start >> level);
        }
        long middle = start + Long.highestOneBit(width);
        return TreeHash.node(root(start, middle), root(middle, end));
    }

    /** The root of leaves {@code index << level} to {@code (index + 1) << level}, exclusive. */
    Hash complete(int level, long index) {
        int within = level % Tile.HEIGHT;
        long first = index << within;
        List<Hash> tile = tile(level / Tile.HEIGHT, first / Tile.WIDTH);
        int from = (int) (first % Tile.WIDTH);
        return fold(tile.subList(from, from + (1 << within)));
    }

    private static Hash fold(List<Hash> hashes) {
        if (hashes.size() == 1) {
            return hashes.get(0);
        }
        int middle = hashes.size() / 2;
        return TreeHash.node(fold(hashes.subList(0, middle)), fold(hashes.subList(middle, hashes.size())));
    }

    private List<Hash> tile(int level, long tile) {
        return tiles.computeIfAbsent(new Position(level, tile), position -> {
            long first = tile * Tile.WIDTH;
            int count = (int) Math.min(Tile.WIDTH, (size >> (level * Tile.HEIGHT)) - first);
            List<Hash> hashes = stored.read(level, first, count);
            if (hashes.size() != count) {
                throw new IllegalStateException("the tree lacks hashes: " + hashes.size() + " of " + count
                        + " are stored at level " + level + " from " + first);
            }
            return hashes;
        });
    }
}

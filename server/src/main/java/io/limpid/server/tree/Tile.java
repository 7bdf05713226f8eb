package io.limpid.server.tree;

import io.limpid.server.proof.Hash;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Up to 256 consecutive hashes of the tree, as C2SP tlog-tiles serves them.
 *
 * @param level 0 for leaf hashes; each hash of a higher level is the root of a full tile of the level below
 * @param index of the tile at its level
 * @param width how many hashes; 256 in a full tile
 */
public record Tile(int level, long index, int width) {
    /** Hashes in a full tile. */
    public static final int WIDTH = 256;

    /** Levels of the tree from a full tile's hashes to its root. */
    static final int HEIGHT = 8;

    private static final int LEVELS = 64;
    private static final Pattern SYNTAX = Pattern.compile("(0|[1-9][0-9]?)/(.+)");

    public Tile {
        if (level < 0 || level >= LEVELS) {
            throw new IllegalArgumentException("no tile: level " + level);
        }
        var unused = new TilePath(index, width);
    }

    /** Reads what stands behind {@code /tile/} in a URL; nothing if that is no tile, or not in its one form. */
    public static Optional<Tile> parse(String path) {
        Matcher matcher = SYNTAX.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int level = Integer.parseInt(matcher.group(1));
        return level >= LEVELS
                ? Optional.empty()
                : TilePath.parse(matcher.group(2)).map(found -> new Tile(level, found.index(), found.width()));
    }

    /** Such as {@code 0/x001/x234/067.p/5}. */
    public String path() {
        return level + "/" + new TilePath(index, width);
    }

    /** Index of its first hash at its level. */
    public long first() {
        return index * WIDTH;
    }

    /** Whether all its hashes are final in a tree of this size. */
    public boolean isIn(long size) {
        int shift = level * HEIGHT;
        return shift < Long.SIZE && first() + width - 1 < size >> shift;
    }

    /** The hashes one after the other: 32 bytes each. */
    public byte[] bytes(TileHashes stored) {
        List<Hash> hashes = stored.read(level, first(), width);
        if (hashes.size() != width) {
            throw new IllegalStateException(
                    "tile " + path() + " lacks hashes: " + hashes.size() + " of " + width + " are stored");
        }
        var bytes = ByteBuffer.allocate(width * Hash.BYTES);
        hashes.forEach(hash -> bytes.put(hash.bytes()));
        return bytes.array();
    }
}

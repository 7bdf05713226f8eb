package io.limpid.server.tree;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Up to 256 consecutive entries of the log, as C2SP tlog-tiles serves them; they hash to those of the tile of level 0 with the same index.
 *
 * @param index of the bundle
 * @param width how many entries; 256 in a full bundle
 */
public record EntryBundle(long index, int width) {
    private static final String PREFIX = "entries/";
    private static final int MAX_ENTRY_BYTES = 0xffff;

    public EntryBundle {
        var unused = new TilePath(index, width);
    }

    /** Reads what stands behind {@code /tile/} in a URL; nothing if that is no bundle, or not in its one form. */
    public static Optional<EntryBundle> parse(String path) {
        return path.startsWith(PREFIX)
                ? TilePath.parse(path.substring(PREFIX.length()))
                        .map(found -> new EntryBundle(found.index(), found.width()))
                : Optional.empty();
    }

    /** Such as {@code entries/x001/x234/067.p/5}. */
    public String path() {
        return PREFIX + new TilePath(index, width);
    }

    /** Index of its first entry in the log. */
    public long first() {
        return index * Tile.WIDTH;
    }

    /** Whether a log of this size has all its entries. */
    public boolean isIn(long size) {
        return first() + width - 1 < size;
    }

    /**
     * Each entry behind its length, two bytes with the higher first.
     *
     * @param entries the exact bytes of the {@code width} entries from {@link #first} on
     * @throws IllegalArgumentException if they are more or fewer, or one is longer than 65 535 bytes
     */
    public byte[] bytes(List<byte[]> entries) {
        if (entries.size() != width) {
            throw new IllegalArgumentException(
                    "bundle " + path() + " has " + width + " entries, not " + entries.size());
        }
        var bytes = ByteBuffer.allocate(
                entries.stream().mapToInt(entry -> Short.BYTES + entry.length).reduce(0, Math::addExact));
        for (byte[] entry : entries) {
            if (entry.length > MAX_ENTRY_BYTES) {
                throw new IllegalArgumentException(
                        "an entry has at most " + MAX_ENTRY_BYTES + " bytes, not " + entry.length);
            }
            bytes.putShort((short) entry.length).put(entry);
        }
        return bytes.array();
    }
}

package io.limpid.server.tree;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a path that tiles and bundles have in common: {@code <N>[.p/<W>]} of C2SP tlog-tiles, such as {@code x001/x234/067.p/5}.
 *
 * @param index N, as groups of three digits of which all but the last begin with an x
 * @param width W, 1 to 256; left out of the path where it is 256
 */
record TilePath(long index, int width) {
    /** A tree has fewer than 2^63 leaves, so this many tiles at most. */
    private static final long INDICES = 1L << 55;

    private static final Pattern SYNTAX = Pattern.compile("((?:x[0-9]{3}/){0,5})([0-9]{3})(?:\\.p/([1-9][0-9]{0,2}))?");

    TilePath {
        if (index < 0 || index >= INDICES || width < 1 || width > Tile.WIDTH) {
            throw new IllegalArgumentException("no tile: index " + index + ", width " + width);
        }
    }

    /** Takes a path in its one form only. */
    static Optional<TilePath> parse(String path) {
        Matcher matcher = SYNTAX.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long index = Long.parseLong(matcher.group(1).replaceAll("[x/]", "") + matcher.group(2));
        int width = matcher.group(3) == null ? Tile.WIDTH : Integer.parseInt(matcher.group(3));
        if (index >= INDICES || width > Tile.WIDTH) {
            return Optional.empty();
        }
        var parsed = new TilePath(index, width);
        return parsed.toString().equals(path) ? Optional.of(parsed) : Optional.empty();
    }

    @Override
    public String toString() {
        var path = new StringBuilder(group(index % 1000));
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            path.insert(0, "x" + group(rest % 1000) + "/");
        }
        return width == Tile.WIDTH ? path.toString() : path + ".p/" + width;
    }

    private static String group(long digits) {
        return String.format(Locale.ROOT, "%03d", digits);
    }
}

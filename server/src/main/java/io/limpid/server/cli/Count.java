package io.limpid.server.cli;

import java.util.Locale;

/** Numbers of things, in words. */
final class Count {
    private Count() {}

    /** {@code 1 rule}, {@code 12,345 entries}. */
    static String of(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? noun : plural(noun));
    }

    private static String plural(String noun) {
        return noun.endsWith("ry") ? noun.substring(0, noun.length() - 1) + "ies" : noun + "s";
    }
}

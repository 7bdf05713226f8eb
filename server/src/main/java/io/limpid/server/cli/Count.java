package io.limpid.server.cli;

import java.util.Locale;

/** Numbers of things, in words. */
final class Count {
    private Count() {}

    /** {@code 1 rule}, {@code 12,345 rules}. */
    static String of(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }
}

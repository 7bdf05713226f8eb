package io.limpid.server.api;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Makes bodies that no client of good will sends. */
public final class HostileBodies {
    private HostileBodies() {}

    /** A body with some bytes changed, doubled or dropped, or a piece of it replaced by a token that parsers trip over. */
    public static byte[] mutated(Random random, byte[] body) {
        String[] evil = {
            "\\ud800",
            "\u0000",
            "\"",
            "{",
            "[",
            "1e999",
            "-0",
            "null",
            "\\u0000",
            "NaN",
            "'",
            "\uFEFF",
            "\uD83D\uDE00",
            "//",
            "\\",
            "\"text\":"
        };
        byte[] mutant = body;
        for (int i = random.nextInt(4); i >= 0; i--) {
            int from = random.nextInt(mutant.length);
            int to = Math.min(mutant.length, from + random.nextInt(12));
            byte[] middle = random.nextBoolean()
                    ? evil[random.nextInt(evil.length)].getBytes(StandardCharsets.UTF_8)
                    : new byte[] {(byte) random.nextInt(256)};
            byte[] next = new byte[from + middle.length + mutant.length - to];
            System.arraycopy(mutant, 0, next, 0, from);
            System.arraycopy(middle, 0, next, from, middle.length);
            System.arraycopy(mutant, to, next, from + middle.length, mutant.length - to);
            mutant = next;
        }
        return mutant;
    }
}

package io.limpid.server.verify;

import java.nio.charset.StandardCharsets;

/** Texts as the bytes they are verified from. */
final class Notes {
    private Notes() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package io.limpid.server.log;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where an entry stands in the log, and what it is bound to.
 *
 * @param index counted from 0, without gaps
 * @param leafHash {@code sha256:} and 64 lower-case hex digits of SHA-256(0x00 || leaf), the leaf hash of RFC 6962
 */
public record Position(long index, String leafHash) {
    public Position {
        if (index < 0) {
            throw new IllegalArgumentException("not an index: " + index);
        }
    }

    /** The leaf hash of RFC 6962, section 2.1. */
    static byte[] hash(byte[] leaf) {
        MessageDigest digest = sha256();
        digest.update((byte) 0);
        return digest.digest(leaf);
    }

    static Position of(long index, byte[] hash) {
        return new Position(index, "sha256:" + HexFormat.of().formatHex(hash));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

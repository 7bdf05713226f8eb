package io.limpid.server.log;

import io.limpid.server.proof.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

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

    static Position of(long index, Hash hash) {
        return new Position(index, "sha256:" + hash);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

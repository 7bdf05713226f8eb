package io.limpid.server.verify;

import io.limpid.server.proof.Hash;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes that a verifier needs, RFC 9162, section 2.1.1. */
final class Sha256 {
    private Sha256() {}

    static Hash of(byte[]... parts) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
        for (byte[] part : parts) {
            digest.update(part);
        }
        return Hash.of(digest.digest());
    }

    static Hash leaf(byte[] entry) {
        return of(new byte[] {0x00}, entry);
    }

    static Hash node(Hash left, Hash right) {
        return of(new byte[] {0x01}, left.bytes(), right.bytes());
    }
}

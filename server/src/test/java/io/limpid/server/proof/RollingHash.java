package io.limpid.server.proof;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over lines of text: one hash that stands for thousands of results. */
public final class RollingHash {
    private final MessageDigest digest;

    public RollingHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    public void addLine(String line) {
        digest.update((line + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** A line that goes on with hashes, a space before each. */
    public void addLine(String line, List<Hash> hashes) {
        var whole = new StringBuilder(line);
        hashes.forEach(hash -> whole.append(' ').append(hash));
        addLine(whole.toString());
    }

    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}

package io.limpid.server.log;

/**
 * A caller's promise that two requests are one.
 *
 * <p>The log keeps only HMACs of both parts, for {@link LogSettings#idempotencyKept()}.
 *
 * @param key the caller's key, 1 to {@value #MAX_KEY_LENGTH} characters, made unique to the caller (a platform's keys must not meet another's)
 * @param bodyDigest a digest of the request, by which a repeat is told from another request under the same key
 */
@SuppressWarnings("ArrayRecordComponent") // Compared as an HMAC, never as a record.
public record Idempotency(String key, byte[] bodyDigest) {
    /** The longest key that a caller may give, in characters. */
    public static final int MAX_KEY_LENGTH = 512;

    /** With what makes it the caller's own. */
    private static final int MAX_LENGTH = MAX_KEY_LENGTH + 128;

    public Idempotency {
        if (key.isEmpty() || key.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "an idempotency key has 1 to " + MAX_LENGTH + " characters, not " + key.length());
        }
    }
}

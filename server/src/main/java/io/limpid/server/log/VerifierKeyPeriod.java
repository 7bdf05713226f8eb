package io.limpid.server.log;

/**
 * A key that checkpoints of this log are verified with.
 *
 * @param key the verifier key (C2SP signed-note)
 * @param first index of the entry that introduced it; a smaller tree was signed by the key before it
 */
public record VerifierKeyPeriod(String key, long first) {}

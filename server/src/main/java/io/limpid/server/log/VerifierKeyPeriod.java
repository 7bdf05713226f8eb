package io.limpid.server.log;

import java.util.Optional;

/**
 * A key that checkpoints of this log are verified with.
 *
 * @param key the verifier key (C2SP signed-note)
 * @param first index of the entry that introduced it; a smaller tree was signed by the key before it
 * @param introduction the first checkpoint that it signed, which the key before it has signed too, unless that was lost; nothing until
 *     there is one
 */
public record VerifierKeyPeriod(String key, long first, Optional<String> introduction) {}

package io.limpid.server.verify;

import java.time.Instant;

/**
 * A witness's word, verified, that at a time this checkpoint was the latest it had seen of the log, and consistent with all before.
 *
 * @param witness whose word it is
 * @param time as the witness says; may be in the future
 */
public record Cosignature(VerifierKey witness, Instant time) {}

package io.limpid.server.log;

/**
 * What an idempotency key was used for before.
 *
 * @param decision the decision it led to
 * @param sameBody whether the request was the same; otherwise the key was used for another
 */
public record Replay(StoredDecision decision, boolean sameBody) {}

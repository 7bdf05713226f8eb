package io.limpid.server.log;

/**
 * One public record of the log, as stored.
 *
 * @param position its index and hash
 * @param bytes the exact bytes that were hashed: canonical JSON, see {@link CanonicalJson}; not copied, so not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // The exact bytes are what a leaf is; nothing compares two of them.
public record Leaf(Position position, byte[] bytes) {}

package io.limpid.server.log;

import io.limpid.server.proof.TreeHead;

/**
 * A state of the log with this log's signature.
 *
 * @param head what was signed
 * @param note the whole signed note (C2SP tlog-checkpoint)
 */
public record SignedCheckpoint(TreeHead head, String note) {}

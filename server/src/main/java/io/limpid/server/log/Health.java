package io.limpid.server.log;

/**
 * How the log is.
 *
 * @param writable whether it takes records now
 * @param queued records that wait for their commit
 * @param lastCommitMicros how long the last commit took, in microseconds; 0 before the first
 * @param size entries in the log
 * @param commits commits since it was opened; fewer than entries under load, since one commit takes what queued meanwhile
 */
public record Health(boolean writable, int queued, long lastCommitMicros, long size, long commits) {}

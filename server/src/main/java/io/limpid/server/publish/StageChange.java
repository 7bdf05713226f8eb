package io.limpid.server.publish;

import java.time.Instant;

/**
 * A step in the life of a version.
 *
 * @param stage that it came into
 * @param actor who took the step: the names of the maintainers' keys, or {@code local} for somebody at the machine itself
 * @param reason why, in the actor's words
 * @param logIndex of the log entry that says so
 */
public record StageChange(VersionStage stage, String actor, String reason, Instant at, long logIndex) {}

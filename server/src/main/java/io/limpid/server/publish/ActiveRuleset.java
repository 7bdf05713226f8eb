package io.limpid.server.publish;

import io.limpid.rule.Ruleset;
import java.time.Instant;

/**
 * A version of a ruleset in force.
 *
 * @param activatedAt since when
 * @param logIndex of the log entry that says so
 */
public record ActiveRuleset(Ruleset ruleset, Instant activatedAt, long logIndex) {}

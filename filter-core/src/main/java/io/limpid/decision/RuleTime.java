package io.limpid.decision;

/**
 * How long a rule took on one post, with what it was the first to look for.
 *
 * @param rule its id
 * @param ruleset the version that it was taken from
 * @param nanos elapsed nanoseconds
 */
public record RuleTime(String rule, Provenance.Pinned ruleset, long nanos) {}

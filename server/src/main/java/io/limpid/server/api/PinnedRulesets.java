package io.limpid.server.api;

import io.limpid.rule.Ruleset;
import java.util.List;
import java.util.Optional;

/** The versions of rulesets that decisions were made by, retired ones included. Safe for many threads. */
public interface PinnedRulesets {
    /**
     * The version of a digest; nothing where it was never in force here, or this program can no longer read it.
     *
     * @param digest {@code sha256:…} of its manifest
     */
    Optional<Ruleset> find(String digest);

    /**
     * The same, to be read and not to decide by: also where a model that its rules ask is no longer here.
     *
     * @param digest {@code sha256:…} of its manifest
     */
    Optional<Ruleset> text(String digest);

    /** Those in force now. */
    List<Ruleset> inForce();
}

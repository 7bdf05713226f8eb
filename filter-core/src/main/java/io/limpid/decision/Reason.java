package io.limpid.decision;

import io.limpid.rule.Rule;
import io.limpid.signal.Evidence;
import java.util.List;

/**
 * Why: a published rule that matched, and on what evidence.
 *
 * @param rule the rule as published, with its source
 * @param ruleset the version of the ruleset that the rule was taken from
 * @param evidence every occurrence that its signals saw, up to {@link #MAX_EVIDENCE}
 */
public record Reason(Rule rule, Provenance.Pinned ruleset, List<Evidence> evidence) {
    /** Evidence beyond this many items is left out. */
    public static final int MAX_EVIDENCE = 100;

    public Reason {
        evidence = List.copyOf(evidence);
    }
}

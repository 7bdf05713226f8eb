package io.limpid.decision;

import io.limpid.rule.Rule;
import io.limpid.signal.Evidence;
import java.util.List;

/**
 * A rule that would have matched but was stopped.
 *
 * @param rule the rule that was stopped
 * @param by what stopped it: {@code list#entry} of an allow-span or of an {@code unless}, or the id of the rule that it
 *     yields to
 * @param evidence what the stopped rule had seen
 */
public record Suppression(Rule rule, String by, List<Evidence> evidence) {
    public Suppression {
        evidence = List.copyOf(evidence);
    }
}

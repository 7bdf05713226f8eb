package io.limpid.decision;

import io.limpid.rule.Rule;
import io.limpid.signal.Evidence;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Why: a published rule that matched, and on what evidence.
 *
 * @param rule the rule as published, with its source
 * @param ruleset the version of the ruleset that the rule was taken from
 * @param seen what each signal saw, by the signal's name in the order of the rule, then the facts that the condition read, by
 *     theirs; a signal that saw nothing is left out
 * @param counts how often each signal fired, by the signal's name, whether or not {@code seen} shows all of it; for repeats
 *     the number of near-duplicates; a signal that did not fire is left out
 */
public record Reason(Rule rule, Provenance.Pinned ruleset, Map<String, List<Evidence>> seen, Map<String, Long> counts) {
    /** After this many items of evidence each further signal shows only its first. */
    public static final int MAX_EVIDENCE = 100;

    public Reason {
        Map<String, List<Evidence>> copy = new LinkedHashMap<>();
        seen.forEach((name, evidence) -> copy.put(name, List.copyOf(evidence)));
        seen = Collections.unmodifiableMap(copy);
        counts = Collections.unmodifiableMap(new LinkedHashMap<>(counts));
    }

    /** Every occurrence that the signals saw, and the facts that the condition read; see {@link #MAX_EVIDENCE}. */
    public List<Evidence> evidence() {
        return seen.values().stream().flatMap(List::stream).toList();
    }

    /** How many occurrences the evidence does not show, because there were more than {@link #MAX_EVIDENCE}. */
    public long evidenceLeftOut() {
        long leftOut = 0;
        for (Map.Entry<String, List<Evidence>> signal : seen.entrySet()) {
            List<Evidence> shown = signal.getValue();
            boolean repeat = !shown.isEmpty() && shown.get(0) instanceof Evidence.Repeat;
            if (!repeat) {
                leftOut += Math.max(0, counts.getOrDefault(signal.getKey(), 0L) - shown.size());
            }
        }
        return leftOut;
    }
}

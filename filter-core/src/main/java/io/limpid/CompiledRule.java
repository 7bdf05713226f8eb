package io.limpid;

import io.limpid.decision.Provenance;
import io.limpid.rule.Action;
import io.limpid.rule.Governance.Rung;
import io.limpid.rule.Rule;
import io.limpid.rule.RuleSignal;
import io.limpid.signal.Signal;
import io.limpid.signal.link.ProtectedNames;
import io.limpid.signal.pattern.PatternDetector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule with what its signals need at work.
 *
 * @param number its place among all rules of the filter
 * @param muted whether a brake lets it only watch; what yields to it still does
 * @param sensors by signal, the one of {@code unless} included
 * @param gates signals of which one must have fired for the rule to match; null when it can match without any
 */
record CompiledRule(
        int number,
        Rule rule,
        Provenance.Pinned ruleset,
        Stage stage,
        boolean muted,
        Map<String, Sensor> sensors,
        @Nullable List<Sensor> gates) {

    /** The same rule with what a brake leaves of it. */
    CompiledRule braked(Rung to) {
        return to == Rung.HOLD && rule.action() == Action.REMOVE
                ? new CompiledRule(number, rule.withAction(Action.HOLD), ruleset, stage, false, sensors, gates)
                : new CompiledRule(number, rule, ruleset, stage, true, sensors, gates);
    }

    /**
     * A signal with its detector.
     *
     * @param number its place among all sensors of the filter
     * @param use number of the keyword use, or -1
     * @param pattern of a pattern signal
     * @param hosts of a link signal with a list of hosts, empty otherwise
     * @param names of a link signal with protected names
     * @param threshold of a classifier signal, in 1/10000
     */
    record Sensor(
            int number,
            RuleSignal declared,
            int use,
            @Nullable PatternDetector pattern,
            Set<String> hosts,
            @Nullable ProtectedNames names,
            int threshold) {
        Signal signal() {
            return declared.signal();
        }

        /** What a classifier signal asks; absent for every other. */
        Optional<Signal.Classifier> classifier() {
            return signal() instanceof Signal.Classifier classifier ? Optional.of(classifier) : Optional.empty();
        }
    }
}

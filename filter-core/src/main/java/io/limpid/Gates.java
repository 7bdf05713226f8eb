package io.limpid;

import io.limpid.CompiledRule.Sensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Picks the rules that a post may match, by the signals that each rule cannot match without.
 *
 * <p>A rule whose gates are all lists is found from what the keyword scan saw, so that it costs nothing on other posts. Of the
 * others each is asked for its gates. A match under an allow-span opens a gate too: the decision has to name the rule that it
 * suppressed. So does a sensor that could not see all: the decision has to say so if the rule relies on it.
 * And so does a model that nobody asked yet, since whether it has to be asked shows when the rest of the condition is known.
 */
final class Gates {
    private final List<CompiledRule> rules;

    /** The numbers of the rules that a use of a list opens. */
    private final Map<Integer, BitSet> byUse = new HashMap<>();

    private final List<CompiledRule> others = new ArrayList<>();

    /**
     * The gates of these rules.
     *
     * @param rules each at its number
     */
    Gates(List<CompiledRule> rules) {
        this.rules = rules;
        for (CompiledRule rule : rules) {
            List<Sensor> gates = rule.gates();
            if (gates == null || gates.stream().anyMatch(gate -> gate.use() < 0)) {
                others.add(rule);
                continue;
            }
            for (Sensor gate : gates) {
                byUse.computeIfAbsent(gate.use(), use -> new BitSet()).set(rule.number());
            }
        }
    }

    /** The rules that have to be evaluated, in the order of their numbers. */
    List<CompiledRule> candidates(Observations observations) {
        var found = new BitSet(rules.size());
        BitSet hit = observations.hits().hit();
        for (int use = hit.nextSetBit(0); use >= 0; use = hit.nextSetBit(use + 1)) {
            BitSet opened = byUse.get(use);
            if (opened != null) {
                found.or(opened);
            }
        }
        for (CompiledRule rule : others) {
            if (isCandidate(rule, observations)) {
                found.set(rule.number());
            }
        }
        return found.stream().mapToObj(rules::get).toList();
    }

    static boolean isCandidate(CompiledRule rule, Observations observations) {
        List<Sensor> gates = rule.gates();
        return gates == null || gates.stream().anyMatch(gate -> isOpen(gate, rule.sensors(), observations));
    }

    /**
     * What could not see all, and a model that was not asked yet, may have fired: whether that matters shows only when the rule is
     * evaluated.
     */
    private static boolean isOpen(Sensor gate, Map<String, Sensor> sensors, Observations observations) {
        return observations.isUnasked(gate)
                || observations.see(gate, sensors).unsuppressed().fired()
                || observations.isBlind(gate, sensors);
    }
}

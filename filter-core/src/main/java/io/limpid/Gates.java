package io.limpid;

import io.limpid.CompiledRule.Sensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Picks the rules that a post may match, by the signals that each rule cannot match without.
 *
 * <p>A rule whose gates are all lists is found from what the keyword scan saw, so that it costs nothing on other posts. Of the
 * others each is asked for its gates. A match under an allow-span opens a gate too: the decision has to name the rule that it
 * suppressed.
 */
final class Gates {
    private final Map<Integer, List<CompiledRule>> rulesByUse = new HashMap<>();
    private final List<CompiledRule> others = new ArrayList<>();

    Gates(List<CompiledRule> rules) {
        for (CompiledRule rule : rules) {
            List<Sensor> gates = rule.gates();
            if (gates == null || gates.stream().anyMatch(gate -> gate.use() < 0)) {
                others.add(rule);
                continue;
            }
            gates.stream()
                    .map(Sensor::use)
                    .distinct()
                    .forEach(use -> rulesByUse
                            .computeIfAbsent(use, key -> new ArrayList<>())
                            .add(rule));
        }
    }

    /** The rules that have to be evaluated, in the order of their numbers. */
    List<CompiledRule> candidates(Observations observations) {
        Set<CompiledRule> found = new LinkedHashSet<>();
        BitSet hit = observations.hits().hit();
        for (int use = hit.nextSetBit(0); use >= 0; use = hit.nextSetBit(use + 1)) {
            found.addAll(rulesByUse.getOrDefault(use, List.of()));
        }
        for (CompiledRule rule : others) {
            if (isCandidate(rule, observations)) {
                found.add(rule);
            }
        }
        return found.stream()
                .sorted(Comparator.comparingInt(CompiledRule::number))
                .toList();
    }

    static boolean isCandidate(CompiledRule rule, Observations observations) {
        List<Sensor> gates = rule.gates();
        return gates == null
                || gates.stream()
                        .anyMatch(gate -> observations
                                .see(gate, rule.sensors())
                                .unsuppressed()
                                .fired());
    }
}

package io.limpid.rule;

import io.limpid.rule.SignalReader.Signals;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the {@code when} of a rule, and finds the places of its faults in the file. */
final class ConditionReader {
    private final Issues issues;

    ConditionReader(Issues issues) {
        this.issues = issues;
    }

    Optional<Condition> read(YamlFile file, Fields rule, Signals signals) {
        Optional<String> when = rule.requiredText("when");
        // Names that the language cannot have would be blamed a second time, as faults of the condition.
        if (when.isEmpty() || signals.names().isEmpty() || !signals.areWellNamed()) {
            return Optional.empty();
        }
        int length = when.get().codePointCount(0, when.get().length());
        if (length > Condition.MAX_LENGTH) {
            issues.error(
                    rule.at("when"), "a condition of " + length + " characters", "at most " + Condition.MAX_LENGTH);
            return Optional.empty();
        }
        Set<String> scored =
                signals.names().stream().filter(signals::mayHaveScore).collect(Collectors.toSet());
        try {
            Condition condition = Condition.compile(when.get(), signals.names(), scored);
            if (condition.isNever()) {
                issues.error(rule.at("when"), "a condition that can never be true", "");
            }
            return Optional.of(condition);
        } catch (Condition.InvalidException e) {
            ScalarNode node = (ScalarNode) rule.node("when").orElseThrow();
            for (Condition.Fault fault : e.faults()) {
                issues.error(
                        new WrittenScalar(file, node).placeOf(fault.line(), fault.column()),
                        fault.problem(),
                        fault.hint());
            }
            return Optional.empty();
        }
    }
}

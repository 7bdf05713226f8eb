package io.limpid.rule;

import io.limpid.rule.ConditionLint.Range;
import io.limpid.rule.SignalReader.Signals;
import io.limpid.signal.Signal;
import io.limpid.signal.keyword.KeywordIndex;
import io.limpid.signal.pattern.PatternDetector;
import io.limpid.signal.repeat.RecentPosts;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the {@code when} of a rule, and finds the places of its faults in the file. */
final class ConditionReader {
    /** A request may have this many fields. */
    private static final int MAX_FIELDS = 32;

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
        ScalarNode node = (ScalarNode) rule.node("when").orElseThrow();
        WrittenScalar written = new WrittenScalar(file, node);
        try {
            Condition condition = Condition.compile(when.get(), signals.names(), scored);
            if (condition.isNever()) {
                issues.error(rule.at("when"), "a condition that can never be true", "");
            }
            ConditionLint.Findings findings = ConditionLint.check(condition.tree(), ranges(signals));
            findings.errors().forEach(fault -> issues.error(placeOf(fault, written), fault.problem(), fault.hint()));
            findings.warnings()
                    .forEach(fault -> issues.warning(placeOf(fault, written), fault.problem(), fault.hint()));
            return Optional.of(condition);
        } catch (Condition.InvalidException e) {
            e.faults().forEach(fault -> issues.error(placeOf(fault, written), fault.problem(), fault.hint()));
            return Optional.empty();
        }
    }

    private static Place placeOf(Condition.Fault fault, WrittenScalar when) {
        return when.placeOf(fault.line(), fault.column());
    }

    /** What the numbers can be that a condition may compare. */
    private static Map<String, Range> ranges(Signals signals) {
        Map<String, Range> ranges = new HashMap<>(Facts.ranges());
        signals.sound().forEach((name, signal) -> {
            ranges.put(name + ".count", new Range(0, mostOf(signal.signal()), true));
            ranges.put(name + ".score", new Range(0, 1, false));
        });
        return ranges;
    }

    private static long mostOf(Signal signal) {
        if (signal instanceof Signal.Keyword) {
            return (long) MAX_FIELDS * KeywordIndex.MAX_MATCHES;
        }
        if (signal instanceof Signal.Pattern) {
            return (long) MAX_FIELDS * PatternDetector.MAX_MATCHES;
        }
        if (signal instanceof Signal.Repeat) {
            return RecentPosts.COUNT_MAX;
        }
        return signal instanceof Signal.Classifier ? 1 : Integer.MAX_VALUE;
    }
}

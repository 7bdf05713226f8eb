package io.limpid.rule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A published rule: when its condition holds for the signals of a post, its action follows.
 *
 * @param id {@code <ruleset>.<name>}, never reused
 * @param revision goes up with every change, from 1
 * @param signals by name, in the order of the file
 * @param when the condition over the signals and the facts
 * @param defaults values for facts that a post does not carry, by name; String, Long or Boolean
 * @param unless the signal that stops the rule when it fires
 * @param yieldsTo ids of rules of the same ruleset whose match stops this one
 * @param explain an explanation for each audience
 * @param knownFalsePositives posts that the rule is known to hit wrongly, in words
 */
public record Rule(
        String id,
        int revision,
        LocalText title,
        Category category,
        Action action,
        Ground ground,
        Scope scope,
        Map<String, RuleSignal> signals,
        Condition when,
        Map<String, Object> defaults,
        @Nullable RuleSignal unless,
        List<String> yieldsTo,
        Map<Audience, LocalText> explain,
        List<String> knownFalsePositives,
        List<RuleTest> tests,
        RuleSource source) {
    public Rule {
        signals = Collections.unmodifiableMap(new LinkedHashMap<>(signals));
        defaults = Collections.unmodifiableMap(new LinkedHashMap<>(defaults));
        yieldsTo = List.copyOf(yieldsTo);
        explain = Collections.unmodifiableMap(new TreeMap<>(explain));
        knownFalsePositives = List.copyOf(knownFalsePositives);
        tests = List.copyOf(tests);
    }

    /** The same rule with another action. */
    public Rule withAction(Action other) {
        return new Rule(
                id,
                revision,
                title,
                category,
                other,
                ground,
                scope,
                signals,
                when,
                defaults,
                unless,
                yieldsTo,
                explain,
                knownFalsePositives,
                tests,
                source);
    }

    /** Name of the ruleset that the rule belongs to. */
    public String ruleset() {
        return id.substring(0, id.indexOf('.'));
    }
}

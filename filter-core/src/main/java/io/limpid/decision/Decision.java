package io.limpid.decision;

import io.limpid.rule.Action;
import io.limpid.rule.Category;
import io.limpid.text.Language;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was decided about one post.
 *
 * @param action the strongest action of the reasons; {@link Action#ALLOW} without any
 * @param reasons rules that matched and are enforced, strongest first, then by id
 * @param suppressed rules that would have matched but were stopped, by id
 * @param shadow rules that matched but are published in shadow only, so they never act
 * @param scores what models say, in 1/10000, by {@code model} for its overall label and {@code model.label} for each other;
 *     without those that are not loaded, were not asked or did not answer
 * @param skipped what was not evaluated
 * @param times elapsed time by layer, in the order in which they ran; measured, so not part of what a replay compares
 * @param ruleTimes elapsed time of each rule that was evaluated; measured likewise
 */
public record Decision(
        Action action,
        List<Reason> reasons,
        List<Suppression> suppressed,
        List<Reason> shadow,
        Language language,
        Map<String, Integer> scores,
        List<Skipped> skipped,
        List<LayerTime> times,
        List<RuleTime> ruleTimes,
        Provenance provenance) {
    public Decision {
        reasons = List.copyOf(reasons);
        suppressed = List.copyOf(suppressed);
        shadow = List.copyOf(shadow);
        scores = Collections.unmodifiableMap(new TreeMap<>(scores));
        skipped = List.copyOf(skipped);
        times = List.copyOf(times);
        ruleTimes = List.copyOf(ruleTimes);
    }

    /** Whether an enforced reason has the category. */
    public boolean has(Category category) {
        return reasons.stream().anyMatch(reason -> reason.rule().category() == category);
    }

    /** Whether every layer and rule that should have run did. */
    public boolean isComplete() {
        return skipped.stream().noneMatch(skip -> skip.reason().isFailure());
    }
}

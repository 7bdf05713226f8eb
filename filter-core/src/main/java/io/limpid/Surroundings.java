package io.limpid;

import io.limpid.signal.repeat.RepeatCount;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a decision needs to know beyond the post, handed in so that a replay can hand in the same.
 *
 * @param repeats how many near-duplicates of the post were seen, by scope and window
 * @param scores scores to take instead of asking a model, in 1/10000, by {@code model} for its overall label and {@code
 *     model.label} for each other
 */
public record Surroundings(List<RepeatCount> repeats, Map<String, Integer> scores) {
    public static final Surroundings NONE = new Surroundings(List.of(), Map.of());

    public Surroundings {
        repeats = List.copyOf(repeats);
        scores = scores.isEmpty() ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(scores));
    }
}

package io.limpid.rule;

import io.limpid.text.Post;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A post and what a rule must make of it.
 *
 * @param line of the test in the rule's file, from 1
 * @param repeats near-duplicates that the test supposes, by scope ({@code author}, {@code everyone})
 * @param scores scores that the test supposes a model to give, in 1/10000, by {@code model} or {@code model.label}
 * @param matches whether the rule must match, or pass
 * @param spans by signal, pieces of the text that it must have seen exactly
 * @param suppressedBy the list or rule that must have stopped the rule
 */
public record RuleTest(
        int line,
        Post post,
        Map<String, Integer> repeats,
        Map<String, Integer> scores,
        boolean matches,
        Map<String, List<String>> spans,
        @Nullable String suppressedBy) {
    public RuleTest {
        repeats = Collections.unmodifiableMap(new LinkedHashMap<>(repeats));
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
        spans = Collections.unmodifiableMap(new LinkedHashMap<>(spans));
    }
}

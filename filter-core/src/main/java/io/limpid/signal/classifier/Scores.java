package io.limpid.signal.classifier;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a model says about one post.
 *
 * @param byLabel the score of each label of the model in 1/10000, the overall label first
 */
public record Scores(Map<String, Integer> byLabel) {
    /** The score of what is certain. */
    public static final int ONE = 10_000;

    public Scores {
        byLabel = Collections.unmodifiableMap(new LinkedHashMap<>(byLabel));
        byLabel.forEach((label, score) -> {
            if (score < 0 || score > ONE) {
                throw new IllegalArgumentException("not a score of " + label + " in 1/10000: " + score);
            }
        });
    }

    /**
     * The score of a label.
     *
     * @throws IllegalArgumentException if the model has no such label
     */
    public int of(String label) {
        Integer score = byLabel.get(label);
        if (score == null) {
            throw new IllegalArgumentException("no label \"" + label + "\" among " + byLabel.keySet());
        }
        return score;
    }
}

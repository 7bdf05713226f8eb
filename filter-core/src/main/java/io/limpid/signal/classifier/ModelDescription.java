package io.limpid.signal.classifier;

import io.limpid.signal.Signal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is published about a model. It can be read, and rules can be held against it, without loading the model.
 *
 * @param name as rules name it, such as {@code rights}
 * @param digest {@code sha256:…} of the file of weights
 * @param promises what its scores are worth, by label; the overall label first, which is named as the model
 */
public record ModelDescription(String name, String digest, Map<String, Promises> promises) {
    public ModelDescription {
        promises = Collections.unmodifiableMap(new LinkedHashMap<>(promises));
        if (!promises.keySet().stream().findFirst().equals(Optional.of(name))) {
            throw new IllegalArgumentException(
                    "the first label of the model " + name + " is not its own name: " + promises.keySet());
        }
    }

    /** The labels that it has scores for, the overall label first. */
    public List<String> labels() {
        return List.copyOf(promises.keySet());
    }

    /**
     * The score from which on a label keeps what a rule demands, in 1/10000; empty if no score does.
     *
     * @param label one of the model's labels
     * @param value of the bar, in 1/10000
     */
    public OptionalInt threshold(String label, Signal.Classifier.Bar bar, int value) {
        Promises published = promises.get(label);
        if (published == null) {
            throw new IllegalArgumentException("the model " + name + " has no label \"" + label + "\"");
        }
        return published.threshold(bar, value);
    }
}

package io.limpid;

import io.limpid.signal.Evidence;
import io.limpid.signal.Signal;
import io.limpid.signal.classifier.Classifier;
import io.limpid.signal.classifier.NoAnswerException;
import io.limpid.signal.classifier.Scores;
import io.limpid.text.Post;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What models say about one post: each is asked at most once, and only when something depends on it. Not thread-safe.
 *
 * <p>To ask is not to wait: several models, and the models for several posts, are asked before the first answer is waited for.
 */
final class ModelScores {
    /** Pieces of text that are told with a score. */
    private static final int TOP = 5;

    private final Post post;
    private final Map<String, Classifier> classifiers;
    private final LayerClock clock;

    /** The names of the scores that were handed in. */
    private final Set<String> given;

    /** By score, as {@link Signal.Classifier#score()} names it; what was handed in stands, whatever a model says. */
    private final Map<String, Integer> known;

    private final Map<String, CompletableFuture<Scores>> asked = new TreeMap<>();
    private final Map<String, String> unanswered = new TreeMap<>();
    private final Map<String, List<Evidence.Contribution>> tops = new HashMap<>();

    /**
     * Nothing but the scores that were handed in.
     *
     * @param classifiers by name
     */
    ModelScores(Post post, Map<String, Integer> given, Map<String, Classifier> classifiers, LayerClock clock) {
        this.post = post;
        this.given = Set.copyOf(given.keySet());
        this.known = new TreeMap<>(given);
        this.classifiers = classifiers;
        this.clock = clock;
    }

    /** Whether the model could be asked for this score and was not. */
    boolean isUnasked(Signal.Classifier wanted) {
        return !known.containsKey(wanted.score())
                && classifiers.containsKey(wanted.model())
                && !asked.containsKey(wanted.model());
    }

    /** Hands the post to models that are loaded. */
    void ask(Collection<String> models) {
        for (String model : models) {
            Classifier classifier = classifiers.get(model);
            if (classifier != null && !asked.containsKey(model)) {
                asked.put(model, clock.time("classifier", () -> classifier.score(post)));
            }
        }
    }

    /** Waits for what was asked. */
    void hear() {
        asked.forEach((model, answer) -> {
            if (unanswered.containsKey(model)) {
                return;
            }
            try {
                clock.time("classifier", answer::join)
                        .byLabel()
                        .forEach((label, score) ->
                                known.putIfAbsent(label.equals(model) ? model : model + "." + label, score));
            } catch (CompletionException e) {
                unanswered.put(model, why(e));
            }
        });
    }

    /** Only a model that said nothing may be missing from a decision; anything else is a fault of the program. */
    private static String why(CompletionException e) {
        if (e.getCause() instanceof NoAnswerException none) {
            return String.valueOf(none.getMessage());
        }
        throw e;
    }

    /** A score, in 1/10000; empty if the model is not loaded or did not answer. */
    OptionalInt score(Signal.Classifier wanted) {
        if (isUnasked(wanted)) {
            throw new AssertionError("a score that nobody asked for: " + wanted.score());
        }
        Integer score = known.get(wanted.score());
        return score == null ? OptionalInt.empty() : OptionalInt.of(score);
    }

    /** The pieces of text that added most to a score; none if it was handed in. */
    List<Evidence.Contribution> top(Signal.Classifier wanted) {
        if (given.contains(wanted.score()) || !asked.containsKey(wanted.model())) {
            return List.of();
        }
        return tops.computeIfAbsent(wanted.score(), score -> askTop(wanted));
    }

    private List<Evidence.Contribution> askTop(Signal.Classifier wanted) {
        Classifier classifier = classifiers.get(wanted.model());
        if (classifier == null) {
            throw new AssertionError("a model that was asked is not there: " + wanted.model());
        }
        try {
            return clock
                    .time(
                            "classifier",
                            () -> classifier.top(post, wanted.label(), TOP).join())
                    .stream()
                    .filter(piece -> piece.weight() != 0)
                    .toList();
        } catch (CompletionException e) {
            unanswered.put(wanted.model(), "its score counts, but what it rests on is missing: " + why(e));
            return List.of();
        }
    }

    /** Every score that is known, in 1/10000, by its name as in {@link Signal.Classifier#score()}. */
    Map<String, Integer> known() {
        return known;
    }

    /** Whether nothing is known of a model's overall score because nobody asked it. */
    boolean isUnasked(String model) {
        return !asked.containsKey(model) && !known.containsKey(model);
    }

    /** Why models that were asked did not answer, by model. */
    Map<String, String> unanswered() {
        return unanswered;
    }
}

package io.limpid.server.api;

import io.limpid.text.Language;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One of Perspective's attributes, and the score of ours that stands for it.
 *
 * @param attribute Perspective's name, such as {@code IDENTITY_ATTACK}
 * @param score ours, as {@code model} for its overall label and {@code model.label} for each other; null where no model scores the like
 * @param note what the score says; where there is none, why, and what is there instead
 */
record PerspectiveAttribute(String attribute, @Nullable String score, String note) {
    /** All that can be named in a request. A table that docs/from-perspective.md shows too. */
    static final List<PerspectiveAttribute> ALL = Json.table("perspective-attributes.json", PerspectiveAttribute.class);

    /** The languages that the models promise anything for. */
    private static final List<String> LANGUAGES = List.of("en", "zh");

    static Optional<PerspectiveAttribute> find(String name) {
        return ALL.stream().filter(one -> one.attribute().equals(name)).findFirst();
    }

    /** The names of those that there are scores for, for people. */
    static String offered() {
        return ALL.stream()
                .filter(one -> one.score() != null)
                .map(PerspectiveAttribute::attribute)
                .collect(Collectors.joining(", "));
    }

    /** Whether the models promise anything for posts of this language; for an unknown one, they are asked. */
    static boolean supports(Language language) {
        return !language.isKnown() || LANGUAGES.stream().anyMatch(language::matches);
    }

    /** The model whose score it is. */
    static String model(String score) {
        int dot = score.indexOf('.');
        return dot < 0 ? score : score.substring(0, dot);
    }

    /** The label of the model. */
    static String label(String score) {
        return score.substring(score.indexOf('.') + 1);
    }
}

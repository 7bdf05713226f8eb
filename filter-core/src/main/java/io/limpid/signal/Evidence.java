package io.limpid.signal;

import io.limpid.text.Span;
import java.util.List;

/**
 * One thing that was seen: which layer saw it, and where in the text as its author wrote it.
 *
 * <p>Spans are UTF-16 offsets into the field as submitted; {@code quote} is exactly that piece of it, except for personal
 * data, where it is masked.
 */
public sealed interface Evidence {
    /** The layer that saw it, one of {@code keyword pattern personal link repeat classifier context}. */
    String layer();

    /** Evidence that stands at a place in the text. */
    sealed interface Located extends Evidence {
        String field();

        Span span();

        String quote();
    }

    /**
     * An entry of a published list.
     *
     * @param list the list's name
     * @param entry the entry as the list has it
     * @param line the entry's line in the list's file, from 1
     * @param folds names of the folds that this occurrence could only be seen through, in the order in which they were
     *     applied; empty when the text has the entry to the letter
     */
    record Keyword(String list, String entry, int line, String field, Span span, String quote, List<String> folds)
            implements Located {
        public Keyword {
            folds = List.copyOf(folds);
        }

        @Override
        public String layer() {
            return "keyword";
        }
    }

    /**
     * A match of a regular expression.
     *
     * @param pattern name of the rule's signal
     */
    record Pattern(String pattern, String field, Span span, String quote) implements Located {
        @Override
        public String layer() {
            return "pattern";
        }
    }

    /**
     * Personal data that passed its checks.
     *
     * @param kind such as {@code payment-card}
     * @param quote the data, masked
     */
    record Personal(String kind, String field, Span span, String quote) implements Located {
        @Override
        public String layer() {
            return "personal";
        }
    }

    /**
     * A link with a feature that a rule asked for.
     *
     * @param host the link's host in ASCII form
     * @param feature such as {@code look-alike}
     * @param detail the protected name that a look-alike imitates; otherwise empty
     */
    record Link(String host, String feature, String detail, String field, Span span, String quote) implements Located {
        @Override
        public String layer() {
            return "link";
        }
    }

    /**
     * Near-duplicates of the post.
     *
     * @param scope {@code author} or {@code everyone}
     * @param count how many within the window, this post included
     */
    record Repeat(String scope, int count, int windowSeconds) implements Evidence {
        @Override
        public String layer() {
            return "repeat";
        }
    }

    /**
     * A model's score that reached a rule's threshold.
     *
     * @param modelDigest {@code sha256:…} of the model's weights
     * @param score in 1/10000
     * @param threshold in 1/10000
     * @param top the pieces of text that contributed most
     */
    record Score(String model, String modelDigest, String label, int score, int threshold, List<Contribution> top)
            implements Evidence {
        public Score {
            top = List.copyOf(top);
        }

        @Override
        public String layer() {
            return "classifier";
        }
    }

    /**
     * How much a piece of text added to a score.
     *
     * @param weight in 1/10000
     */
    record Contribution(String field, Span span, String quote, int weight) {}

    /**
     * A fact about the author or the surroundings that the rule's condition read.
     *
     * @param value a String, Long or Boolean
     */
    record Fact(String attribute, Object value) implements Evidence {
        @Override
        public String layer() {
            return "context";
        }
    }
}

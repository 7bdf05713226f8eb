package io.limpid.signal;

import io.limpid.text.FoldSet;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a rule asks to be observed about a post: one observation, no judgement. */
public sealed interface Signal {
    /** The layer that answers, as in {@link Evidence#layer()}. */
    String layer();

    /**
     * Each occurrence of an entry of a list.
     *
     * @param list name of a list of the same ruleset
     * @param wholeWords whether an occurrence that ends inside a Chinese or Japanese word is none
     */
    record Keyword(String list, FoldSet folds, boolean wholeWords) implements Signal {
        @Override
        public String layer() {
            return "keyword";
        }
    }

    /**
     * Each match of a regular expression in RE2 syntax.
     *
     * @param regex matched against the text as folded
     */
    record Pattern(String regex, FoldSet folds) implements Signal {
        @Override
        public String layer() {
            return "pattern";
        }
    }

    /** Personal data of one of the kinds. */
    record Personal(Set<PersonalKind> kinds) implements Signal {
        public Personal {
            kinds = Collections.unmodifiableSet(new TreeSet<>(kinds));
        }

        @Override
        public String layer() {
            return "personal";
        }
    }

    /**
     * Each link with a feature.
     *
     * @param list name of the list of hosts or protected names that the feature needs; absent for one that needs none
     */
    record Link(LinkTrait trait, @Nullable String list) implements Signal {
        @Override
        public String layer() {
            return "link";
        }
    }

    /**
     * Near-duplicates of the post.
     *
     * @param countAtLeast from how many on, the post included; at least 2
     * @param windowSeconds how far back, 1 to 604 800 (a week)
     */
    record Repeat(RepeatScope scope, int countAtLeast, int windowSeconds) implements Signal {
        @Override
        public String layer() {
            return "repeat";
        }
    }

    /**
     * A model's score over a bar.
     *
     * @param model the model's name
     * @param label which of its scores; the model's name for the overall one
     * @param value of the bar, in 1/10000
     */
    record Classifier(String model, String label, Bar bar, int value) implements Signal {
        @Override
        public String layer() {
            return "classifier";
        }

        /** The model, and the label where it is not the overall one: {@code rights} or {@code rights.threat}. */
        public String score() {
            return model.equals(label) ? model : model + "." + label;
        }

        /** What the value of a bar promises. */
        public enum Bar {
            PRECISION_AT_LEAST,
            FALSE_POSITIVES_AT_MOST,
            SCORE_AT_LEAST;

            /** The key in a rule file, such as {@code precision_at_least}. */
            public String id() {
                return name().toLowerCase(Locale.ROOT);
            }
        }
    }
}

package io.limpid.decision;

/**
 * Something that was not evaluated.
 *
 * @param what a rule's id or a layer, such as {@code classifier:spam}, {@code keyword:prize-words} or {@code
 *     pattern:spam.contact-funnel#handle} (rule and signal)
 * @param reason why, in the words of {@link Cause#id()}
 * @param detail what was missing or went wrong, such as {@code author.age_days}; holds nothing that an author wrote
 */
public record Skipped(String what, Cause reason, String detail) {

    /** Why something was not evaluated. */
    public enum Cause {
        /** The post does not carry a fact that the rule needs. */
        MISSING_FACT("missing_fact"),
        /** The model is loaded, and nothing that it might say could have changed the action. */
        NOT_NEEDED("not_needed"),
        /** No model of that name is loaded, and no rule in scope asked for it. */
        NO_MODEL("no_model"),
        /** A layer could not run that a rule needed or the caller asked for; the decision is incomplete. */
        LAYER_UNAVAILABLE("layer_unavailable"),
        /**
         * A list or a regular expression occurs in a field more often than is looked at, or a fact is larger than a condition
         * reads; the decision is incomplete.
         */
        LIMIT("limit"),
        /** The rule's condition failed while it was evaluated; the decision is incomplete. */
        ERROR("error");

        private final String id;

        Cause(String id) {
            this.id = id;
        }

        public String id() {
            return id;
        }

        /** Whether a layer or rule that should have run could not, or not over all of the post. */
        public boolean isFailure() {
            return this == LAYER_UNAVAILABLE || this == LIMIT || this == ERROR;
        }
    }
}

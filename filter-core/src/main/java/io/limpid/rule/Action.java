package io.limpid.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What is done about a post. The order of the constants is the order of strength: the strongest enforced action wins. */
public enum Action {
    /** The post stands as it is. */
    ALLOW,
    /** The post stands with a note to its readers. */
    LABEL,
    /** The post is shown to fewer people. */
    LIMIT,
    /** The post waits for a reviewer. */
    HOLD,
    /** The post is taken down. */
    REMOVE;

    /** The name in files and answers, such as {@code hold}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Action> parse(String id) {
        return Arrays.stream(values()).filter(action -> action.id().equals(id)).findFirst();
    }

    /** The stronger of the two. */
    public Action or(Action other) {
        return compareTo(other) >= 0 ? this : other;
    }
}

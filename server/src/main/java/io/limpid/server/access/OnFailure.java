package io.limpid.server.access;

import java.util.Locale;

/** What becomes of a post where a layer that should have looked at it failed. */
public enum OnFailure {
    /** It is decided by the others, and the decision says what is missing. */
    OPEN,
    /** It is not decided: the answer is 503. */
    CLOSED;

    /** As settings and answers have it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}

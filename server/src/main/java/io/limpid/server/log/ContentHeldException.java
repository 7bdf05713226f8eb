package io.limpid.server.log;

import java.util.List;

/** The content of decisions is under legal hold, so that none of it was erased. */
public final class ContentHeldException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<String> decisionIds;

    ContentHeldException(List<String> decisionIds) {
        super("under legal hold: " + String.join(", ", decisionIds));
        this.decisionIds = List.copyOf(decisionIds);
    }

    /** Those that are held. */
    public List<String> decisionIds() {
        return decisionIds;
    }
}

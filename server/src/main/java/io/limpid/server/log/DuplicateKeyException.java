package io.limpid.server.log;

/** An idempotency key, or a decision id, is already in the log, durably; nothing was added. */
public final class DuplicateKeyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String decisionId;
    private final transient Position position;
    private final boolean sameBody;

    DuplicateKeyException(String decisionId, Position position, boolean sameBody) {
        super("already logged at index " + position.index());
        this.decisionId = decisionId;
        this.position = position;
        this.sameBody = sameBody;
    }

    /** The decision that was there first. */
    public String decisionId() {
        return decisionId;
    }

    /** Where it stands. */
    public Position position() {
        return position;
    }

    /** Whether it was made for the same request body; otherwise the key was used for another request. */
    public boolean sameBody() {
        return sameBody;
    }
}

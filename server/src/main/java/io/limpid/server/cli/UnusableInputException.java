package io.limpid.server.cli;

/** What the caller gave cannot be used; the message tells the caller why, in words that need no context. */
public final class UnusableInputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message one line a problem */
    public UnusableInputException(String message) {
        super(message);
    }
}

package io.limpid.server.verify;

/** Something that was to be verified does not hold. The message says what, for a person. */
public final class VerificationException extends Exception {
    private static final long serialVersionUID = 1;

    public VerificationException(String message) {
        super(message);
    }
}

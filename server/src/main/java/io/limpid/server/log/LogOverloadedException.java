package io.limpid.server.log;

/** More records wait for their commit than {@link LogSettings} allows; this one was not taken. Try again shortly. */
public final class LogOverloadedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LogOverloadedException(String message) {
        super(message);
    }
}

package io.limpid.server.log;

/** Something stored is not what the log wrote. */
public final class LogDamagedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LogDamagedException(String message, Throwable cause) {
        super(message, cause);
    }
}

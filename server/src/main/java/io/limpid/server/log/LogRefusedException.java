package io.limpid.server.log;

import org.jspecify.annotations.Nullable;

/** The log cannot be opened as it lies there; the message tells an operator what, why, and what to do. */
public final class LogRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LogRefusedException(String message) {
        this(message, null);
    }

    LogRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package io.limpid.server.config;

import org.jspecify.annotations.Nullable;

/** The server cannot start; the message tells an operator what, why, and what to do, a line for each problem. */
public final class StartRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** @param message one line a problem */
    public StartRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package io.limpid.server.log;

import org.jspecify.annotations.Nullable;

/** What is to be checked is no log, or damaged so that it cannot be read. */
public final class UnreadableLogException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnreadableLogException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

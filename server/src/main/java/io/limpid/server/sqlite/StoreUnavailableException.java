package io.limpid.server.sqlite;

import org.jspecify.annotations.Nullable;

/** A file of SQLite cannot be read or written; the message tells an operator what, why, and what to do. */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

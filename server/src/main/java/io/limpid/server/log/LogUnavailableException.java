package io.limpid.server.log;

import org.jspecify.annotations.Nullable;

/**
 * The log cannot be written or read now.
 *
 * <p>For an append it means that the record must not be acted on. Whether it is in the log may be unknown: the commit may
 * have reached the disk before the error. What is answered is always logged; what is logged is not always answered.
 */
public final class LogUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    LogUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

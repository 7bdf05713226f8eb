package io.limpid.server.publish;

import org.jspecify.annotations.Nullable;

/** The rulesets in force cannot be told or changed; the message tells an operator what, why, and what to do. */
public final class PublishingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    PublishingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package io.limpid.server.webhook;

import org.jspecify.annotations.Nullable;

/** Webhooks cannot be set up as they were asked for; the message has a line for each problem, and never a secret. */
public final class WebhookRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WebhookRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

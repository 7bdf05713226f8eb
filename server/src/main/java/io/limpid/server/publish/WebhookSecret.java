package io.limpid.server.publish;

import io.limpid.server.log.KeyFile;
import io.limpid.server.log.LogRefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The secret that notices are signed with, as the Standard Webhooks specification has it. Immutable; never shown. */
public final class WebhookSecret {
    private static final String PREFIX = "whsec_";
    private static final int FEWEST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private final byte[] key;

    private WebhookSecret(byte[] key) {
        this.key = key;
    }

    /**
     * Reads a secret from a file of mode 0600.
     *
     * @throws PublishingException if others may read it, or it holds none
     */
    public static WebhookSecret read(Path file) {
        try {
            return parse(
                    KeyFile.read(file, "signs notices in the service's name").strip());
        } catch (LogRefusedException e) {
            throw new PublishingException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            // What stands there may be a secret all the same, so it is not shown.
            throw new PublishingException(
                    file + " does not hold whsec_ and the Base64 of " + FEWEST_BYTES + " to " + MOST_BYTES + " bytes",
                    null);
        }
    }

    static WebhookSecret parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("no secret");
        }
        byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
        if (key.length < FEWEST_BYTES || key.length > MOST_BYTES) {
            throw new IllegalArgumentException("no secret");
        }
        return new WebhookSecret(key);
    }

    /**
     * The header {@code webhook-signature}.
     *
     * @param id the header {@code webhook-id}
     * @param seconds the header {@code webhook-timestamp}
     */
    String signature(String id, long seconds, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] signed = mac.doFinal((id + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }
}

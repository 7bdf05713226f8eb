package io.limpid.server.webhook;

import io.limpid.server.log.KeyFile;
import io.limpid.server.log.LogRefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A secret that messages are signed with, as the Standard Webhooks specification has it. Immutable; never shown. */
public final class WebhookSecret {
    /** Each adds a signature to every message; two are enough to rotate. */
    static final int MOST = 4;

    private static final String PREFIX = "whsec_";
    private static final int FEWEST_BYTES = 24;
    private static final int MOST_BYTES = 64;

    private final byte[] key;

    private WebhookSecret(byte[] key) {
        this.key = key;
    }

    /**
     * Reads secrets from a file of mode 0600, one a line: several while one takes the place of another.
     *
     * @throws WebhookRefusedException if others may read it, or it does not hold 1 to 4 secrets
     */
    public static List<WebhookSecret> read(Path file) {
        try {
            List<WebhookSecret> secrets = KeyFile.read(file, "signs messages in the service's name")
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .map(WebhookSecret::parse)
                    .toList();
            if (!secrets.isEmpty() && secrets.size() <= MOST) {
                return secrets;
            }
        } catch (LogRefusedException e) {
            throw new WebhookRefusedException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            // What stands there may be a secret all the same, so neither it nor the cause is shown.
            throw noSecrets(file);
        }
        throw noSecrets(file);
    }

    private static WebhookRefusedException noSecrets(Path file) {
        return new WebhookRefusedException(
                file + " does not hold 1 to " + MOST + " secrets, one a line: whsec_ and the Base64 of " + FEWEST_BYTES
                        + " to " + MOST_BYTES + " bytes",
                null);
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
     * One signature of the header {@code webhook-signature}.
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

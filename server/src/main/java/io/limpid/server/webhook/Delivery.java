package io.limpid.server.webhook;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * A message that an endpoint has not taken yet; what is taken is kept no longer.
 *
 * @param number in the order in which messages were written down
 * @param id the header {@code webhook-id}: the same at each try, and another for each endpoint and entry
 * @param type such as {@code rule.braked}
 * @param logIndex of the entry that it tells of
 * @param body as it is sent
 * @param attempts how often it was sent so far
 * @param madeAt when it was written down, or was last asked for again
 * @param nextAt when it is sent next; of one that was given up, when it was
 * @param failure why it was not taken the last time
 */
public record Delivery(
        long number,
        String id,
        String endpoint,
        String type,
        long logIndex,
        String body,
        State state,
        int attempts,
        Instant madeAt,
        Instant nextAt,
        Optional<String> failure) {
    /** What becomes of it. */
    public enum State {
        /** It is sent until it is taken. */
        PENDING,
        /** It was given up; somebody can ask for it again. */
        DEAD;

        /** Its name outside. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State parse(String id) {
            return Arrays.stream(values())
                    .filter(state -> state.id().equals(id))
                    .findFirst()
                    .orElseThrow();
        }
    }
}

package io.limpid.server.log;

import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a decision can be found by.
 *
 * @param decisionId unique in the log; {@link DecisionLog#newDecisionId()} makes one
 * @param time when it was decided, kept to the millisecond; also the {@code time} of its leaf
 * @param action what was decided
 * @param rules ids of the rules among its reasons
 * @param categories categories of its reasons
 * @param language tag of its language, where known
 * @param author the platform's id of the author; only an HMAC of it under a key of this log is stored
 * @param platform who asked, where callers are told apart
 */
public record Lookup(
        String decisionId,
        Instant time,
        String action,
        List<String> rules,
        List<String> categories,
        @Nullable String language,
        @Nullable String author,
        @Nullable String platform) {
    /** The longest id that is taken, in characters; the same as in the EU's transparency database. */
    public static final int MAX_ID_LENGTH = 500;

    public Lookup {
        if (decisionId.isEmpty() || decisionId.length() > MAX_ID_LENGTH) {
            throw new IllegalArgumentException("a decision id has 1 to " + MAX_ID_LENGTH + " characters");
        }
        rules = List.copyOf(new TreeSet<>(rules));
        categories = List.copyOf(new TreeSet<>(categories));
    }
}

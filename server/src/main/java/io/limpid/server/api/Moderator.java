package io.limpid.server.api;

import io.limpid.ContentFilter;
import io.limpid.Surroundings;
import io.limpid.decision.Decision;
import io.limpid.server.api.PostRequest.Store;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.DuplicateKeyException;
import io.limpid.server.log.Entry;
import io.limpid.server.log.Idempotency;
import io.limpid.server.log.LogOverloadedException;
import io.limpid.server.log.LogUnavailableException;
import io.limpid.server.log.Position;
import io.limpid.server.log.Replay;
import io.limpid.server.log.StoredDecision;
import io.limpid.signal.repeat.Fingerprint;
import io.limpid.signal.repeat.RecentPosts;
import io.limpid.signal.repeat.RepeatCount;
import io.limpid.text.Fold;
import io.limpid.text.FoldSet;
import io.limpid.text.Post;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Decides on posts, and lets no decision out that is not in the log.
 *
 * <p>Safe for many threads.
 */
public final class Moderator {
    /** Posts among which near-duplicates are counted. */
    private static final int RECENT_POSTS = 100_000;

    private static final FoldSet FINGERPRINTED = FoldSet.of(Fold.WIDTH, Fold.CASE, Fold.INVISIBLE);

    private final ContentFilter filter;
    private final DecisionLog log;
    private final Clock clock;
    private final Optional<RecentPosts> recent;

    private Moderator(ContentFilter filter, DecisionLog log, Clock clock, Optional<RecentPosts> recent) {
        this.filter = filter;
        this.log = log;
        this.clock = clock;
        this.recent = recent;
    }

    /**
     * A moderator that has seen no posts yet.
     *
     * @param clock tells when a decision was made
     */
    public static Moderator of(ContentFilter filter, DecisionLog log, Clock clock) {
        return new Moderator(
                filter,
                log,
                clock,
                filter.repeatWindows().isEmpty()
                        ? Optional.empty()
                        : Optional.of(RecentPosts.of(RECENT_POSTS, filter.repeatWindows())));
    }

    /**
     * An answer.
     *
     * @param json the whole of it
     * @param replayed whether it was given before, for the same idempotency key
     */
    @SuppressWarnings("ArrayRecordComponent") // Written out once; nothing compares two of them.
    record Answer(byte[] json, boolean replayed) {}

    /** An answer that may not go out yet, since its record is still being written. */
    final class Pending {
        private final byte[] json;
        private final String decisionId;
        private final @Nullable CompletableFuture<Position> position;

        private Pending(byte[] json, String decisionId, @Nullable CompletableFuture<Position> position) {
            this.json = json;
            this.decisionId = decisionId;
            this.position = position;
        }

        boolean isDone() {
            return position == null || position.isDone();
        }

        /** Waits until the record is on disk. */
        Answer await() throws RefusedException {
            if (position == null) {
                return new Answer(json, false);
            }
            try {
                return new Answer(StoredJson.withLog(json, decisionId, position.join()), false);
            } catch (CompletionException e) {
                if (e.getCause() instanceof DuplicateKeyException duplicate) {
                    return replay(log.find(duplicate.decisionId()), duplicate.sameBody());
                }
                if (e.getCause() instanceof LogUnavailableException) {
                    throw new RefusedException(Problem.logUnavailable());
                }
                throw e;
            }
        }
    }

    /**
     * Decides, logs and waits for the log.
     *
     * @param idempotency the caller's key, if any; a dry run has no use for one
     */
    Answer moderate(PostRequest request, @Nullable Idempotency idempotency) throws RefusedException {
        if (idempotency != null && !request.dryRun()) {
            Optional<Replay> before = log.findIdempotent(idempotency);
            if (before.isPresent()) {
                return replay(Optional.of(before.get().decision()), before.get().sameBody());
            }
        }
        return submit(request, request.dryRun() ? null : idempotency).await();
    }

    /** Decides and hands the record to the log. */
    Pending submit(PostRequest request, @Nullable Idempotency idempotency) throws RefusedException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (!request.dryRun() && !log.writable()) {
            throw new RefusedException(Problem.logUnavailable());
        }
        List<RepeatCount> repeats = request.dryRun() ? List.of() : observe(request.post(), now);
        Decision decision = filter.decide(request.post(), new Surroundings(repeats, Map.of()));
        String decisionId = DecisionLog.newDecisionId();
        byte[] json = Json.bytes(DecisionJson.answer(decision, request, decisionId, now));
        if (request.dryRun()) {
            return new Pending(json, decisionId, null);
        }
        byte[] kept = request.store() == Store.FULL
                ? json
                : Json.bytes(DecisionJson.withoutQuotes(decision, request, decisionId, now));
        Entry entry = DecisionRecord.of(decision, request, repeats, decisionId, now, kept, idempotency);
        try {
            return new Pending(json, decisionId, log.append(entry));
        } catch (LogOverloadedException e) {
            throw new RefusedException(
                    Problem.overloaded("more decisions wait for the log than it takes; try again shortly"));
        } catch (LogUnavailableException e) {
            throw new RefusedException(Problem.logUnavailable());
        }
    }

    private List<RepeatCount> observe(Post post, Instant now) {
        if (recent.isEmpty()) {
            return List.of();
        }
        String text = post.fields().size() == 1
                ? post.fields().values().iterator().next()
                : String.join("\n", post.fields().values());
        OptionalLong fingerprint = Fingerprint.of(FINGERPRINTED.fold(text).text());
        String author = post.author() == null ? null : post.author().id();
        return fingerprint.isEmpty() ? List.of() : recent.get().observe(fingerprint.getAsLong(), author, now);
    }

    private static Answer replay(Optional<StoredDecision> decision, boolean sameBody) throws RefusedException {
        if (!sameBody) {
            throw new RefusedException(Problem.conflict(
                    "this Idempotency-Key came with another body before; use a new key for a new request"));
        }
        if (decision.isEmpty()) {
            throw new AssertionError("a key leads to a decision that is not there");
        }
        return new Answer(StoredJson.of(decision.get()), true);
    }
}

package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.ContentFilter;
import io.limpid.Surroundings;
import io.limpid.decision.Decision;
import io.limpid.decision.Skipped;
import io.limpid.rule.Action;
import io.limpid.server.access.OnFailure;
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
import io.limpid.signal.repeat.RecentPosts;
import io.limpid.signal.repeat.RecentPosts.Observation;
import io.limpid.signal.repeat.RepeatCount;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides on posts, and lets no decision out that is not in the log.
 *
 * <p>Safe for many threads.
 */
public final class Moderator {
    /** Bytes that the server takes in whole, however slowly the caller reads: less than what Jetty gathers before it writes. */
    private static final int SHORT_ANSWER = 7 << 10;

    /** Code points that are being decided on at a time. A decision on a long post takes some hundred bytes for each of them. */
    private static final int MAX_TEXT_UNDER_WAY = 1_000_000;

    /** How long a caller waits until there is room for its post. */
    private static final int MOST_WAIT_MILLIS = 2_000;

    private final DecisionLog log;
    private final Clock clock;
    private final Executor executor;
    private final Consumer<Decision> watcher;
    private final Function<@Nullable String, OnFailure> onFailure;
    private final Semaphore text = new Semaphore(MAX_TEXT_UNDER_WAY);

    /** Each decision takes it once, so that it rests on one state of things. */
    private volatile Means means;

    /** What decides, and what is known of the latest posts. */
    private record Means(ContentFilter filter, Optional<RecentPosts> recent) {}

    private final LongAdder unlogged = new LongAdder();
    private final LongAdder undecided = new LongAdder();

    /** By idempotency key: completes when the first request with it has its answer. */
    private final Map<String, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();

    /**
     * A moderator that has seen no posts yet.
     *
     * @param filter what decides, until {@link #decideBy} says otherwise
     * @param clock tells when a decision was made
     * @param executor finishes answers that take long to hand over
     * @param watcher is shown each decision that goes to the log, by the thread that made it
     * @param onFailure what becomes of a platform's post that a layer fails on; the platform is null where callers are not told
     *     apart
     */
    public Moderator(
            ContentFilter filter,
            DecisionLog log,
            Clock clock,
            Executor executor,
            Consumer<Decision> watcher,
            Function<@Nullable String, OnFailure> onFailure) {
        this.onFailure = onFailure;
        this.log = log;
        this.clock = clock;
        this.executor = executor;
        this.watcher = watcher;
        this.means = new Means(filter, recent(filter.repeatWindows()));
    }

    private static Optional<RecentPosts> recent(Set<Integer> windows) {
        return windows.isEmpty() ? Optional.empty() : Optional.of(Repeats.index(windows));
    }

    /** The clock of decisions. */
    Clock clock() {
        return clock;
    }

    /**
     * Decides by another filter from now on: every request that begins after this has returned. What was seen of posts before is
     * kept.
     */
    public synchronized void decideBy(ContentFilter filter) {
        Set<Integer> windows = new TreeSet<>(filter.repeatWindows());
        Optional<RecentPosts> recent = means.recent();
        if (recent.isPresent() && !windows.isEmpty()) {
            // Decisions under way still ask for the windows of before.
            windows.addAll(means.filter().repeatWindows());
            recent.get().countIn(windows);
            means = new Means(filter, recent);
        } else {
            means = new Means(filter, recent(windows));
        }
    }

    /**
     * An answer.
     *
     * @param json the whole of it
     * @param replayed whether it was given before, for the same idempotency key
     */
    @SuppressWarnings("ArrayRecordComponent") // Written out once; nothing compares two of them.
    record Answer(byte[] json, boolean replayed) {}

    /**
     * A decision with its answer.
     *
     * @param json the answer, whole
     */
    @SuppressWarnings("ArrayRecordComponent") // Written out once; nothing compares two of them.
    record Decided(Decision decision, byte[] json) {}

    /** An answer that may not go out yet, since its record is still being written. */
    final class Pending {
        private final Decision decision;
        private final byte[] json;
        private final String decisionId;
        private final boolean restricts;
        private final @Nullable CompletableFuture<Position> position;

        private Pending(
                Decision decision, byte[] json, String decisionId, @Nullable CompletableFuture<Position> position) {
            this.decision = decision;
            this.restricts = decision.action() != Action.ALLOW;
            this.json = json;
            this.decisionId = decisionId;
            this.position = position;
        }

        boolean isDone() {
            return position == null || position.isDone();
        }

        /** Waits until the record is on disk; for a thread that has nothing else to do. */
        Answer await() throws RefusedException {
            if (position == null) {
                return new Answer(json, false);
            }
            try {
                return answerAt(position.join());
            } catch (CompletionException e) {
                return otherwise(e);
            }
        }

        /**
         * The answer once the record is on disk; fails with {@link RefusedException}.
         *
         * <p>The thread that completes it serves all callers, so a long answer, whose caller may be slow to take it, and
         * one that has to be looked up are completed elsewhere.
         */
        private CompletableFuture<Answer> whenLogged() {
            if (position == null) {
                return CompletableFuture.completedFuture(new Answer(json, false));
            }
            CompletableFuture<Answer> answer = json.length <= SHORT_ANSWER
                    ? position.thenApply(this::answerAt)
                    : position.thenApplyAsync(this::answerAt, executor);
            return answer.exceptionallyComposeAsync(
                    failure -> {
                        try {
                            return CompletableFuture.completedFuture(otherwise(failure));
                        } catch (RefusedException | RuntimeException e) {
                            return CompletableFuture.failedFuture(e);
                        }
                    },
                    executor);
        }

        private Answer answerAt(Position at) {
            if (at.index() >= log.size()) {
                unlogged.increment();
            }
            return new Answer(StoredJson.withLog(json, decisionId, at, restricts), false);
        }

        /** The answer where the record did not get into the log. */
        private Answer otherwise(Throwable failure) throws RefusedException {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof DuplicateKeyException duplicate) {
                return replay(log.find(duplicate.decisionId()), duplicate.sameBody());
            }
            if (cause instanceof LogUnavailableException) {
                throw new RefusedException(Problem.logUnavailable());
            }
            throw new CompletionException(cause);
        }
    }

    /**
     * Decides and logs.
     *
     * @param idempotency the caller's key, if any; a dry run has no use for one
     * @param platform that asks, and whose decision it is; null where callers are not told apart
     * @return the answer once its record is on disk; fails with {@link RefusedException}
     */
    CompletableFuture<Answer> moderate(
            PostRequest request, @Nullable Idempotency idempotency, @Nullable String platform) throws RefusedException {
        return idempotency == null || request.dryRun()
                ? submit(request, null, platform).whenLogged()
                : once(request, idempotency, platform);
    }

    /** Answers that left before their record was on disk, since the start. There are none, or the program has a fault. */
    public long unlogged() {
        return unlogged.sum();
    }

    /**
     * Decides and logs, for those who need more of the decision than its answer.
     *
     * @param platform as in {@link #moderate}
     * @return the decision once its record is on disk; fails with {@link RefusedException}
     */
    CompletableFuture<Decided> decide(PostRequest request, @Nullable String platform) throws RefusedException {
        Pending pending = submit(request, null, platform);
        return pending.whenLogged().thenApply(answer -> new Decided(pending.decision, answer.json()));
    }

    /** Posts that were not decided since a layer failed and their platform wants every layer, since the start. */
    public long undecided() {
        return undecided.sum();
    }

    /** Whether posts are being decided on. */
    public boolean isBusy() {
        return text.availablePermits() < MAX_TEXT_UNDER_WAY;
    }

    /** Finishes what the thread that tells of commits has no time for. */
    Executor executor() {
        return executor;
    }

    /** An answer that also holds a receipt, once a checkpoint covers its record; one without a record stays as it is. */
    CompletableFuture<Answer> withReceipt(Answer answer) {
        ObjectNode json = Json.read(answer.json());
        if (!(json.get("log") instanceof ObjectNode place)) {
            return CompletableFuture.completedFuture(answer);
        }
        long index = place.path("index").longValue();
        // The decision is logged whatever becomes of its checkpoint.
        return log.checkpointCovering(index)
                .thenApplyAsync(
                        checkpoint -> {
                            place.put("receipt", log.receipt(index, checkpoint));
                            return new Answer(Json.bytes(json), answer.replayed());
                        },
                        executor)
                .exceptionally(failure -> answer);
    }

    /** Decides unless the key was used before; one who comes while the first with the key is being decided waits for it. */
    private CompletableFuture<Answer> once(PostRequest request, Idempotency idempotency, @Nullable String platform)
            throws RefusedException {
        var mine = new CompletableFuture<Void>();
        CompletableFuture<Void> first = underWay.putIfAbsent(idempotency.key(), mine);
        if (first != null) {
            return first.thenComposeAsync(
                    done -> {
                        try {
                            return once(request, idempotency, platform);
                        } catch (RefusedException | RuntimeException e) {
                            return CompletableFuture.failedFuture(e);
                        }
                    },
                    executor);
        }
        CompletableFuture<Answer> answer = null;
        try {
            Optional<Replay> before = log.findIdempotent(idempotency);
            answer = before.isPresent()
                    ? CompletableFuture.completedFuture(replay(
                            Optional.of(before.get().decision()), before.get().sameBody()))
                    : submit(request, idempotency, platform).whenLogged();
            return answer.whenComplete((logged, failure) -> done(idempotency, mine));
        } finally {
            if (answer == null) {
                done(idempotency, mine);
            }
        }
    }

    private void done(Idempotency idempotency, CompletableFuture<Void> mine) {
        underWay.remove(idempotency.key(), mine);
        mine.complete(null);
    }

    /** Decides and hands the record to the log; where much is to be decided on, waits a while for its turn. */
    private Pending submit(PostRequest request, @Nullable Idempotency idempotency, @Nullable String platform)
            throws RefusedException {
        return inTurn(request, idempotency, platform, MOST_WAIT_MILLIS);
    }

    /** Likewise for a caller who waits as long as it takes. */
    Pending submitPatiently(PostRequest request, @Nullable String platform) throws RefusedException {
        return inTurn(request, null, platform, Long.MAX_VALUE);
    }

    private Pending inTurn(
            PostRequest request, @Nullable Idempotency idempotency, @Nullable String platform, long mostWaitMillis)
            throws RefusedException {
        int length = request.post().length();
        boolean mine = false;
        try {
            mine = text.tryAcquire(length, mostWaitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!mine) {
            throw new RefusedException(
                    Problem.overloaded("more text waits to be decided on than fits; try again shortly"));
        }
        try {
            return decideAndLog(request, idempotency, platform);
        } finally {
            text.release(length);
        }
    }

    private Pending decideAndLog(PostRequest request, @Nullable Idempotency idempotency, @Nullable String platform)
            throws RefusedException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        if (!request.dryRun() && !log.writable()) {
            throw new RefusedException(Problem.logUnavailable());
        }
        Means means = this.means;
        Optional<Observation> observation = request.dryRun()
                ? Optional.empty()
                : means.recent().flatMap(recent -> Repeats.observe(recent, request.post(), now, platform));
        boolean handedOver = false;
        try {
            Pending pending = submit(request, idempotency, platform, observation, now, means);
            handedOver = true;
            return pending;
        } catch (LogOverloadedException e) {
            throw new RefusedException(
                    Problem.overloaded("more decisions wait for the log than it takes; try again shortly"));
        } catch (LogUnavailableException e) {
            throw new RefusedException(Problem.logUnavailable());
        } finally {
            if (!handedOver) {
                forget(observation, means);
            }
        }
    }

    /** Refuses a decision that a layer is missing from. What is missing by the post's own doing is missing next time, too. */
    private void checkLayers(Decision decision) throws RefusedException {
        List<String> missing = decision.skipped().stream()
                .filter(skip -> skip.reason() == Skipped.Cause.LAYER_UNAVAILABLE)
                .map(Skipped::what)
                .toList();
        if (!missing.isEmpty()) {
            undecided.increment();
            throw new RefusedException(Problem.layerUnavailable(missing));
        }
    }

    private static byte[] answer(ObjectNode json, OnFailure then) {
        json.withObject("evaluation").put("on_failure", then.id());
        return Json.bytes(json);
    }

    private Pending submit(
            PostRequest request,
            @Nullable Idempotency idempotency,
            @Nullable String platform,
            Optional<Observation> observation,
            Instant now,
            Means means)
            throws RefusedException {
        List<RepeatCount> repeats = observation.map(Observation::counts).orElse(List.of());
        Decision decision = means.filter().decide(request.toCase(new Surroundings(repeats, Map.of())));
        OnFailure then = onFailure.apply(platform);
        if (then == OnFailure.CLOSED) {
            checkLayers(decision);
        }
        String decisionId = DecisionLog.newDecisionId();
        byte[] json = answer(DecisionJson.answer(decision, request, decisionId, now), then);
        if (request.dryRun()) {
            return new Pending(decision, json, decisionId, null);
        }
        byte[] kept = request.store() == Store.FULL
                ? json
                : answer(DecisionJson.withoutQuotes(decision, request, decisionId, now), then);
        Entry entry = DecisionRecord.of(decision, request, repeats, decisionId, now, kept, idempotency, platform);
        // What is not in the log was never posted, as far as anybody knows: a caller who tries again is no flood.
        CompletableFuture<Position> position = log.append(entry).whenComplete((at, failure) -> {
            if (failure != null) {
                forget(observation, means);
            }
        });
        watcher.accept(decision);
        return new Pending(decision, json, decisionId, position);
    }

    private static void forget(Optional<Observation> observation, Means means) {
        observation.ifPresent(seen -> means.recent().orElseThrow().forget(seen));
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

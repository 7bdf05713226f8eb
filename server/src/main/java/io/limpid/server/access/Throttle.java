package io.limpid.server.access;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Keeps each key within its allowance and the service within its limits. Who asks for more is refused at once, so that those who
 * were let in are answered in time.
 *
 * <p>Safe for many threads.
 */
public final class Throttle {
    /** A bucket holds at least one post of the largest size, or that could never be sent. */
    private static final int LARGEST_BODY = 1 << 20;

    private static final long PACE_MILLIS = 20;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Limits limits;
    private final TimeMeter meter;
    private final Account all;

    /** By the id of a key. There are as many as keys were used since the start. */
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();

    /** What runs at a time, and what may still be asked for. */
    private static final class Account {
        private final Semaphore requestsUnderWay;
        private final Semaphore batchesUnderWay;
        private final @Nullable Bucket requests;
        private final @Nullable Bucket characters;

        Account(Allowance allowance, TimeMeter meter) {
            requestsUnderWay = new Semaphore(allowance.concurrentRequests());
            batchesUnderWay = new Semaphore(allowance.batches());
            requests = bucket(allowance.requestsPerSecond(), 1, meter);
            characters = bucket(allowance.charactersPerSecond(), LARGEST_BODY, meter);
        }

        private static @Nullable Bucket bucket(int perSecond, int least, TimeMeter meter) {
            return perSecond == 0
                    ? null
                    : Bucket.builder()
                            .addLimit(limit ->
                                    limit.capacity(Math.max(perSecond, least)).refillGreedy(perSecond, SECOND))
                            .withCustomTimePrecision(meter)
                            .build();
        }
    }

    /**
     * Why somebody was not let in.
     *
     * @param ofAll whether the service has too much to do; otherwise the caller asks for more than its key has
     * @param what there is too much of, in words
     * @param retryAfter after which it makes sense to try again
     */
    public record Refusal(boolean ofAll, String what, Duration retryAfter) {}

    /** A place among those that are served; given back once. Safe for many threads. */
    public static final class Permit implements AutoCloseable {
        private final Semaphore one;
        private final @Nullable Semaphore other;
        private final AtomicBoolean held = new AtomicBoolean(true);

        private Permit(Semaphore one, @Nullable Semaphore other) {
            this.one = one;
            this.other = other;
        }

        @Override
        public void close() {
            if (held.getAndSet(false)) {
                one.release();
                if (other != null) {
                    other.release();
                }
            }
        }
    }

    /**
     * Either a place or a refusal.
     *
     * @param permit empty where it was refused
     * @param refusal empty where it was not
     */
    public record Entry(Optional<Permit> permit, Optional<Refusal> refusal) {
        private static Entry of(Permit permit) {
            return new Entry(Optional.of(permit), Optional.empty());
        }

        private static Entry refused(boolean ofAll, String what, Duration wait) {
            return new Entry(Optional.empty(), Optional.of(new Refusal(ofAll, what, wait)));
        }
    }

    /** A throttle by the machine's clock that counts time. */
    public Throttle(Limits limits) {
        this(limits, TimeMeter.SYSTEM_NANOTIME);
    }

    Throttle(Limits limits, TimeMeter meter) {
        this.limits = limits;
        this.meter = meter;
        this.all = new Account(limits.all(), meter);
    }

    private @Nullable Account account(@Nullable Caller caller) {
        return caller == null
                ? null
                : accounts.computeIfAbsent(caller.key(), key -> new Account(limits.of(caller), meter));
    }

    /**
     * Lets a request in, or not.
     *
     * @param caller null where callers are not told apart
     */
    public Entry enter(@Nullable Caller caller) {
        Account own = account(caller);
        if (own != null && !own.requestsUnderWay.tryAcquire()) {
            return Entry.refused(false, "requests of this key are under way", SECOND);
        }
        if (!all.requestsUnderWay.tryAcquire()) {
            if (own != null) {
                own.requestsUnderWay.release();
            }
            return Entry.refused(true, "requests are under way", SECOND);
        }
        var permit = new Permit(all.requestsUnderWay, own == null ? null : own.requestsUnderWay);
        Optional<Refusal> refusal = count(own, 1, 0);
        if (refusal.isPresent()) {
            permit.close();
            return new Entry(Optional.empty(), refusal);
        }
        return Entry.of(permit);
    }

    /** Lets a batch in, or not. Its lines are counted one by one, with {@link #pace}. */
    public Entry enterBatch(@Nullable Caller caller) {
        Account own = account(caller);
        if (own != null && !own.batchesUnderWay.tryAcquire()) {
            return Entry.refused(false, "batches of this key are under way", SECOND);
        }
        if (!all.batchesUnderWay.tryAcquire()) {
            if (own != null) {
                own.batchesUnderWay.release();
            }
            return Entry.refused(true, "batches are under way", SECOND);
        }
        return Entry.of(new Permit(all.batchesUnderWay, own == null ? null : own.batchesUnderWay));
    }

    /** Counts the body of a request that was let in. */
    public Optional<Refusal> weigh(@Nullable Caller caller, int bytes) {
        return count(account(caller), 0, bytes);
    }

    /**
     * Counts what a request that was let in costs beyond one, in requests; as many as a second has beside the one, at most, or it could
     * never be asked.
     */
    public Optional<Refusal> weighPosts(@Nullable Caller caller, int posts) {
        int own = caller == null ? 0 : limits.of(caller).requestsPerSecond();
        int ofAll = limits.all().requestsPerSecond();
        int most = Math.min(own == 0 ? posts : own - 1, ofAll == 0 ? posts : ofAll - 1);
        return count(account(caller), Math.min(posts, most), 0);
    }

    private Optional<Refusal> count(@Nullable Account own, int requests, int characters) {
        Optional<Refusal> refusal = own == null
                ? Optional.empty()
                : take(own.requests, requests, false, "requests a second")
                        .or(() -> take(own.characters, characters, false, "characters a second"));
        return refusal.or(() -> take(all.requests, requests, true, "requests a second"))
                .or(() -> take(all.characters, characters, true, "characters a second"));
    }

    private static Optional<Refusal> take(@Nullable Bucket bucket, int tokens, boolean ofAll, String what) {
        if (bucket == null || tokens == 0) {
            return Optional.empty();
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(tokens);
        return probe.isConsumed()
                ? Optional.empty()
                : Optional.of(new Refusal(ofAll, what, Duration.ofNanos(probe.getNanosToWaitForRefill())));
    }

    /**
     * Waits until a line of a batch fits what its caller may ask for: a batch is slowed down where a request would be refused.
     *
     * @throws InterruptedException if the thread is to stop
     */
    public void pace(@Nullable Caller caller, int bytes) throws InterruptedException {
        Account own = account(caller);
        if (own != null) {
            pace(own.requests, 1);
            pace(own.characters, bytes);
        }
        pace(all.requests, 1);
        pace(all.characters, bytes);
    }

    /** Takes nothing ahead of time, so that single requests find something in between. */
    private static void pace(@Nullable Bucket bucket, int tokens) throws InterruptedException {
        while (bucket != null && tokens > 0 && !bucket.tryConsume(Math.min(tokens, LARGEST_BODY))) {
            Thread.sleep(PACE_MILLIS);
        }
    }

    /** Requests under way, of all callers. */
    public int underWay() {
        return limits.all().concurrentRequests() - all.requestsUnderWay.availablePermits();
    }

    /** Batches under way, of all callers. */
    public int batchesUnderWay() {
        return limits.all().batches() - all.batchesUnderWay.availablePermits();
    }
}

package io.limpid.server.api;

import io.limpid.rule.Ruleset;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.LogUnavailableException;
import io.limpid.server.log.StoredDecision;
import io.limpid.server.publish.BacktestStore;
import io.limpid.server.publish.BacktestStore.Kept;
import io.limpid.server.publish.Publisher;
import io.limpid.server.publish.PublishingException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides on the posts in the log once more, as if a version were in force beside the others that are now, and adds up what would
 * come out differently.
 *
 * <p>One back-test at a time, in a thread of its own, which makes way for posts that are waiting. Safe for many threads.
 */
public final class Backtester implements AutoCloseable {
    static final String RUNNING = "running";
    static final String CANCELLED = "cancelled";
    static final String INTERRUPTED = "interrupted";
    static final String FAILED = "failed";
    static final String DONE = "done";

    private static final Logger LOGGER = LoggerFactory.getLogger(Backtester.class);

    /** After so many posts at most it is written down how far it has come. */
    private static final int BETWEEN_SAVES = 500;

    private static final long SAVE_NANOS = 1_000_000_000L;

    /** How long it makes way for posts before it goes on with one all the same. */
    private static final int MOST_WAITS = 20;

    /** How long who cancels waits until it has stopped. */
    private static final long CANCEL_MILLIS = 10_000;

    private final DecisionLog log;
    private final Publisher publisher;
    private final Replayer replayer;
    private final BacktestStore kept;
    private final BooleanSupplier busy;
    private @Nullable Thread worker;
    private String current = "";
    private volatile String cancelled = "";
    private volatile boolean closed;

    /**
     * A back-tester; what a stop of the server has cut off before waits to be resumed.
     *
     * @param busy whether posts wait to be decided on
     */
    public Backtester(
            DecisionLog log, Publisher publisher, Replayer replayer, BacktestStore kept, BooleanSupplier busy) {
        this.log = log;
        this.publisher = publisher;
        this.replayer = replayer;
        this.kept = kept;
        this.busy = busy;
        kept.in(RUNNING).forEach(job -> kept.save(with(job, INTERRUPTED, job.next(), job.report())));
    }

    private static Kept with(Kept job, String state, long next, String report) {
        return new Kept(job.id(), job.digest(), job.from(), job.to(), job.limit(), state, next, report);
    }

    /** Entries in the log. */
    long size() {
        return log.size();
    }

    /** Begins, or goes on with, a back-test; false if another one runs. */
    synchronized boolean run(Kept job) {
        if (closed || (worker != null && worker.isAlive())) {
            return false;
        }
        cancelled = "";
        current = job.id();
        kept.save(job);
        worker = new Thread(() -> work(job), "limpid-backtest");
        worker.setDaemon(true);
        worker.start();
        return true;
    }

    /** Stops one, if it runs; it can be resumed. */
    void cancel(String id) {
        Thread running;
        synchronized (this) {
            running = worker;
            if (running == null || !running.isAlive() || !id.equals(current)) {
                return;
            }
            cancelled = id;
        }
        try {
            running.join(CANCEL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Kept job) {
        long next = job.next();
        BacktestReport report = BacktestReport.read(job.report());
        try {
            Optional<Ruleset> version = publisher.find(job.digest());
            if (version.isEmpty()) {
                kept.save(with(
                        job,
                        FAILED,
                        next,
                        report.json()
                                .put("why", "the version cannot be decided by")
                                .toString()));
                return;
            }
            String state = DONE;
            int unsaved = 0;
            long saved = System.nanoTime();
            // Every post is in it that was logged before it began or went on.
            long end = log.size();
            Iterator<StoredDecision> decisions = log.decisionsAfter(
                            next - 1, instant(job.from(), Instant.MIN), instant(job.to(), Instant.MAX))
                    .iterator();
            while (decisions.hasNext()) {
                if (closed || cancelled.equals(job.id())) {
                    state = closed ? INTERRUPTED : CANCELLED;
                    break;
                }
                StoredDecision decision = decisions.next();
                if (decision.index() >= end
                        || (job.limit().isPresent()
                                && report.posts() >= job.limit().getAsLong())) {
                    break;
                }
                makeWay();
                add(report, decision, rulesets(version.get()));
                next = decision.index() + 1;
                if (++unsaved >= BETWEEN_SAVES || System.nanoTime() - saved > SAVE_NANOS) {
                    kept.save(with(job, RUNNING, next, report.json().toString()));
                    unsaved = 0;
                    saved = System.nanoTime();
                }
            }
            kept.save(with(
                    job,
                    state,
                    state.equals(DONE) ? Math.max(next, end) : next,
                    report.json().toString()));
        } catch (LogUnavailableException | PublishingException e) {
            LOGGER.warn("the back-test {} cannot go on: {}", job.id(), e.getMessage());
            kept.save(with(job, INTERRUPTED, next, report.json().toString()));
        } catch (RuntimeException e) {
            LOGGER.error("the back-test {} has failed", job.id(), e);
            kept.save(with(job, FAILED, next, report.json().toString()));
        }
    }

    private static Instant instant(OptionalLong millis, Instant otherwise) {
        return millis.isPresent() ? Instant.ofEpochMilli(millis.getAsLong()) : otherwise;
    }

    /** Those that would act, were the version in force. */
    private List<Ruleset> rulesets(Ruleset version) {
        List<Ruleset> rulesets = new ArrayList<>(publisher.active());
        rulesets.removeIf(ruleset -> ruleset.name().equals(version.name()));
        rulesets.add(version);
        return rulesets;
    }

    private void add(BacktestReport report, StoredDecision decision, List<Ruleset> rulesets) {
        Replayer.Result result = replayer.decide(decision, rulesets);
        if (result.now().isEmpty()) {
            report.addUndecided(result.verdict().id());
            return;
        }
        report.add(
                decision.decisionId(),
                new LoggedDecision(decision).text("language"),
                outcome(result.then()),
                outcome(result.now().get()));
    }

    private static BacktestReport.Outcome outcome(Replayer.Outcome outcome) {
        return new BacktestReport.Outcome(outcome.action(), outcome.actions());
    }

    private void makeWay() {
        try {
            for (int i = 0; i < MOST_WAITS && busy.getAsBoolean(); i++) {
                Thread.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            closed = true;
            running = worker;
        }
        if (running != null) {
            try {
                running.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}

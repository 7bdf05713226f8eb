package io.limpid.server.api;

import com.fasterxml.uuid.Generators;
import com.google.common.collect.Lists;
import io.limpid.decision.Provenance;
import io.limpid.rule.Ruleset;
import io.limpid.server.api.Replayer.Trial;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.LogUnavailableException;
import io.limpid.server.log.StoredDecision;
import io.limpid.server.publish.BacktestReport;
import io.limpid.server.publish.BacktestStore;
import io.limpid.server.publish.BacktestStore.Job;
import io.limpid.server.publish.BacktestStore.Kept;
import io.limpid.server.publish.RulesetCatalog;
import io.limpid.server.sqlite.StoreUnavailableException;
import io.limpid.signal.repeat.RecentPosts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
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
    static final String DONE = BacktestStore.DONE;

    private static final Logger LOGGER = LoggerFactory.getLogger(Backtester.class);

    /** After so many posts at most it is written down how far it has come. */
    private static final int BETWEEN_SAVES = 500;

    private static final long SAVE_NANOS = 1_000_000_000L;

    /** How long it makes way for posts before it goes on with one all the same. */
    private static final int MOST_WAITS = 20;

    /** How long who cancels waits until it has stopped. */
    private static final long CANCEL_MILLIS = 10_000;

    private final DecisionLog log;
    private final RulesetCatalog catalog;
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
            DecisionLog log, RulesetCatalog catalog, Replayer replayer, BacktestStore kept, BooleanSupplier busy) {
        this.log = log;
        this.catalog = catalog;
        this.replayer = replayer;
        this.kept = kept;
        this.busy = busy;
        kept.in(RUNNING).forEach(job -> kept.save(with(job, INTERRUPTED)));
    }

    private static Kept with(Kept kept, String state) {
        return new Kept(kept.job(), state, kept.next(), kept.workedMillis(), kept.report());
    }

    /** Entries in the log. */
    long size() {
        return log.size();
    }

    /**
     * Begins a back-test of a version, beside the others that act now and with the brakes that would be on.
     *
     * @return how it stands; empty if another one runs
     */
    Optional<Kept> begin(Ruleset version, OptionalLong from, OptionalLong to, OptionalLong limit, Instant now) {
        var job = new Job(
                Generators.timeBasedEpochRandomGenerator().generate().toString(),
                version.digest(),
                catalog.active().stream()
                        .filter(ruleset -> !ruleset.name().equals(version.name()))
                        .map(Ruleset::digest)
                        .toList(),
                catalog.brakesUnder(version).stream()
                        .map(brake -> new Provenance.Braked(brake.rule(), brake.to()))
                        .toList(),
                from,
                to,
                limit,
                now);
        return run(new Kept(job, RUNNING, 0, 0, new BacktestReport().json().toString()));
    }

    /** The state of one: what is kept says that it runs even where a failure kept that from being changed. */
    synchronized String state(Kept job) {
        boolean runs =
                worker != null && worker.isAlive() && current.equals(job.job().id());
        return job.state().equals(RUNNING) && !runs ? INTERRUPTED : job.state();
    }

    /** Goes on with one; empty if another one runs. */
    Optional<Kept> resume(Kept stopped) {
        return run(with(stopped, RUNNING));
    }

    private synchronized Optional<Kept> run(Kept job) {
        if (closed || (worker != null && worker.isAlive())) {
            return Optional.empty();
        }
        cancelled = "";
        current = job.job().id();
        kept.save(job);
        worker = new Thread(() -> work(job), "limpid-backtest");
        worker.setDaemon(true);
        worker.start();
        return Optional.of(job);
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

    /** The rulesets that a back-test decides by; empty where one of them cannot be decided by any more. */
    Optional<Trial> trial(Job job) {
        List<Ruleset> rulesets = new ArrayList<>();
        for (String digest : Lists.asList(job.digest(), job.beside().toArray(String[]::new))) {
            Optional<Ruleset> ruleset = catalog.find(digest);
            if (ruleset.isEmpty()) {
                return Optional.empty();
            }
            rulesets.add(ruleset.get());
        }
        return Optional.of(new Trial(rulesets, job.brakes()));
    }

    /** How far one has come that works. */
    private final class Run {
        private final Job job;
        private final BacktestReport report;
        private final long before;
        private final long begun = System.nanoTime();
        private long next;
        private long saved = begun;
        private int unsaved;

        Run(Kept kept) {
            job = kept.job();
            report = BacktestReport.read(kept.report());
            report.goOn();
            before = kept.workedMillis();
            next = kept.next();
        }

        void save(String state) {
            long worked = before + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            kept.save(new Kept(job, state, next, worked, report.json().toString()));
            unsaved = 0;
            saved = System.nanoTime();
        }

        void fail(String why) {
            report.fail(why);
            save(FAILED);
        }

        void add(StoredDecision decision, Trial trial, RecentPosts recent) {
            Replayer.Result result = replayer.decide(decision, trial, recent);
            if (result.now().isPresent()) {
                report.add(
                        decision.decisionId(),
                        new LoggedDecision(decision).text("language"),
                        outcome(result.then()),
                        outcome(result.now().get()),
                        null);
            } else {
                report.addUndecided(result.verdict().id());
            }
            next = decision.index() + 1;
            if (++unsaved >= BETWEEN_SAVES || System.nanoTime() - saved > SAVE_NANOS) {
                save(RUNNING);
            }
        }

        boolean isLongEnough() {
            return job.limit().isPresent() && report.posts() >= job.limit().getAsLong();
        }
    }

    private void work(Kept begun) {
        var run = new Run(begun);
        try {
            Optional<Trial> trial = trial(run.job);
            if (trial.isEmpty()) {
                run.fail("a version that it needs cannot be decided by any more");
                return;
            }
            run.save(decideOn(run, trial.get()));
        } catch (LogUnavailableException | StoreUnavailableException e) {
            LOGGER.warn("the back-test {} cannot go on: {}", run.job.id(), e.getMessage());
            trySave(() -> run.save(INTERRUPTED));
        } catch (RuntimeException | Error e) {
            LOGGER.error("the back-test {} has failed", run.job.id(), e);
            trySave(() -> run.fail("the server has a fault; its log says why"));
        }
    }

    private static void trySave(Runnable save) {
        try {
            save.run();
        } catch (StoreUnavailableException e) {
            LOGGER.warn("it cannot be noted how far a back-test has come: {}", e.getMessage());
        }
    }

    /** How it ended. */
    private String decideOn(Run run, Trial trial) {
        RecentPosts recent = replayer.recent(trial);
        // Every post is in it that was logged before it began or went on.
        long end = log.size();
        Iterator<StoredDecision> decisions = log.decisionsAfter(
                        run.next - 1, instant(run.job.from(), Instant.MIN), instant(run.job.to(), Instant.MAX))
                .iterator();
        while (decisions.hasNext()) {
            if (closed || cancelled.equals(run.job.id())) {
                return closed ? INTERRUPTED : CANCELLED;
            }
            StoredDecision decision = decisions.next();
            if (decision.index() >= end || run.isLongEnough()) {
                break;
            }
            makeWay();
            run.add(decision, trial, recent);
        }
        run.next = Math.max(run.next, end);
        return DONE;
    }

    private static Instant instant(OptionalLong millis, Instant otherwise) {
        return millis.isPresent() ? Instant.ofEpochMilli(millis.getAsLong()) : otherwise;
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

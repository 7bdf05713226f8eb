package io.limpid.server.log;

import io.limpid.server.proof.Hash;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes.
 *
 * <p>Each commit takes what queued during the one before, up to a bound (group commit). Callers are told on another thread, so
 * that waking them does not hold up the next commit.
 */
final class LogWriter implements AutoCloseable {
    /*
     * After any error of a commit its outcome is unknown, so nothing that was in memory counts any more: all that waits is
     * told "unavailable", both files are closed (readers too, so that SQLite itself recovers the write-ahead log), opened anew,
     * and what is in the write-ahead log is written and synced into the files. Only when the log then is at least as
     * long as what was acknowledged, ends the same way, and has taken a log_start entry, appends are taken again. Until then it
     * is tried again with growing pauses. See docs/decisions/0004.
     */
    private static final Logger LOGGER = LoggerFactory.getLogger(LogWriter.class);
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 30_000;
    private static final long CLOSE_SECONDS = 30;
    private static final long LONGEST_LINGER_NANOS = 2_000_000;

    /** When to look again whether a reader is out of the way. */
    private static final long UNTIDY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /** Opens the store, alone. */
    @FunctionalInterface
    interface Opener {
        LogStore open() throws SQLException;
    }

    private final Opener reopen;
    private final Function<Long, Pending> recoveredAt;
    private final Checkpoints checkpoints;
    private final AppendQueue queue;
    private final ExecutorService answers;
    private final Thread thread;
    private final AtomicLong commits = new AtomicLong();

    /** Null while failed, and after the end. Only the writer's own thread touches it. */
    private @Nullable LogStore store;

    private @Nullable Hash lastHash;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private long recoveredNanos = System.nanoTime();
    private volatile long size;
    private int lastBatch;
    private volatile long lastCommitNanos;
    private volatile @Nullable Throwable failure;
    private volatile CommitObserver observer = CommitObserver.NOBODY;

    LogWriter(
            LogStore started,
            Opener reopen,
            Function<Long, Pending> recoveredAt,
            Checkpoints checkpoints,
            LogSettings settings) {
        this.store = started;
        this.size = started.size();
        this.reopen = reopen;
        this.recoveredAt = recoveredAt;
        this.checkpoints = checkpoints;
        queue = new AppendQueue(settings.queueEntries(), settings.queueBytes(), settings.batchEntries());
        answers = Executors.newSingleThreadExecutor(task -> daemon(task, "limpid-log-answers"));
        thread = daemon(this::run, "limpid-log-writer");
    }

    void start() {
        thread.start();
    }

    void onCommit(CommitObserver watcher) {
        observer = watcher;
    }

    void append(Pending pending) {
        if (!queue.offer(pending)) {
            pending.future.completeExceptionally(unavailable());
        }
    }

    /** Makes the writer's thread look for what it is to keep. */
    void wake() {
        queue.wake();
    }

    Health health() {
        return new Health(queue.taking(), queue.size(), lastCommitNanos / 1000, size, commits.get());
    }

    long size() {
        return size;
    }

    private void run() {
        try {
            while (true) {
                List<Pending> batch = queue.take(lingerNanos(), untilTidiedNanos());
                if (batch.isEmpty() && queue.isOver()) {
                    break;
                }
                boolean sound = (batch.isEmpty() || commit(batch)) && tidy();
                if (!sound && !recover()) {
                    break;
                }
            }
            if (store != null) {
                if (checkpoints.due(store.head()).isPresent()) {
                    checkpoints.publish(store, answers);
                }
                checkpoints.finish(store);
                store.closeInOrder();
            }
        } catch (SQLException | RuntimeException | Error e) {
            failed(e);
        } finally {
            queue.close();
            refuse(queue.fail());
            checkpoints.refuse(unavailable());
        }
    }

    /**
     * How long to gather a batch. A commit costs much and a record in it little, so where records come in crowds the next
     * commit waits as long as the last one took, two milliseconds at most; where they come one by one nothing waits.
     */
    private long lingerNanos() {
        return lastBatch > 1 ? Math.min(lastCommitNanos, LONGEST_LINGER_NANOS) : 0;
    }

    private long untilTidiedNanos() {
        if (store == null) {
            return Long.MAX_VALUE;
        }
        long untilCheckpoint = checkpoints.due(store.head()).orElse(Long.MAX_VALUE);
        return store.isUntidy() ? Math.min(untilCheckpoint, UNTIDY_NANOS) : untilCheckpoint;
    }

    /** Does what has to be done between commits: keeps the files in order, and signs, if it is time; false if the log has failed. */
    private boolean tidy() {
        LogStore current = Objects.requireNonNull(store, "there is a store unless the log has failed");
        try {
            current.tidy();
            checkpoints.keepCosignatures(current);
            if (checkpoints.due(current.head()).filter(nanos -> nanos == 0).isPresent()) {
                checkpoints.publish(current, answers);
            }
            return true;
        } catch (SQLException | RuntimeException | Error e) {
            failed(e);
            return false;
        }
    }

    /** Commits a batch and answers it; false if the log has failed. */
    private boolean commit(List<Pending> batch) {
        LogStore current = Objects.requireNonNull(store, "there is a store unless the log has failed");
        try {
            long begun = System.nanoTime();
            current.commit(batch);
            lastCommitNanos = System.nanoTime() - begun;
            size = current.size();
            lastBatch = batch.size();
            commits.incrementAndGet();
            for (Pending pending : batch) {
                if (pending.isPlaced()) {
                    lastHash = pending.hash;
                }
            }
            observer.committed(batch.size(), lastCommitNanos);
            tell(batch);
            return true;
        } catch (SQLException | RuntimeException | Error e) {
            failed(e);
            refuse(batch);
            return false;
        }
    }

    private void tell(List<Pending> batch) {
        answers.execute(() -> {
            for (Pending pending : batch) {
                try {
                    pending.tell();
                } catch (RuntimeException | Error e) {
                    // Whatever one caller does with its answer, the others get theirs.
                    LOGGER.error("a caller could not be told", e);
                    pending.future.completeExceptionally(e);
                }
            }
        });
    }

    private void failed(Throwable cause) {
        failure = cause;
        LOGGER.error("the log cannot be written; nothing is decided until it can", cause);
        refuse(queue.fail());
        checkpoints.refuse(unavailable());
        LogStore broken = store;
        store = null;
        if (broken != null) {
            try {
                broken.close();
            } catch (SQLException e) {
                cause.addSuppressed(e);
            }
        }
    }

    /** Tries until the log can be written again; false if it was closed before. */
    private boolean recover() {
        // A log that fails again soon after it came back goes on with longer pauses, so that it cannot fill up with its
        // own starts.
        if (System.nanoTime() - recoveredNanos > TimeUnit.MILLISECONDS.toNanos(2 * LONGEST_PAUSE_MILLIS)) {
            pauseMillis = FIRST_PAUSE_MILLIS;
        }
        while (!queue.awaitClosed(pauseMillis)) {
            pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
            LogStore candidate = null;
            try {
                candidate = reopen.open();
                checkIsOurs(candidate);
                Pending start = recoveredAt.apply(candidate.size());
                candidate.start(List.of(start), checkpoints.keys().verifierKey());
                lastHash = start.hash;
                store = candidate;
                size = candidate.size();
                failure = null;
                recoveredNanos = System.nanoTime();
                queue.resume();
                LOGGER.info("the log can be written again, at {} entries", size);
                return true;
            } catch (SQLException | RuntimeException | Error e) {
                LOGGER.warn("the log still cannot be written: {}", e.toString());
                failure = e;
                if (candidate != null) {
                    try {
                        candidate.close();
                    } catch (SQLException suppressed) {
                        e.addSuppressed(suppressed);
                    }
                }
            }
        }
        return false;
    }

    private void checkIsOurs(LogStore candidate) throws SQLException {
        if (candidate.size() < size) {
            throw new LogRefusedException("the log on disk has " + candidate.size() + " entries, but " + size
                    + " were acknowledged; find out who changed the files, and restore them");
        }
        checkpoints.resume(candidate);
        if (lastHash != null && !Objects.equals(candidate.hashAt(size - 1), lastHash)) {
            throw new LogRefusedException(
                    "entry " + (size - 1)
                            + " of the log on disk is not the one acknowledged; find out who changed the files, and restore them");
        }
    }

    private void refuse(List<Pending> pendings) {
        if (pendings.isEmpty()) {
            return;
        }
        var unavailable = unavailable();
        Runnable task = () -> pendings.forEach(pending -> pending.future.completeExceptionally(unavailable));
        try {
            answers.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    private LogUnavailableException unavailable() {
        Throwable cause = failure;
        return new LogUnavailableException(
                cause == null ? "the log is closed" : "the log cannot be written: " + cause.getMessage(), cause);
    }

    /** Takes no more, commits what waits, closes the files, and returns when all callers have been told. */
    @Override
    public void close() {
        queue.close();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        try {
            checkpoints.close();
        } catch (SQLException e) {
            LOGGER.warn("the guard could not be closed", e);
        }
        answers.shutdown();
        try {
            if (!answers.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.warn("a caller did not take its answer within {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable task, String name) {
        var thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}

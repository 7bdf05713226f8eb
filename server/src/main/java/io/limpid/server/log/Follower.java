package io.limpid.server.log;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Somebody who takes checkpoints on a thread of his own: he may be slow, or fail, and keeps nobody waiting. What he is too slow
 * for he never sees; the newest he gets in the end.
 */
final class Follower implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Follower.class);
    private static final long STOP_MILLIS = 5_000;

    private final Consumer<SignedCheckpoint> target;
    private final long pauseNanos;
    private final Supplier<Duration> again;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable SignedCheckpoint newest;
    private boolean fresh;
    private boolean closed;

    /**
     * A follower whose thread runs.
     *
     * @param pause from one checkpoint to the next
     * @param again after how long the newest is handed out once more if no other has come; asked each time
     */
    Follower(String name, Duration pause, Supplier<Duration> again, Consumer<SignedCheckpoint> target) {
        this.target = target;
        pauseNanos = pause.toNanos();
        this.again = again;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes note of a newer checkpoint. */
    void offer(SignedCheckpoint checkpoint) {
        lock.lock();
        try {
            newest = checkpoint;
            fresh = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            SignedCheckpoint next = next();
            while (next != null) {
                try {
                    target.accept(next);
                } catch (RuntimeException e) {
                    LOGGER.warn("a checkpoint could not be handed on; the next one is tried", e);
                }
                pause();
                next = next();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Error e) {
            LOGGER.error("checkpoints are handed on no more", e);
            throw e;
        }
    }

    /** Waits for one that is new, or time to repeat; null at the end. */
    private @Nullable SignedCheckpoint next() throws InterruptedException {
        lock.lock();
        try {
            long left = again.get().toNanos();
            while (!fresh && !closed && (left > 0 || newest == null)) {
                left = changed.awaitNanos(Math.max(left, TimeUnit.SECONDS.toNanos(1)));
            }
            boolean over = closed && !fresh;
            fresh = false;
            return over ? null : newest;
        } finally {
            lock.unlock();
        }
    }

    private void pause() throws InterruptedException {
        lock.lock();
        try {
            long left = pauseNanos;
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Hands out the newest if it has not been yet, and then no more; returns at once. */
    void stop() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Stops, and waits for the end; breaks off what takes longer than some seconds. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(STOP_MILLIS);
            thread.interrupt();
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
    }
}

package io.limpid.server.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What waits for its commit, within bounds.
 *
 * <p>One lock holds contents and state together, so that no record can slip in between "the log failed" and the end of the queue
 * and then wait for ever.
 */
final class AppendQueue {
    private enum State {
        TAKING,
        FAILED,
        CLOSED
    }

    private final int maxEntries;
    private final long maxBytes;
    private final int batchEntries;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Pending> waiting = new ArrayDeque<>();
    private long bytes;
    private State state = State.TAKING;
    private boolean woken;

    /**
     * An empty queue.
     *
     * @param batchEntries how many are taken at once
     */
    AppendQueue(int maxEntries, long maxBytes, int batchEntries) {
        this.maxEntries = maxEntries;
        this.maxBytes = maxBytes;
        this.batchEntries = batchEntries;
    }

    /**
     * Adds a record, or returns false where the log is failed or closed.
     *
     * @throws LogOverloadedException if the queue is full; a record bigger than the whole queue passes while it is empty
     */
    boolean offer(Pending pending) {
        lock.lock();
        try {
            if (state != State.TAKING) {
                return false;
            }
            if (waiting.size() >= maxEntries || (bytes + pending.bytes() > maxBytes && !waiting.isEmpty())) {
                throw new LogOverloadedException(waiting.size() + " records wait for their commit already");
            }
            waiting.add(pending);
            bytes += pending.bytes();
            if (waiting.size() == 1 || waiting.size() == batchEntries) {
                changed.signalAll();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for records and takes a batch of them; empty when none came in time, or {@link #wake} was called, or the queue is over.
     *
     * @param lingerNanos how long to wait for a full batch once there is a record
     * @param idleNanos how long to wait for a record
     */
    List<Pending> take(long lingerNanos, long idleNanos) {
        lock.lock();
        try {
            awaitWhile(() -> waiting.isEmpty() && state != State.CLOSED && !woken, idleNanos);
            woken = false;
            if (waiting.isEmpty()) {
                return List.of();
            }
            awaitWhile(() -> waiting.size() < batchEntries && state == State.TAKING, lingerNanos);
            var batch = new ArrayList<Pending>(Math.min(batchEntries, waiting.size()));
            while (batch.size() < batchEntries && !waiting.isEmpty()) {
                Pending pending = waiting.remove();
                bytes -= pending.bytes();
                batch.add(pending);
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /** Lets whoever waits for records look after other things. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it is closed and nothing is left in it. */
    boolean isOver() {
        lock.lock();
        try {
            return state == State.CLOSED && waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses from now on, and hands back what waited. */
    List<Pending> fail() {
        lock.lock();
        try {
            if (state == State.TAKING) {
                state = State.FAILED;
            }
            var left = List.copyOf(waiting);
            waiting.clear();
            bytes = 0;
            return left;
        } finally {
            lock.unlock();
        }
    }

    /** Takes records again after a failure. */
    void resume() {
        lock.lock();
        try {
            if (state == State.FAILED) {
                state = State.TAKING;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Refuses from now on; what waits is still to be taken. */
    void close() {
        lock.lock();
        try {
            state = State.CLOSED;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits up to {@code millis} for {@link #close}; whether it came. */
    boolean awaitClosed(long millis) {
        lock.lock();
        try {
            awaitWhile(() -> state != State.CLOSED, TimeUnit.MILLISECONDS.toNanos(millis));
            return state == State.CLOSED;
        } finally {
            lock.unlock();
        }
    }

    /** Waits at most that long; only {@link #close} ends the writer's thread, so an interrupt is only handed on. */
    private void awaitWhile(BooleanSupplier holds, long nanos) {
        long left = nanos;
        boolean interrupted = false;
        while (left > 0 && holds.getAsBoolean()) {
            try {
                left = changed.awaitNanos(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    boolean taking() {
        lock.lock();
        try {
            return state == State.TAKING;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return waiting.size();
        } finally {
            lock.unlock();
        }
    }
}

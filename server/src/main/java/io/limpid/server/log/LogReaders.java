package io.limpid.server.log;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A few readers for many threads, all of which can be sent away while the files are opened anew. */
final class LogReaders implements AutoCloseable {
    /** How long to wait for a reader that others use, in seconds. */
    private static final long WAIT_SECONDS = 10;

    /** What is asked of a reader. */
    @FunctionalInterface
    interface Look<T> {
        T at(LogReader reader) throws SQLException;
    }

    /** What needs the files alone. */
    @FunctionalInterface
    interface Alone<T> {
        T run() throws SQLException;
    }

    private final LogFolder folder;
    private final ContentKey key;
    private final Semaphore permits;
    private final ArrayDeque<LogReader> idle = new ArrayDeque<>();
    private final ReentrantReadWriteLock files = new ReentrantReadWriteLock();
    private boolean closed;

    LogReaders(LogFolder folder, ContentKey key, int count) {
        this.folder = folder;
        this.key = key;
        permits = new Semaphore(count);
    }

    <T> T read(Look<T> look) {
        try {
            if (!permits.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                throw new LogUnavailableException("too many readers of the log", null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LogUnavailableException("interrupted before the log was read", e);
        }
        files.readLock().lock();
        try {
            return readWith(borrow(), look);
        } catch (SQLException | StoredHashes.UnreadableException e) {
            throw new LogUnavailableException("the log cannot be read: " + e.getMessage(), e);
        } finally {
            files.readLock().unlock();
            permits.release();
        }
    }

    private <T> T readWith(LogReader reader, Look<T> look) throws SQLException {
        boolean sound = false;
        try {
            T result = look.at(reader);
            sound = true;
            return result;
        } catch (BadCursorException e) {
            sound = true; // The caller's mistake; the connection is as good as before.
            throw e;
        } finally {
            if (sound) {
                giveBack(reader);
            } else {
                reader.close();
            }
        }
    }

    private LogReader borrow() throws SQLException {
        synchronized (idle) {
            if (closed) {
                throw new LogUnavailableException("the log is closed", null);
            }
            LogReader reader = idle.poll();
            if (reader != null) {
                return reader;
            }
        }
        return new LogReader(folder.log(), folder.content(), key);
    }

    private void giveBack(LogReader reader) {
        synchronized (idle) {
            idle.push(reader);
        }
    }

    /** Runs something while no connection of a reader is open. */
    <T> T withoutReaders(Alone<T> alone) throws SQLException {
        files.writeLock().lock();
        try {
            closeIdle();
            return alone.run();
        } finally {
            files.writeLock().unlock();
        }
    }

    private void closeIdle() throws SQLException {
        synchronized (idle) {
            while (!idle.isEmpty()) {
                idle.pop().close();
            }
        }
    }

    @Override
    public void close() {
        files.writeLock().lock();
        try {
            synchronized (idle) {
                closed = true;
            }
            closeIdle();
        } catch (SQLException e) {
            throw new LogUnavailableException("cannot close the log's readers", e);
        } finally {
            files.writeLock().unlock();
        }
    }
}

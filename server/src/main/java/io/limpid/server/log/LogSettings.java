package io.limpid.server.log;

import java.time.Duration;
import java.util.ArrayList;

/**
 * How the log is to work.
 *
 * @param queueEntries records that may wait for their commit; one more is refused
 * @param queueBytes bytes that may wait for their commit, leaves and content together
 * @param batchEntries records that one commit takes at most
 * @param readers connections for reading, at most
 * @param idempotencyKept how long an idempotency key is remembered
 */
public record LogSettings(int queueEntries, long queueBytes, int batchEntries, int readers, Duration idempotencyKept) {
    static final int MAX_BATCH_ENTRIES = 10_000;

    public LogSettings {
        var problems = new ArrayList<String>();
        if (queueEntries < 1) {
            problems.add("queueEntries is at least 1");
        }
        if (queueBytes < 1) {
            problems.add("queueBytes is at least 1");
        }
        if (batchEntries < 1 || batchEntries > MAX_BATCH_ENTRIES) {
            problems.add("batchEntries is 1 to " + MAX_BATCH_ENTRIES);
        }
        if (readers < 1 || readers > 64) {
            problems.add("readers is 1 to 64");
        }
        if (idempotencyKept.isNegative()) {
            problems.add("idempotencyKept is not negative");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** 4096 records or 64 MiB waiting, 256 records a commit, 4 readers, keys remembered for 24 hours. */
    public static LogSettings defaults() {
        return new LogSettings(4096, 64L << 20, 256, 4, Duration.ofHours(24));
    }
}

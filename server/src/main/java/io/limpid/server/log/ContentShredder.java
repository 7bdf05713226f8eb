package io.limpid.server.log;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases content that has been kept as long as it should be: at the start and once a day, what is not under legal hold.
 *
 * <p>Each entry names up to {@value #AT_ONCE} decisions. Safe for many threads.
 */
public final class ContentShredder implements AutoCloseable {
    /** So that an entry of their ids stays within the length of a leaf. */
    private static final int AT_ONCE = 1000;

    private static final long STOP_SECONDS = 10;
    private static final Logger LOGGER = LoggerFactory.getLogger(ContentShredder.class);

    private final DecisionLog log;
    private final Retention retention;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(ContentShredder::thread);

    /**
     * A shredder that has not begun.
     *
     * @param retention how long what is kept
     */
    public ContentShredder(DecisionLog log, Retention retention, Clock clock) {
        this.log = log;
        this.retention = retention;
        this.clock = clock;
    }

    private static Thread thread(Runnable task) {
        var thread = new Thread(task, "limpid-content-shredder");
        thread.setDaemon(true);
        return thread;
    }

    /** Erases what is due now, and again each day. */
    public void start() {
        if (!retention.days().isEmpty()) {
            var unused = timer.scheduleWithFixedDelay(this::shredOrSay, 0, 1, TimeUnit.DAYS);
        }
    }

    private void shredOrSay() {
        try {
            long erased = shred();
            if (erased > 0) {
                LOGGER.info("erased the content of {} decisions whose time to be kept is over", erased);
            }
        } catch (LogUnavailableException | LogOverloadedException | CompletionException e) {
            LOGGER.warn(
                    "content whose time is over could not be erased; it is tried again in a day: {}", e.getMessage());
        }
    }

    /** Erases what is due now, and says how much that was. */
    long shred() {
        Instant now = clock.instant();
        return retention.classes().stream()
                .mapToLong(kept -> shred(kept, now.minus(kept.time())))
                .sum();
    }

    private long shred(Retention.Kept kept, Instant before) {
        long erased = 0;
        DueContent due = log.due(kept, before, DueContent.BEGINNING, AT_ONCE);
        while (!due.decisionIds().isEmpty() && !Thread.currentThread().isInterrupted()) {
            try {
                log.append(Entry.ofErasure(due.decisionIds(), "retention", "limpid"))
                        .join();
                erased += due.decisionIds().size();
                due = log.due(kept, before, due.end(), AT_ONCE);
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof ContentHeldException)) {
                    throw e;
                }
                // A hold came in between; asked again, those that are held are left out.
                due = log.due(kept, before, due.begin(), AT_ONCE);
            }
        }
        return erased;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        try {
            if (!timer.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.warn("erasing content did not end in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

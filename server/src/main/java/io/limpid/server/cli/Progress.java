package io.limpid.server.cli;

import java.time.Duration;
import java.util.Locale;

/** Tells a watching person how far a long command is, on one line that renews itself. For one thread. */
final class Progress {
    private static final long EVERY_NANOS = Duration.ofMillis(200).toNanos();
    private static final int COLUMNS = 20;

    private final Console console;
    private final String noun;
    private final long total;
    private final long startNanos = System.nanoTime();
    private long lastNanos = startNanos;
    private boolean shown;

    /**
     * @param noun what is counted, such as {@code post}
     * @param total what {@code done} will reach; 0 when nobody knows
     */
    Progress(Console console, String noun, long total) {
        this.console = console;
        this.noun = noun;
        this.total = total;
    }

    /** So many things are counted, and so much of the total is done. */
    void update(long count, long done) {
        long now = System.nanoTime();
        if (!console.watched() || now - lastNanos < EVERY_NANOS) {
            return;
        }
        lastNanos = now;
        shown = true;
        console.err().print("\r\u001B[K" + bar(done) + Count.of(count, noun) + ", " + rate(count));
        console.err().flush();
    }

    private String bar(long done) {
        if (total == 0) {
            return "";
        }
        int full = (int) Math.min(COLUMNS, COLUMNS * done / total);
        return "[" + "#".repeat(full) + ".".repeat(COLUMNS - full) + "] ";
    }

    /** Takes the line away, so that what follows stands where it stood. */
    void clear() {
        if (shown) {
            console.err().print("\r\u001B[K");
            console.err().flush();
        }
    }

    /** Such as {@code 8,200/s}. */
    String rate(long count) {
        return String.format(Locale.ROOT, "%,d/s", Math.round(count / Math.max(seconds(), 0.001)));
    }

    /** Since this was made. */
    double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}

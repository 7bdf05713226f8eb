package io.limpid.server.publish;

import java.util.Arrays;

/**
 * How many things happened within the last so many seconds, to within a sixtieth of them. Safe for many threads. Time that runs
 * backwards counts as the latest seen.
 */
final class SlidingCount {
    private static final int SLOTS = 60;

    private final long slotMillis;
    private final long[] counts = new long[SLOTS];
    private long latest = Long.MIN_VALUE;

    SlidingCount(int windowSeconds) {
        slotMillis = Math.max(1, windowSeconds * 1_000L / SLOTS);
    }

    /** Counts one thing more. */
    synchronized long add(long millis) {
        move(millis);
        counts[(int) Math.floorMod(latest, (long) SLOTS)]++;
        return sum();
    }

    /** How many there are now. */
    synchronized long at(long millis) {
        move(millis);
        return sum();
    }

    private void move(long millis) {
        long slot = Math.floorDiv(millis, slotMillis);
        if (latest == Long.MIN_VALUE || slot - latest >= SLOTS) {
            Arrays.fill(counts, 0);
            latest = slot;
        }
        while (latest < slot) {
            latest++;
            counts[(int) Math.floorMod(latest, (long) SLOTS)] = 0;
        }
    }

    private long sum() {
        return Arrays.stream(counts).sum();
    }
}

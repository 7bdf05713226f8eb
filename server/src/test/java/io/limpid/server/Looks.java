package io.limpid.server;

import java.util.function.Predicate;
import java.util.function.Supplier;

/** Looks again and again until something is as it should be. */
final class Looks {
    private Looks() {}

    /** What was seen at last; fails where so many looks do not see it. */
    static <T> T until(Predicate<T> good, int times, int pauseMillis, Supplier<T> look) {
        T seen = look.get();
        for (int i = 1; i < times && !good.test(seen); i++) {
            pause(pauseMillis);
            seen = look.get();
        }
        if (!good.test(seen)) {
            throw new AssertionError("after " + times + " looks it still is " + seen);
        }
        return seen;
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}

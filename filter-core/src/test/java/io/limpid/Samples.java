package io.limpid;

import java.util.Random;
import java.util.function.Consumer;

/** Runs a property on many seeded samples; a failure names its seed, and {@code -Dsamples.seed=N} repeats just that one. */
public final class Samples {
    private Samples() {}

    public static void check(int count, Consumer<Random> property) {
        Long only = Long.getLong("samples.seed");
        if (only != null) {
            property.accept(new Random(only));
            return;
        }
        for (long seed = 0; seed < count; seed++) {
            try {
                property.accept(new Random(seed));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("fails for -Dsamples.seed=" + seed, failure);
            }
        }
    }
}

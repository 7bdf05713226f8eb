package io.limpid;

import io.limpid.decision.LayerTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Adds up how long each layer takes on one post. A layer that asks another is not charged for it. Not thread-safe. */
final class LayerClock {
    private final LongSupplier nanos;
    private final Map<String, Long> elapsed = new LinkedHashMap<>();
    private long inner;

    LayerClock(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Nanoseconds of no meaning but by their differences. */
    long nanos() {
        return nanos.getAsLong();
    }

    <T> T time(String layer, Supplier<T> work) {
        long outer = inner;
        inner = 0;
        long start = nanos.getAsLong();
        try {
            return work.get();
        } finally {
            long whole = nanos.getAsLong() - start;
            elapsed.merge(layer, whole - inner, Long::sum);
            inner = outer + whole;
        }
    }

    List<LayerTime> times() {
        return elapsed.entrySet().stream()
                .map(entry -> new LayerTime(entry.getKey(), entry.getValue() / 1_000))
                .toList();
    }
}

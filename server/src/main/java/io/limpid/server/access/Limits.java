package io.limpid.server.access;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much the service takes on.
 *
 * @param connections at a time
 * @param connectionsPerAddress of them from one address; loopback and proxies are not counted
 * @param requestSeconds that a request may take, batches and exports aside
 * @param batchLines of one batch that are decided and not yet answered
 * @param all of all callers together
 * @param perKey of each key
 * @param platforms of the keys of a platform instead, by its name
 */
public record Limits(
        int connections,
        int connectionsPerAddress,
        int requestSeconds,
        int batchLines,
        Allowance all,
        Allowance perKey,
        Map<String, Allowance> platforms) {
    /** What holds where nothing else is said. */
    public static final Limits USUAL = new Limits(
            4_096, 512, 60, 256, new Allowance(0, 0, 160, 64), new Allowance(1_000, 2_000_000, 128, 16), Map.of());

    public Limits {
        platforms = Collections.unmodifiableMap(new TreeMap<>(platforms));
    }

    /** What a caller's key may ask for. */
    Allowance of(Caller caller) {
        return caller.role() == Role.PLATFORM ? platforms.getOrDefault(caller.name(), perKey) : perKey;
    }
}

package io.limpid.server.web;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How often texts may be tried: so many a minute for one client, and so many for all together.
 *
 * <p>Safe for many threads. The table of clients is bounded; who falls out of it begins anew, within the limit for all.
 */
final class TryLimit {
    static final int PER_CLIENT = 20;
    static final int FOR_ALL = 240;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int MOST_CLIENTS = 10_000;

    /** Who has an IPv6 network has all addresses of it. */
    private static final int NETWORK_BYTES = 8;

    private final TimeMeter meter;
    private final Bucket all;
    private final LoadingCache<String, Bucket> clients;

    TryLimit(Clock clock) {
        this.meter = new ClockMeter(clock);
        this.all = bucket(FOR_ALL);
        this.clients = Caffeine.newBuilder()
                .maximumSize(MOST_CLIENTS)
                .expireAfterAccess(WINDOW.multipliedBy(2))
                .ticker(meter::currentTimeNanos)
                .build(client -> bucket(PER_CLIENT));
    }

    /** Counts a try; tells how long to wait where it was one too many. */
    Optional<Duration> refusal(String address) {
        Bucket own = clients.get(client(address));
        ConsumptionProbe probe = own.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            return Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
        ConsumptionProbe shared = all.tryConsumeAndReturnRemaining(1);
        if (!shared.isConsumed()) {
            own.addTokens(1);
            return Optional.of(Duration.ofNanos(shared.getNanosToWaitForRefill()));
        }
        return Optional.empty();
    }

    private Bucket bucket(int tries) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(tries).refillGreedy(tries, WINDOW))
                .withCustomTimePrecision(meter)
                .build();
    }

    private static String client(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            // An address in digits is not looked up.
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return bytes.length <= NETWORK_BYTES ? address : Arrays.toString(Arrays.copyOf(bytes, NETWORK_BYTES));
        } catch (UnknownHostException e) {
            return address;
        }
    }

    private record ClockMeter(Clock clock) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return TimeUnit.MILLISECONDS.toNanos(clock.millis());
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}

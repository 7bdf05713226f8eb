package io.limpid.server.webhook;

import io.limpid.server.log.DecisionLog;
import io.limpid.server.webhook.Delivery.State;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells platforms and the owner of a service what changes after an answer: signed messages, as the Standard Webhooks specification
 * has them, each at least once.
 *
 * <p>The log is the outbox, so that what is logged is told, whatever crashes in between. One thread follows it; each endpoint has
 * one that sends, so that none waits for another. Safe for many threads.
 */
public final class Webhooks implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Webhooks.class);
    private static final long BETWEEN_LOOKS_MILLIS = 500;
    private static final Duration BETWEEN_TIDYINGS = Duration.ofHours(1);

    private final WebhookStore store;
    private final WebhookSettings settings;
    private final DecisionLog log;
    private final Outbox outbox;
    private final Clock clock;
    private final MeterRegistry meters;
    private final List<Thread> threads = new ArrayList<>();
    private Optional<WebhookClient> client = Optional.empty();
    private Instant tidied = Instant.MIN;

    /** What a thread does again and again. */
    private interface Round {
        void run() throws InterruptedException;
    }

    /**
     * How it stands with an endpoint that is configured.
     *
     * @param lag entries of the log that it has not been told of
     */
    public record Status(Endpoint endpoint, EndpointState state, long lag) {}

    /**
     * Webhooks that are not sent yet. An endpoint that is new begins at the end of the log.
     *
     * @param settled up to which index the log says of every step how it ended
     * @param meters get {@code limpid.webhook.pending} and {@code limpid.webhook.dead}, how many messages are in these states, and
     *     {@code limpid.webhook.deliveries}
     */
    public Webhooks(
            WebhookStore store,
            WebhookSettings settings,
            DecisionLog log,
            LongSupplier settled,
            Clock clock,
            MeterRegistry meters) {
        this.store = store;
        this.settings = settings;
        this.log = log;
        this.clock = clock;
        this.meters = meters;
        this.outbox = new Outbox(store, log, settled, settings.endpoints());
        for (State state : State.values()) {
            Gauge.builder("limpid.webhook." + state.id(), store, kept -> kept.count(state))
                    .description("Messages to webhooks that are " + state.id())
                    .strongReference(true)
                    .register(meters);
        }
    }

    /** Begins to send. */
    public void start() {
        if (settings.endpoints().isEmpty()) {
            return;
        }
        var http = new WebhookClient(settings.privateAddresses(), WebhookClient.PATIENCE);
        client = Optional.of(http);
        threads.add(thread("limpid-webhooks", this::follow));
        for (Endpoint endpoint : settings.endpoints()) {
            var courier = new Courier(endpoint, store, http, clock, meters);
            threads.add(thread("limpid-webhook-" + endpoint.name(), courier::sendDue));
        }
        threads.forEach(Thread::start);
    }

    private static Thread thread(String name, Round round) {
        var thread = new Thread(() -> repeat(name, round), name);
        thread.setDaemon(true);
        return thread;
    }

    private static void repeat(String name, Round round) {
        boolean failing = false;
        while (true) {
            try {
                try {
                    round.run();
                    failing = false;
                } catch (RuntimeException e) {
                    // A full disk, say: nothing is lost, and it is said once.
                    if (!failing && !Thread.currentThread().isInterrupted()) {
                        LOGGER.warn("{} cannot go on now, and tries again", name, e);
                    }
                    failing = true;
                }
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void follow() {
        outbox.follow();
        Instant now = clock.instant();
        if (!now.isBefore(tidied.plus(BETWEEN_TIDYINGS))) {
            int dropped = store.tidy();
            if (dropped > 0) {
                LOGGER.warn("{} webhook messages that were given up are kept no longer", dropped);
            }
            tidied = now;
        }
    }

    /** How it stands with every endpoint that is configured. */
    public List<Status> list() {
        Map<String, EndpointState> states = new LinkedHashMap<>();
        store.endpoints().forEach(state -> states.put(state.name(), state));
        List<Status> all = new ArrayList<>();
        for (Endpoint endpoint : settings.endpoints()) {
            EndpointState state = states.get(endpoint.name());
            if (state != null) {
                long next = outbox.next(endpoint.name());
                var now = new EndpointState(state.name(), next, state.pending(), state.dead(), state.failure());
                all.add(new Status(endpoint, now, Math.max(0, log.size() - next)));
            }
        }
        return all;
    }

    /** As {@link WebhookStore#deliveries}. */
    public List<Delivery> deliveries(State state, Optional<String> endpoint, long after, int limit) {
        return store.deliveries(state, endpoint, after, limit);
    }

    /** As {@link WebhookStore#replay}. */
    public Optional<Delivery> replay(String id) {
        return store.replay(id);
    }

    /** Stops in the middle of whatever is sent, which is then sent again; closes the store. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.ifPresent(WebhookClient::close);
        store.close();
    }
}

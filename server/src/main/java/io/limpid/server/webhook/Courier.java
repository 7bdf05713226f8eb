package io.limpid.server.webhook;

import io.limpid.server.webhook.WebhookClient.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what is due to one endpoint, one message after another. One thread at a time. */
final class Courier {
    private static final Logger LOGGER = LoggerFactory.getLogger(Courier.class);
    private static final int AT_ONCE = 64;
    private static final long FIRST_WAIT_MILLIS = 1_000;
    private static final int MOST_DOUBLINGS = 12;
    private static final Duration PATIENCE = Duration.ofDays(3);

    private final Endpoint endpoint;
    private final WebhookStore store;
    private final WebhookClient client;
    private final Clock clock;
    private final MeterRegistry meters;
    private boolean failing;

    /**
     * A courier.
     *
     * @param meters get {@code limpid.webhook.deliveries}, how often a message was taken, failed or was given up
     */
    Courier(Endpoint endpoint, WebhookStore store, WebhookClient client, Clock clock, MeterRegistry meters) {
        this.endpoint = endpoint;
        this.store = store;
        this.client = client;
        this.clock = clock;
        this.meters = meters;
        List.of("taken", "failed", "dead").forEach(this::counter);
    }

    /** Sends what is due now, until one is not taken: the others would fare no better. */
    void sendDue() throws InterruptedException {
        boolean taken = true;
        List<Delivery> due = store.due(endpoint.name(), AT_ONCE);
        for (int i = 0; taken && i < due.size(); i++) {
            taken = send(due.get(i));
        }
    }

    private boolean send(Delivery delivery) throws InterruptedException {
        long seconds = clock.instant().getEpochSecond();
        String signatures = endpoint.secrets().stream()
                .map(secret -> secret.signature(delivery.id(), seconds, delivery.body()))
                .collect(Collectors.joining(" "));
        Outcome outcome = client.send(
                endpoint,
                Map.of(
                        "webhook-id", delivery.id(),
                        "webhook-timestamp", String.valueOf(seconds),
                        "webhook-signature", signatures),
                delivery.body());
        if (outcome.taken()) {
            counter("taken").increment();
            store.taken(delivery);
            failing = false;
        } else {
            failed(delivery, outcome);
        }
        return outcome.taken();
    }

    private void failed(Delivery delivery, Outcome outcome) {
        boolean tooLong = !clock.instant().isBefore(delivery.madeAt().plus(PATIENCE));
        if (outcome.gone() || tooLong) {
            store.givenUp(delivery, outcome.failure());
            counter("dead").increment();
            LOGGER.error(
                    "webhook {}: {} of entry {} is given up: {}; limpid webhooks replay sends it again",
                    endpoint.name(),
                    delivery.type(),
                    delivery.logIndex(),
                    outcome.failure());
            return;
        }
        store.again(delivery, pause(delivery), outcome.failure());
        counter("failed").increment();
        if (!failing) {
            LOGGER.warn(
                    "webhook {}: {} of entry {} was not taken, and is sent again: {}",
                    endpoint.name(),
                    delivery.type(),
                    delivery.logIndex(),
                    outcome.failure());
        }
        failing = true;
    }

    /** Twice as long each time, an hour or so at most, and not the same for messages that failed together. */
    private static Duration pause(Delivery delivery) {
        long base = FIRST_WAIT_MILLIS << Math.min(delivery.attempts(), MOST_DOUBLINGS);
        return Duration.ofMillis(base + base * Math.floorMod(delivery.id().hashCode(), 256) / 1_024);
    }

    private Counter counter(String outcome) {
        return Counter.builder("limpid.webhook.deliveries")
                .description("Messages to webhooks: taken, failed and to be sent again, or given up")
                .tag("outcome", outcome)
                .register(meters);
    }
}

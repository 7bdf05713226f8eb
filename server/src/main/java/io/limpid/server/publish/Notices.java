package io.limpid.server.publish;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.limpid.server.log.IoErrors;
import io.limpid.server.sqlite.SqliteFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the owner of a service what happened by itself: signed messages to one address, as the Standard Webhooks specification has
 * them, each at least once.
 *
 * <p>A notice is written down together with what it tells of, and sent by a thread of its own until the receiver takes it, for three
 * days at most. Safe for many threads.
 */
public final class Notices implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Notices.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long BETWEEN_LOOKS_MILLIS = 500;
    private static final long FIRST_WAIT_MILLIS = 1_000;
    private static final int MOST_DOUBLINGS = 12;
    private static final long GIVEN_UP_MILLIS = Duration.ofDays(3).toMillis();

    private final SqliteFile file;
    private final Optional<Target> target;
    private final Clock clock;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final Thread sender = new Thread(this::send, "limpid-notices");
    private volatile boolean closed;

    /**
     * Where notices go.
     *
     * @param address http or https
     */
    public record Target(URI address, WebhookSecret secret) {
        public Target {
            String scheme = String.valueOf(address.getScheme());
            if (!scheme.matches("https?") || address.getHost() == null) {
                throw new PublishingException(
                        address + " is no address such as https://example.org/hooks/limpid", null);
            }
        }
    }

    private record Notice(String id, String body, long madeAt, int attempts) {}

    /**
     * Notices kept in a store.
     *
     * @param target where they go; without one none is kept
     */
    public Notices(RulesetStore store, Optional<Target> target, Clock clock) {
        this.file = store.file();
        this.target = target;
        this.clock = clock;
        sender.setDaemon(true);
    }

    /** Begins to send. */
    public void start() {
        if (target.isPresent()) {
            sender.start();
        }
    }

    /**
     * Keeps a notice; inside the transaction of what it tells of.
     *
     * @param type such as {@code rule.braked}
     */
    void add(String type, Instant at, Map<String, Object> data) {
        if (target.isEmpty()) {
            return;
        }
        Map<String, Object> body = new TreeMap<>();
        body.put("type", type);
        body.put("timestamp", at.toString());
        body.put("data", new TreeMap<>(data));
        try {
            file.update(
                    "INSERT INTO notice (id, body, made_at, attempts, next_at) VALUES (?, ?, ?, 0, 0)",
                    "msg_" + UUID.randomUUID().toString().replace("-", ""),
                    JSON.writeValueAsString(body),
                    at.toEpochMilli());
        } catch (IOException e) {
            throw new AssertionError("a map of plain values is JSON", e);
        }
    }

    private void send() {
        while (!closed) {
            try {
                sendDue();
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void sendDue() throws InterruptedException {
        try {
            for (Notice notice : due()) {
                settle(notice, deliver(notice, target.orElseThrow()));
            }
        } catch (RuntimeException e) {
            LOGGER.warn("notices cannot be sent now: {}", e.getMessage());
        }
    }

    private List<Notice> due() {
        return file.all(
                "SELECT id, body, made_at, attempts FROM notice WHERE next_at <= ? ORDER BY made_at LIMIT 16",
                row -> new Notice(row.getString(1), row.getString(2), row.getLong(3), row.getInt(4)),
                clock.millis());
    }

    /** Why it was not taken; empty if it was. */
    private Optional<String> deliver(Notice notice, Target to) throws InterruptedException {
        long seconds = clock.instant().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(to.address())
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .header("webhook-id", notice.id())
                .header("webhook-timestamp", String.valueOf(seconds))
                .header("webhook-signature", to.secret().signature(notice.id(), seconds, notice.body()))
                .POST(BodyPublishers.ofString(notice.body()))
                .build();
        // The client's own timeout ends with the headers, and a receiver can be slow with the rest.
        CompletableFuture<HttpResponse<Void>> sending = http.sendAsync(request, BodyHandlers.discarding());
        try {
            int status = sending.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).statusCode();
            return status / 100 == 2 ? Optional.empty() : Optional.of("it answered " + status);
        } catch (TimeoutException e) {
            sending.cancel(true);
            return Optional.of("it did not answer within " + PATIENCE.toSeconds() + " seconds");
        } catch (ExecutionException e) {
            return Optional.of(e.getCause() instanceof IOException why ? IoErrors.why(why) : "it cannot be reached");
        }
    }

    private void settle(Notice notice, Optional<String> failure) {
        if (failure.isEmpty()) {
            file.update("DELETE FROM notice WHERE id = ?", notice.id());
            return;
        }
        if (clock.millis() - notice.madeAt() > GIVEN_UP_MILLIS) {
            LOGGER.error("notice {} is given up, it was not taken for three days: {}", notice.id(), failure.get());
            file.update("DELETE FROM notice WHERE id = ?", notice.id());
            return;
        }
        if (notice.attempts() == 0) {
            LOGGER.warn("notice {} was not taken, and is sent again: {}", notice.id(), failure.get());
        }
        long wait = FIRST_WAIT_MILLIS << Math.min(notice.attempts(), MOST_DOUBLINGS);
        file.update(
                "UPDATE notice SET attempts = attempts + 1, next_at = ? WHERE id = ?",
                clock.millis() + wait,
                notice.id());
    }

    @Override
    public void close() {
        closed = true;
        sender.interrupt();
        try {
            sender.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

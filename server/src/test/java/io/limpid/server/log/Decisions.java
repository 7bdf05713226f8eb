package io.limpid.server.log;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Entries as the service would append them. */
final class Decisions {
    static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final String TEXT = "Add me on telegram: bestdeals 加我微信 now";
    static final String AUTHOR = "author-u-4711";

    private Decisions() {}

    static Entry decision(String id) {
        return decision(id, NOW, "hold", List.of("spam.contact-funnel"), "en", AUTHOR);
    }

    static Entry decision(String id, Instant time, String action, List<String> rules, String language, String author) {
        var lookup = new Lookup(
                id, time, action, rules, rules.isEmpty() ? List.of() : List.of("spam"), language, author, "shop");
        var content = new Content(
                id,
                Map.of("text", TEXT, "author", author, "evidence", List.of(Map.of("quote", "Add me on", "start", 0))),
                ("{\"decision_id\":\"" + id + "\",\"quote\":\"" + TEXT + "\"}").getBytes(StandardCharsets.UTF_8));
        return Entry.ofDecision(Map.of("action", action, "rules", rules), content, lookup, null);
    }

    static Entry keyed(String id, String key, String body) {
        return keyed(decision(id), key, body);
    }

    static Entry keyed(Entry entry, String key, String body) {
        return new Entry(
                entry.type(),
                entry.leaf(),
                entry.content(),
                entry.lookup(),
                new Idempotency(key, Position.sha256().digest(body.getBytes(StandardCharsets.UTF_8))),
                null);
    }

    /** The result, or the reason why there is none. */
    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}

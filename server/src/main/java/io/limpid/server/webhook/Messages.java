package io.limpid.server.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.hash.Hashing;
import io.limpid.server.log.CanonicalJson;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Leaf;
import io.limpid.server.webhook.WebhookStore.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Turns entries of the log into what endpoints are told. Safe for many threads. */
final class Messages {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int ID_LENGTH = 32;

    private final DecisionLog log;
    private final List<Endpoint> endpoints;

    Messages(DecisionLog log, List<Endpoint> endpoints) {
        this.log = log;
        this.endpoints = List.copyOf(endpoints);
    }

    /** Whether an entry could be of a type; most are not, and need not be read. An entry has no white space between members. */
    static boolean mayBe(String type, Leaf leaf) {
        return new String(leaf.bytes(), StandardCharsets.ISO_8859_1).contains("\"type\":\"" + type + "\"");
    }

    /** What an entry tells, to each that is to hear it. */
    List<Message> of(Leaf leaf) {
        if (EventType.entries().stream().noneMatch(type -> mayBe(type, leaf))) {
            return List.of();
        }
        Map<String, Object> entry = CanonicalJson.decode(leaf.bytes());
        return EventType.of(entry).map(type -> of(type, leaf, entry)).orElse(List.of());
    }

    private List<Message> of(EventType type, Leaf leaf, Map<String, Object> entry) {
        List<Message> messages = new ArrayList<>();
        Map<String, Object> data = type.data(entry);
        data.put("log_index", leaf.position().index());
        data.put("leaf_hash", leaf.position().leafHash());
        Map<String, Optional<String>> platforms = new HashMap<>();
        for (Endpoint endpoint : endpoints) {
            Map<String, Object> told = endpoint.platform().isEmpty()
                    ? data
                    : narrowed(
                            data,
                            id -> platforms.computeIfAbsent(id, log::platformOf).equals(endpoint.platform()));
            if (told != null && endpoint.events().contains(type)) {
                messages.add(new Message(
                        id(endpoint, leaf),
                        endpoint.name(),
                        type.id(),
                        leaf.position().index(),
                        body(type, entry, told)));
            }
        }
        return messages;
    }

    /** What is left for whoever may hear of some decisions only; null where it is about others alone. */
    private static @Nullable Map<String, Object> narrowed(Map<String, Object> data, Predicate<String> mayHear) {
        if (data.get("decision_id") instanceof String id) {
            return mayHear.test(id) ? data : null;
        }
        if (!(data.get("decision_ids") instanceof List<?> all)) {
            return data;
        }
        List<String> own = all.stream().map(String::valueOf).filter(mayHear).toList();
        Map<String, Object> narrowed = new TreeMap<>(data);
        narrowed.put("decision_ids", own);
        return own.isEmpty() ? null : narrowed;
    }

    /** The same whenever it is made, so that a receiver can tell a double, and another for what a log that was put back says. */
    private static String id(Endpoint endpoint, Leaf leaf) {
        String of = endpoint.name() + "\n" + leaf.position().index() + "\n"
                + leaf.position().leafHash();
        return "msg_"
                + Hashing.sha256()
                        .hashString(of, StandardCharsets.UTF_8)
                        .toString()
                        .substring(0, ID_LENGTH);
    }

    private static String body(EventType type, Map<String, Object> entry, Map<String, Object> data) {
        Map<String, Object> body = new TreeMap<>();
        body.put("type", type.id());
        body.put("timestamp", entry.get("time"));
        body.put("data", data);
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a map of plain values is JSON", e);
        }
    }
}

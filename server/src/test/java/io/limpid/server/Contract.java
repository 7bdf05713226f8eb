package io.limpid.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.limpid.server.openapi.ApiDocument;
import io.limpid.server.openapi.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Holds answers against what the document promises. Safe for many threads. */
final class Contract {
    /** Why a request is refused that is not HTTP as it should be, or asks for what is not there; the same for all operations. */
    private static final Set<Integer> OF_HTTP = Set.of(400, 404, 405, 408, 414, 417, 431, 501, 505);

    private final ApiDocument document = ApiDocument.published();
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaRegistryConfig(
                    SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));
    private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();

    /** An answer as it came. */
    @SuppressWarnings("ArrayRecordComponent") // Looked at once; nothing compares two of them.
    record Seen(int status, String type, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** What is wrong with a value. */
    List<String> faults(JsonNode schema, JsonNode value) {
        return compiled(schema).validate(value).stream().map(Error::toString).toList();
    }

    /** A schema that finds what it refers to, wherever in the document it stands. */
    private Schema compiled(JsonNode schema) {
        return schemas.computeIfAbsent(schema, one -> {
            ObjectNode whole = one.deepCopy();
            whole.set("components", Client.JSON.createObjectNode().set("schemas", document.at("/components/schemas")));
            return registry.getSchema(whole);
        });
    }

    JsonNode named(String schema) {
        JsonNode found = document.at("/components/schemas/" + schema);
        if (found.isMissingNode()) {
            throw new AssertionError("no schema " + schema);
        }
        return found;
    }

    /** What an answer has that the document does not promise. */
    List<String> faults(Operation operation, Seen seen) {
        JsonNode response = document.resolve(operation.json().path("responses").path(Integer.toString(seen.status())));
        if (response.isMissingNode()) {
            return List.of("the status " + seen.status() + " is not documented: " + seen.text());
        }
        if (Set.of(429, 503).contains(seen.status()) && !seen.headers().containsKey("retry-after")) {
            return List.of(seen.status() + " without Retry-After");
        }
        if (!seen.headers().containsKey("x-request-id")) {
            return List.of("no X-Request-Id");
        }
        String type = bare(seen.type());
        JsonNode content = response.path("content").path(type);
        if (content.isMissingNode()) {
            return List.of("the type " + seen.type() + " of " + seen.status() + " is not documented: " + seen.text());
        }
        return bodyFaults(response, content, type, seen);
    }

    private List<String> bodyFaults(JsonNode response, JsonNode content, String type, Seen seen) {
        List<String> faults = new ArrayList<>();
        if (type.endsWith("ndjson")) {
            JsonNode line = named(content.path("x-limpid-lines").asText());
            seen.text().lines().forEach(one -> faults.addAll(faults(line, json(one))));
        } else if (type.endsWith("json")) {
            JsonNode json = json(seen.text());
            faults.addAll(faults(content.path("schema"), json));
            if (type.endsWith("problem+json")) {
                faults.addAll(problemFaults(response, json, seen.status()));
            } else if (json.at("/error/code").isInt() && json.at("/error/code").intValue() != seen.status()) {
                faults.add("the error says another status than " + seen.status() + ": " + json);
            }
        }
        return faults;
    }

    private static List<String> problemFaults(JsonNode response, JsonNode json, int status) {
        Set<String> kinds = new TreeSet<>();
        response.path("x-limpid-problems").forEach(kind -> kinds.add("/problems/" + kind.asText()));
        List<String> faults = new ArrayList<>();
        if (!kinds.contains(json.path("type").asText())) {
            faults.add("the problem is none of " + kinds + ": " + json);
        }
        if (json.path("status").asInt() != status) {
            faults.add("the problem says another status than " + status + ": " + json);
        }
        return faults;
    }

    /** What is wrong with an answer to a request that may not be HTTP as it should be, or leads nowhere. */
    List<String> faultsOfRefusal(Seen seen) {
        if (!seen.headers().containsKey("x-request-id")) {
            return List.of("no X-Request-Id");
        }
        List<String> shapes = switch (bare(seen.type())) {
            case "application/problem+json" -> List.of("Problem");
            case "application/json" -> List.of("OpenAiError", "GoogleError");
            default -> List.of();
        };
        if (OF_HTTP.contains(seen.status())
                && shapes.stream()
                        .anyMatch(
                                shape -> faults(named(shape), json(seen.text())).isEmpty())) {
            return List.of();
        }
        return List.of("not how HTTP refuses: " + seen.status() + " " + seen.type() + " " + seen.text());
    }

    static String bare(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    static JsonNode json(String text) {
        try {
            return Client.JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}

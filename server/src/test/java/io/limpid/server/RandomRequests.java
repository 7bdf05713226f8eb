package io.limpid.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.limpid.server.access.Role;
import io.limpid.server.openapi.ApiDocument;
import io.limpid.server.openapi.Operation;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Makes requests from the document: valid ones, nearly valid ones, and others. For one thread. */
final class RandomRequests {
    private static final ApiDocument DOCUMENT = ApiDocument.published();
    private static final String HOLE = "~hole~";

    /** These wait for a checkpoint, run for long, or leave something behind. */
    private static final Set<String> SELDOM = Set.of(
            "exportDecisions",
            "getReceipt",
            "beginBacktest",
            "resumeBacktest",
            "getBacktestSamples",
            "publishRuleset",
            "createKey",
            "stageVersion",
            "rollBackRuleset",
            "replayDelivery",
            "getDocs",
            "getOpenApi");

    private static final List<String> TEXTS = List.of(
            "Add me on telegram: lucky_88",
            "card 4111 1111 1111 1111",
            "加微信 abc1234",
            "官方客服：加微信 abc1234",
            "a",
            " ",
            "",
            "\u0000\u0001\u001f\u007f\u0085",
            "\u202Eevil\u202C \u200B\u200D\uFEFF",
            "e\u0301\u0300\u0302\u0315".repeat(20),
            "👩‍👩‍👧‍👦🏳️‍🌈𝕏𠜎",
            "https://paypa1.com/login?x=%00",
            "\"}{][,:\\\b\f\n\r\t",
            "İıſK",
            "ﷺ".repeat(50),
            "' OR 1=1 --",
            "{{verb}} ${x} %s {0}",
            "x".repeat(300));

    private static final List<String> RAW = List.of(
            "\"\\ud800\"",
            "\"\\udc00a\"",
            "\"\\u0000\"",
            "1e400",
            "-1e400",
            "1e-400",
            "1E+2147483648",
            "1e99999999999",
            "-1E-2147483649",
            "99999999999999999999999999",
            "9".repeat(200),
            "2147483648",
            "-1",
            "-0",
            "1.0",
            "01",
            "0x10",
            "NaN",
            "tru",
            "'x'",
            "null",
            "true",
            "\"true\"",
            "{}",
            "[]",
            "[1]",
            "{\"a\":{}}",
            "[".repeat(100),
            "{\"a\":".repeat(40) + "1" + "}".repeat(40),
            "\"2026-02-30T10:00:00Z\"",
            "\"+999999999-12-31T23:59:59Z\"",
            "\"-1000000000-01-01T00:00:00Z\"",
            "\"" + "y".repeat(600) + "\"");

    private static final List<String> ODD_QUERY = List.of(
            "",
            "0",
            "-1",
            "1e3",
            "999999999999999999",
            "9223372036854775808",
            "2147483648",
            "null",
            "2026-02-30T10:00:00Z",
            "+999999999-12-31T23:59:59Z",
            "-1000000000-01-01T00:00:00Z",
            "2026-11-23T10:00:00+01:00",
            "%",
            "AAAABohhMJwEAAAAAAAAADA",
            "AAAA",
            "en-x-" + "a".repeat(300),
            "zh-\u0000",
            "*",
            "a AND b OR NEAR(",
            "\"",
            "sha256:",
            "\uD83D\uDE00",
            "z".repeat(2_000));

    /** In a path as they stand; what becomes of some of them is not for the service to say. */
    private static final List<String> ODD_PATH = List.of(
            "none",
            "%20",
            "%E2%82%AC",
            "%F0%9F%98%80",
            "%00",
            "%2F",
            "%2e%2e",
            "..",
            ".",
            "%zz",
            "%C0%AF",
            "%ED%A0%80",
            ";a=b",
            "a;b",
            "%25",
            "*",
            "a%0d%0ab",
            "",
            "/",
            "999999999999",
            "x".repeat(1_000));

    private static final List<String> HEADERS = List.of(
            "Accept: */*;q=x",
            "Accept: application/xml",
            "Accept-Language: zh-Hant;q=2, *;q=0",
            "Accept-Language: \u0000".replace('\u0000', '~') + ",".repeat(50),
            "Accept-Encoding: gzip, br",
            "X-HTTP-Method-Override: DELETE",
            "Range: bytes=0-1",
            "If-None-Match: *",
            "If-Modified-Since: yesterday",
            "Origin: https://example.org",
            "Cookie: a=\"b; c",
            "traceparent: 00-0-0-01",
            "Content-Language: tlh",
            "X-Forwarded-For: 1.2.3.4, unknown",
            "Forwarded: for=\"[::1\"",
            "TE: trailers",
            "X-Odd: \u00e9\u00ff");

    private static final List<String> BENT_HEADERS = List.of(
            "X-Long: " + "l".repeat(9_000),
            "Host: other",
            "Upgrade: websocket",
            "No colon",
            " folded: x",
            "Content-Length: x",
            "Bad Name: x",
            "Expect: the worst");

    private static final List<String> TYPES = List.of(
            "text/plain",
            "application/json; charset=utf-16",
            "application/x-ndjson",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/JSON",
            "*/*",
            "json",
            ";");

    private final Random random;
    private final KeyedService service;
    private final List<String> decisions;
    private final String message;
    private final List<Operation> operations = new ArrayList<>();

    /**
     * Requests for a service.
     *
     * @param decisions ids of some
     * @param message the id of one to a webhook that was not taken
     */
    RandomRequests(Random random, KeyedService service, List<String> decisions, String message) {
        this.random = random;
        this.service = service;
        this.decisions = List.copyOf(decisions);
        this.message = message;
        for (Operation operation : DOCUMENT.operations()) {
            int weight = SELDOM.contains(operation.id()) ? 1 : operation.id().equals("moderate") ? 20 : 6;
            for (int i = 0; i < weight; i++) {
                operations.add(operation);
            }
        }
    }

    /**
     * A request.
     *
     * @param operation that is asked for; empty where the method or the path leads to none
     * @param bent whether the request may not be HTTP as it should be, or may lead elsewhere
     * @param sound whether nothing is wrong with it
     */
    @SuppressWarnings("ArrayRecordComponent") // Sent once; nothing compares two of them.
    record Request(Optional<Operation> operation, String method, byte[] bytes, boolean bent, boolean sound) {
        @Override
        public String toString() {
            return new String(bytes, 0, Math.min(bytes.length, 4_000), StandardCharsets.UTF_8);
        }
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    Request next() {
        Operation operation = one(operations);
        boolean wild = chance(70);
        var request = new Writing(operation);
        request.path(wild);
        request.query(wild);
        request.key(wild);
        request.headers(wild);
        request.body(wild);
        if (wild && chance(6)) {
            request.method(one(List.of("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW", "get")));
        }
        return request.done(!wild && Set.of("moderate", "createModeration").contains(operation.id()));
    }

    /** A request that is being written. */
    private final class Writing {
        private final Operation asked;
        private Optional<Operation> operation;
        private String method;
        private String target = "";
        private final StringBuilder head = new StringBuilder();
        private byte[] body = {};
        private boolean bent;

        Writing(Operation asked) {
            this.asked = asked;
            this.operation = Optional.of(asked);
            this.method = asked.method();
        }

        void path(boolean wild) {
            target = asked.path();
            for (JsonNode parameter : asked.parameters()) {
                String name = parameter.path("name").asText();
                if (parameter.path("in").asText().equals("path")) {
                    boolean odd = wild && chance(20);
                    bent |= odd;
                    target = target.replace("{" + name + "}", odd ? one(ODD_PATH) : place(name, parameter));
                }
            }
            if (wild && chance(3)) {
                target += one(List.of("/", "//", "/x", "%", "#a", ";x", "/../", "\u00e9"));
                bent = true;
            }
        }

        private String place(String name, JsonNode parameter) {
            return switch (name) {
                case "id" -> id();
                case "name" -> asked.path().startsWith("/v1/lists") ? "messengers" : "spam";
                case "version" -> one(List.of("2026.11.0", "2026.12.0", "2027.1"));
                case "rule" -> one(List.of("spam.card", "spam.contact-funnel", "spam.none"));
                case "revision" -> one(List.of("1", "3", "0", "-1", "1.5", "2147483648", "x"));
                case "path" -> one(List.of("0/000.p/1", "0/000", "1/000", "entries/000.p/3", "63/x999/000", "0/0"));
                default -> parameter.path("example").asText();
            };
        }

        private String id() {
            if (asked.path().startsWith("/v1/webhooks")) {
                return message;
            }
            return asked.path().startsWith("/v1/decisions") ? one(decisions) : "none";
        }

        void query(boolean wild) {
            var query = new ArrayList<String>();
            for (JsonNode parameter : asked.parameters()) {
                if (parameter.path("in").asText().equals("query")
                        && chance(parameter.path("required").asBoolean() ? 90 : 25)
                        // Waits for a checkpoint.
                        && (!parameter.path("name").asText().equals("wait") || chance(2))) {
                    String name = parameter.path("name").asText();
                    query.add(name + "=" + encoded(wild && chance(40) ? one(ODD_QUERY) : queryValue(parameter)));
                    if (wild && chance(3)) {
                        query.add(name + "=1");
                    }
                }
            }
            if (wild && chance(8)) {
                query.add(encoded(one(TEXTS)) + one(List.of("", "=", "=1", "=a=b")));
            }
            if (wild && chance(2)) {
                query.add(one(List.of("a=%zz", "%", "limit=%E2%82", "a=%ED%A0%80", "&&=&", "q=\u00e9")));
                bent = true;
            }
            if (!query.isEmpty()) {
                target += "?" + String.join("&", query);
            }
        }

        private String queryValue(JsonNode parameter) {
            JsonNode schema = DOCUMENT.resolve(parameter.path("schema"));
            if (parameter.has("example") && chance(60)) {
                return parameter.path("example").asText();
            }
            return value(schema).asText();
        }

        private String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }

        void key(boolean wild) {
            if (wild && chance(8)) {
                head.append(one(List.of(
                        "",
                        "Authorization: Bearer\r\n",
                        "Authorization: Bearer limpid_a_b_c\r\n",
                        "Authorization: bearer " + "x".repeat(500) + "\r\n",
                        "Authorization: Basic OmE=\r\n")));
                return;
            }
            List<String> roles = asked.roles();
            Role role = roles.contains("everybody") || (wild && chance(10))
                    ? one(List.of(Role.values()))
                    : Role.parse(one(roles)).orElseThrow();
            if (asked.json().path("security").size() > 1 && chance(30)) {
                target += (target.contains("?") ? "&" : "?") + "key=" + service.token(role);
            } else if (!roles.contains("everybody") || chance(30)) {
                head.append("Authorization: Bearer ")
                        .append(service.token(role))
                        .append("\r\n");
            }
        }

        void headers(boolean wild) {
            if (asked.id().startsWith("moderate") && wild && chance(10)) {
                head.append("Idempotency-Key: ")
                        .append(one(List.of("1", "2", "3", "", "é", "k".repeat(512), "k".repeat(513), "a/b")))
                        .append("\r\n");
            }
            if (wild && chance(20)) {
                head.append(one(HEADERS)).append("\r\n");
            }
            if (wild && chance(3)) {
                head.append(one(BENT_HEADERS)).append("\r\n");
                bent = true;
            }
            if (wild && chance(3)) {
                head.append("Content-Encoding: ")
                        .append(one(List.of("gzip", "identity", "br", "x")))
                        .append("\r\n");
            }
        }

        void body(boolean wild) {
            JsonNode content = asked.json().at("/requestBody/content");
            if (content.isMissingNode()) {
                if (wild && chance(10)) {
                    body = one(TEXTS).getBytes(StandardCharsets.UTF_8);
                }
                return;
            }
            String type = content.fieldNames().next();
            JsonNode media = content.path(type);
            if (wild && chance(3)) {
                body = new byte[0];
            } else if (type.equals("application/json")) {
                body = json(media.path("schema"), wild);
            } else if (type.endsWith("ndjson")) {
                var lines = new ByteArrayOutputStream();
                for (int i = random.nextInt(6); i >= 0; i--) {
                    lines.writeBytes(json(DOCUMENT.at("/components/schemas/ModerationRequest"), wild));
                    lines.write('\n');
                }
                body = lines.toByteArray();
            } else if (type.endsWith("urlencoded")) {
                String text =
                        "text=" + encoded(one(TEXTS)) + "&language=" + encoded(one(List.of("", "en", "zh", "xx-!")));
                body = (wild && chance(30) ? text + one(List.of("%zz", "&text", "&=", "%ED%A0%80")) : text)
                        .getBytes(StandardCharsets.UTF_8);
            } else {
                body = new byte[random.nextInt(2_000)];
                random.nextBytes(body);
            }
            if (!(wild && chance(5))) {
                head.append("Content-Type: ")
                        .append(wild && chance(8) ? one(TYPES) : type)
                        .append("\r\n");
            }
        }

        void method(String other) {
            method = other;
            operation = DOCUMENT.operations().stream()
                    .filter(one -> one.method().equals(other) && one.path().equals(asked.path()))
                    .findFirst();
            bent |= operation.isEmpty();
        }

        Request done(boolean sound) {
            String start = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + head
                    + (body.length > 0 || !method.equals("GET") ? "Content-Length: " + body.length + "\r\n" : "")
                    + "\r\n";
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(start.getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(body);
            return new Request(operation, method, bytes.toByteArray(), bent, sound);
        }
    }

    private byte[] json(JsonNode schema, boolean wild) {
        JsonNode value = value(schema);
        if (DOCUMENT.resolve(schema).path("properties").has("surface")) {
            value = post(value);
        }
        String text = written(value);
        if (wild && chance(50)) {
            text = written(withHole(value)).replace("\"" + HOLE + "\"", one(RAW));
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return wild && chance(15) ? torn(bytes) : bytes;
    }

    /** A post as the words beside its schema want it: with a text, and in a language that there is. */
    private JsonNode post(JsonNode value) {
        ObjectNode post = (ObjectNode) value;
        post.remove("fields");
        post.put("text", one(TEXTS.stream().filter(text -> !text.isEmpty()).toList()));
        if (post.has("language")) {
            post.put("language", one(List.of("en", "zh-Hans", "und", "tlh")));
        }
        return post;
    }

    private static String written(JsonNode value) {
        try {
            return Client.JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** With one thing in it that is wrong, or a place where something else is put in. */
    private JsonNode withHole(JsonNode value) {
        List<ObjectNode> objects = new ArrayList<>();
        collect(value, objects);
        if (objects.isEmpty() || chance(3)) {
            return TextNode.valueOf(HOLE);
        }
        ObjectNode object = one(objects);
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty() || chance(15)) {
            return put(value, object, one(TEXTS));
        }
        if (chance(10)) {
            object.remove(one(names));
            return value;
        }
        return put(value, object, one(names));
    }

    private static JsonNode put(JsonNode value, ObjectNode object, String name) {
        object.put(name, HOLE);
        return value;
    }

    private static void collect(JsonNode value, List<ObjectNode> objects) {
        if (value instanceof ObjectNode object) {
            objects.add(object);
        }
        value.forEach(child -> collect(child, objects));
    }

    private byte[] torn(byte[] whole) {
        var torn = new ByteArrayOutputStream();
        int at = random.nextInt(whole.length + 1);
        switch (random.nextInt(5)) {
            case 0 -> torn.write(whole, 0, at);
            case 1 -> {
                torn.write(whole, 0, at);
                torn.write(random.nextInt(256));
                torn.write(whole, at, whole.length - at);
            }
            case 2 -> {
                torn.writeBytes(whole);
                torn.writeBytes(whole);
            }
            case 3 -> {
                torn.writeBytes(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
                torn.writeBytes(whole);
            }
            default -> torn.writeBytes(one(RAW).getBytes(StandardCharsets.UTF_8));
        }
        return torn.toByteArray();
    }

    /** A value that a schema takes. */
    private JsonNode value(JsonNode given) {
        JsonNode schema = DOCUMENT.resolve(given);
        if (schema.has("oneOf")) {
            return value(schema.path("oneOf")
                    .path(random.nextInt(schema.path("oneOf").size())));
        }
        if (schema.has("examples") && chance(80)) {
            return schema.path("examples")
                    .path(random.nextInt(schema.path("examples").size()));
        }
        if (schema.has("enum")) {
            return schema.path("enum").path(random.nextInt(schema.path("enum").size()));
        }
        JsonNode type = schema.path("type");
        String name = type.isArray() ? type.path(random.nextInt(type.size())).asText() : type.asText();
        var make = Client.JSON.getNodeFactory();
        return switch (name) {
            case "null" -> make.nullNode();
            case "boolean" -> make.booleanNode(random.nextBoolean());
            case "number" -> make.numberNode(schema.has("maximum") ? random.nextDouble() : random.nextGaussian() * 1e6);
            case "integer" -> {
                long least = schema.path("minimum").asLong(0);
                long most = Math.max(least, schema.path("maximum").asLong(1_000));
                yield make.numberNode(
                        chance(30) ? least : chance(30) ? most : least + random.nextLong(Math.max(1, most - least)));
            }
            case "object" -> object(schema);
            case "array" -> {
                ArrayNode array = make.arrayNode();
                for (int i = schema.path("minItems").asInt() + random.nextInt(3); i > 0; i--) {
                    array.add(value(schema.path("items")));
                }
                yield array;
            }
            default -> make.textNode(string(schema));
        };
    }

    private ObjectNode object(JsonNode schema) {
        ObjectNode object = Client.JSON.createObjectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        for (Map.Entry<String, JsonNode> member : schema.path("properties").properties()) {
            if (required.contains(member.getKey()) || chance(40)) {
                object.set(member.getKey(), value(member.getValue()));
            }
        }
        if (schema.path("additionalProperties").isObject()) {
            for (int i = random.nextInt(3); i > 0; i--) {
                String name = one(TEXTS);
                object.set(name.length() > 200 ? "x" : name, value(schema.path("additionalProperties")));
            }
        }
        return object;
    }

    private String string(JsonNode schema) {
        if (schema.path("format").asText().equals("date-time")) {
            return Instant.ofEpochMilli(1_700_000_000_000L + random.nextInt()).toString();
        }
        if (schema.has("pattern")) {
            return one(List.of("current", "fuzz", "sha256:" + "0".repeat(64), "en"));
        }
        String text = one(TEXTS);
        return text.length() > schema.path("maxLength").asInt(10_000)
                        || text.length() < schema.path("minLength").asInt()
                ? "short"
                : text;
    }
}

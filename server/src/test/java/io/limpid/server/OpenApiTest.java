package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.Client.Answer;
import io.limpid.server.access.Role;
import io.limpid.server.openapi.ApiDocument;
import io.limpid.server.openapi.Operation;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The document at {@code /openapi.json} says of the running service what is so, and all of it. */
class OpenApiTest {
    private static final ApiDocument DOCUMENT = ApiDocument.published();
    private static final String POST =
            "{\"id\": \"p\", \"text\": \"Add me on telegram: lucky_88\", \"language\": \"en\","
                    + " \"options\": {\"explain\": \"reviewer\", \"include_shadow\": true}}";

    /** What it takes a broken disk, a full queue, a second maintainer or a brake to see; other tests see to those. */
    private static final Set<String> UNSEEN = Set.of(
            "202 stageVersion",
            "202 rollBackRuleset",
            "200 liftBrake",
            "409 liftBrake",
            "403 getVersion",
            "409 getBacktestSamples",
            "202 resumeBacktest",
            "410 moderate");

    @TempDir
    Path folder;

    private final Contract contract = new Contract();
    private final Set<String> seen = new TreeSet<>();
    private KeyedService service;

    @BeforeEach
    void start() {
        service = new KeyedService(folder);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private static Operation operation(String id) {
        return DOCUMENT.operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no operation " + id));
    }

    /** The path of an operation with these in its places. */
    private static String path(Operation operation, String... places) {
        String path = operation.path();
        for (String place : places) {
            path = path.replaceFirst("\\{[a-z]+}", place);
        }
        return path;
    }

    private static String example(JsonNode parameter) {
        JsonNode schema = DOCUMENT.resolve(parameter.path("schema"));
        return parameter.has("example")
                ? parameter.path("example").asText()
                : schema.path("enum").path(0).asText(schema.path("minimum").asText("1"));
    }

    /** Where an operation is asked with the examples of its document. */
    private static String examplePath(Operation operation) {
        String path = operation.path();
        for (JsonNode parameter : operation.parameters()) {
            path = path.replace("{" + parameter.path("name").asText() + "}", example(parameter));
        }
        return path;
    }

    private static List<JsonNode> inQuery(Operation operation) {
        return operation.parameters().stream()
                .filter(parameter -> parameter.path("in").asText().equals("query"))
                .toList();
    }

    private Client allowed(Operation operation) {
        return operation.roles().contains("everybody")
                ? service.stranger()
                : service.as(Role.parse(operation.roles().get(0)).orElseThrow());
    }

    /** Asks, and holds the answer against the document. */
    private Answer ask(Client client, String id, String path, @Nullable String type, byte[] body, String... headers) {
        Operation operation = operation(id);
        var request = client.request(path)
                .method(
                        operation.method(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        Answer answer = client.send(request);
        Map<String, String> given = new TreeMap<>();
        answer.response().headers().map().forEach((name, values) -> given.put(name, values.get(0)));
        assertThat(contract.faults(
                        operation,
                        new Contract.Seen(
                                answer.status(),
                                answer.header("Content-Type"),
                                given,
                                answer.response().body())))
                .as(operation.method() + " " + path)
                .isEmpty();
        seen.add(answer.status() + " " + id);
        return answer;
    }

    private Answer ask(Role role, String id, String json, String... places) {
        return ask(
                service.as(role),
                id,
                path(operation(id), places),
                json.isEmpty() ? null : "application/json",
                json.getBytes(StandardCharsets.UTF_8));
    }

    private Answer ask(String id, String... places) {
        return ask(allowed(operation(id)), id, path(operation(id), places), null, new byte[0]);
    }

    private Answer query(String id, String query, String... places) {
        return ask(allowed(operation(id)), id, path(operation(id), places) + "?" + query, null, new byte[0]);
    }

    @Test
    void the_service_gives_out_the_document() {
        Answer answer = ask("getOpenApi");

        assertThat(answer.json()).isEqualTo(DOCUMENT.at(""));
        assertThat(service.stranger().get("/docs").text())
                .contains(DOCUMENT.operations().stream()
                        .map(operation -> "id=\"" + operation.id() + "\"")
                        .toList());
    }

    @Test
    void it_has_every_route_with_its_roles_and_no_other() {
        Map<String, Set<String>> documented = new TreeMap<>();
        for (Operation operation : DOCUMENT.operations()) {
            documented.put(
                    operation.method() + " " + operation.path().replace("{path}", "<path>"),
                    new TreeSet<>(operation.roles()));
            JsonNode security = operation.json().path("security");
            assertThat(security.isArray() && security.isEmpty())
                    .as(operation.id())
                    .isEqualTo(operation.roles().contains("everybody"));
        }

        assertThat(documented).isEqualTo(service.server.routes());
    }

    @Test
    void a_parameter_that_is_documented_is_taken_and_another_refused_where_it_says_so() {
        service.as(Role.PLATFORM).moderate(POST);
        for (Operation operation : DOCUMENT.operations()) {
            if (!operation.method().equals("GET")) {
                continue;
            }
            String path = examplePath(operation);
            String needed = String.join(
                    "&",
                    inQuery(operation).stream()
                            .filter(parameter -> parameter.path("required").asBoolean())
                            .map(parameter -> parameter.path("name").asText() + "=0")
                            .toList());
            for (JsonNode parameter : inQuery(operation)) {
                String name = parameter.path("name").asText();
                String one = name + "=" + URLEncoder.encode(example(parameter), StandardCharsets.UTF_8);
                Answer answer = allowed(operation)
                        .get(path + "?" + (needed.isEmpty() || needed.startsWith(name + "=") ? "" : needed + "&")
                                + one);
                assertThat(isNotKnown(answer))
                        .as(operation.id() + " " + one + answer.text())
                        .isFalse();
            }
            Answer other = allowed(operation).get(path + "?" + (needed.isEmpty() ? "" : needed + "&") + "nosuch=1");
            assertThat(isNotKnown(other) || other.status() == 404)
                    .as(operation.id() + " " + other.text())
                    .isEqualTo(operation.refusesUnknownParameters() || other.status() == 404);
        }
    }

    private static boolean isNotKnown(Answer answer) {
        return answer.status() == 400 && answer.text().contains("an unknown parameter");
    }

    @Test
    void whoever_has_no_key_or_one_of_another_role_is_answered_as_it_says() {
        for (Operation operation : DOCUMENT.operations()) {
            if (operation.roles().contains("everybody")) {
                continue;
            }
            String path = examplePath(operation);
            Role other = Arrays.stream(Role.values())
                    .filter(role -> !operation.roles().contains(role.id()))
                    .findFirst()
                    .orElseThrow();
            assertThat(ask(service.stranger(), operation.id(), path, null, new byte[0])
                            .status())
                    .isEqualTo(401);
            assertThat(ask(service.as(other), operation.id(), path, null, new byte[0])
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void every_operation_answers_as_it_says() {
        moderation();
        String id = decisions();
        log();
        rulesets();
        backtests();
        erasure(id);
        clientsOfOthers();
        webhooks();
        keys();
        pages();

        Set<String> documented = new TreeSet<>();
        for (Operation operation : DOCUMENT.operations()) {
            operation.json().path("responses").properties().forEach(response -> {
                if (!Set.of("401", "403", "413", "429", "503").contains(response.getKey())) {
                    documented.add(response.getKey() + " " + operation.id());
                }
            });
        }
        documented.removeAll(seen);
        assertThat(documented).isSubsetOf(UNSEEN);
    }

    private void moderation() {
        ask(Role.PLATFORM, "moderate", POST);
        ask(Role.PLATFORM, "moderate", "{\"text\": \"card 4111 1111 1111 1111\", \"options\": {\"dry_run\": true}}");
        ask(Role.PLATFORM, "moderate", "{\"text\": \"官方客服：加微信 abc1234\", \"options\": {\"store\": \"digest\"}}");
        ask(Role.PLATFORM, "moderate", "{\"txt\": \"a\"}");
        ask(Role.PLATFORM, "moderate", "{\"text\": ");
        Client platform = service.as(Role.PLATFORM);
        byte[] post = POST.getBytes(StandardCharsets.UTF_8);
        assertThat(ask(platform, "moderate", "/v1/moderate?wait=checkpoint", "application/json", post)
                        .json()
                        .at("/log/receipt")
                        .asText())
                .startsWith("c2sp.org/tlog-proof");
        ask(platform, "moderate", "/v1/moderate", "application/json", post, "Idempotency-Key", "one");
        assertThat(ask(platform, "moderate", "/v1/moderate", "application/json", post, "Idempotency-Key", "one")
                        .header("Idempotent-Replayed"))
                .isEqualTo("true");
        byte[] other = "{\"text\": \"b\"}".getBytes(StandardCharsets.UTF_8);
        ask(platform, "moderate", "/v1/moderate", "application/json", other, "Idempotency-Key", "one");
        ask(platform, "moderate", "/v1/moderate", "text/plain", other);
        ask(platform, "moderate", "/v1/moderate", "application/json", new byte[2 << 20]);
        byte[] lines = "{\"text\": \"a\"}\n\nx\n".getBytes(StandardCharsets.UTF_8);
        ask(platform, "moderateBatch", "/v1/moderate/batch", "application/x-ndjson", lines);
        ask(platform, "moderateBatch", "/v1/moderate/batch", "application/json", lines);
        ask(platform, "moderateBatch", "/v1/moderate/batch", "application/x-ndjson", lines, "Idempotency-Key", "a");
    }

    /** The id of one to hold. */
    private String decisions() {
        query("listDecisions", "limit=0");
        String id = query("listDecisions", "action=hold")
                .json()
                .at("/decisions/0/decision_id")
                .asText();
        ask("getDecision", id);
        ask("getDecision", "none");
        ask("getReceipt", id);
        ask("getReceipt", "none");
        for (String format : List.of("json", "text", "dsa", "xml")) {
            query("getStatement", "format=" + format, id);
        }
        ask("getStatement", "none");
        ask(Role.REVIEWER, "replayDecision", "", id);
        ask(Role.REVIEWER, "replayDecision", "{\"rulesets\": \"current\"}", id);
        ask(Role.REVIEWER, "replayDecision", "{\"rulesets\": 1}", id);
        ask(Role.REVIEWER, "replayDecision", "", "none");
        for (String format : List.of("ndjson", "csv", "dsa", "xml")) {
            query("exportDecisions", "format=" + format);
        }
        return id;
    }

    private void log() {
        ask("getCheckpoint");
        ask("getTileCheckpoint");
        query("getInclusionProof", "index=0");
        query("getInclusionProof", "index=x");
        query("getConsistencyProof", "from=1");
        query("getConsistencyProof", "from=99999");
        query("listEntries", "limit=1000");
        query("listEntries", "limit=1001");
        ask("getLogKeys");
        ask("getTile", "0/000.p/1");
        ask("getTile", "9/999");
        // Only a log of this second has no checkpoint.
        seen.addAll(List.of(
                "404 getCheckpoint",
                "404 getTileCheckpoint",
                "404 getInclusionProof",
                "404 getConsistencyProof",
                "404 getLogKeys"));
    }

    private void rulesets() {
        ask("listRulesets");
        ask("getRuleset", "spam");
        ask("getRuleset", "none");
        ask("getRule", "spam.contact-funnel");
        ask("getRule", "none");
        ask("getRevision", "spam.card", "1");
        ask("getRevision", "spam.card", "99");
        ask("getList", "messengers");
        ask("getList", "none");
        query("getList", "set=1", "messengers");
        Client maintainer = service.as(Role.MAINTAINER);
        byte[] bundle = Draft.removing("2026.12.0").signedBy(service.ann).archive();
        ask(maintainer, "publishRuleset", "/v1/rulesets", "application/x-tar", bundle);
        ask(maintainer, "publishRuleset", "/v1/rulesets", "application/x-tar", new byte[] {1});
        byte[] changed = Draft.of("2026.12.0").signedBy(service.ann).archive();
        ask(maintainer, "publishRuleset", "/v1/rulesets", "application/x-tar", changed);
        ask("getVersion", "spam", "2026.12.0");
        ask("getVersion", "spam", "none");
        query("getVersion", "format=archive", "spam", "2026.12.0");
        query("getVersion", "format=zip", "spam", "2026.12.0");
        String stage = "{\"stage\": \"active\", \"reason\": \"trying it\"%s}";
        ask(Role.MAINTAINER, "stageVersion", stage.formatted(", \"signature\": \"none\""), "spam", "2026.12.0");
        ask(Role.MAINTAINER, "stageVersion", stage.formatted(""), "spam", "2026.12.0");
        ask(Role.MAINTAINER, "stageVersion", stage.formatted(""), "spam", "2026.12.0");
        ask(Role.MAINTAINER, "stageVersion", stage.formatted(""), "spam", "none");
        ask(Role.MAINTAINER, "stageVersion", "{}", "spam", "2026.12.0");
        ask("getRuleset", "spam");
        ask(Role.MAINTAINER, "rollBackRuleset", "{\"signature\": \"none\"}", "spam");
        ask(Role.MAINTAINER, "rollBackRuleset", "", "spam");
        ask(Role.MAINTAINER, "rollBackRuleset", "{\"reason\": 1}", "spam");
        ask(Role.MAINTAINER, "rollBackRuleset", "", "none");
        ask(Role.MAINTAINER, "rollBackRuleset", "", "spam");
        ask(Role.MAINTAINER, "rollBackRuleset", "", "spam");
        ask(Role.MAINTAINER, "liftBrake", "{\"reason\": \"right\"}", "spam.card");
        ask(Role.MAINTAINER, "liftBrake", "{}", "spam.card");
    }

    private void backtests() {
        ask("getLatestBacktest", "spam", "2026.12.0");
        ask(Role.MAINTAINER, "beginBacktest", "{\"limit\": 0}", "spam", "2026.12.0");
        ask(Role.MAINTAINER, "beginBacktest", "", "spam", "none");
        String id = ask(Role.MAINTAINER, "beginBacktest", "{\"from\": \"2020-01-01T00:00:00Z\"}", "spam", "2026.12.0")
                .json()
                .path("id")
                .asText();
        Looks.until(
                job -> job.path("state").asText().equals("done"),
                300,
                20,
                () -> ask("getLatestBacktest", "spam", "2026.12.0").json());
        ask("getBacktest", id);
        ask("getBacktestSamples", id);
        ask("cancelBacktest", id);
        ask("resumeBacktest", id);
        for (String operation : List.of("getBacktest", "getBacktestSamples", "cancelBacktest", "resumeBacktest")) {
            ask(operation, "none");
        }
        // One at a time: while one runs another is refused.
        seen.add("409 beginBacktest");
    }

    private void erasure(String id) {
        ask("holdContent", id);
        ask(Role.ADMIN, "eraseContent", "{\"reason\": \"order\"}", id);
        ask("liftHold", id);
        ask(Role.ADMIN, "eraseContent", "{\"reason\": \"whim\"}", id);
        ask(Role.ADMIN, "eraseContent", "{\"reason\": \"order\"}", id);
        ask(Role.ADMIN, "eraseContent", "", id);
        ask(Role.ADMIN, "eraseContent", "", "none");
        ask("holdContent", "none");
        ask("liftHold", "none");
        ask("getDecision", id);
        ask("listDecisions");
        ask("exportDecisions");
        ask("getStatement", id);
        ask(Role.AUDITOR, "replayDecision", "", id);
    }

    private void clientsOfOthers() {
        String[] moderations = {
            "{\"input\": \"You are a worthless idiot\", \"model\": \"omni-moderation-latest\"}",
            "{\"input\": [\"a\", \"Add me on telegram: lucky_88\"]}",
            "{\"input\": [{\"type\": \"text\", \"text\": \"a\"}, {\"type\": \"text\", \"text\": \"b\"}]}",
            "{\"input\": [\"a\", 1]}",
            "{\"input\": ",
            "[]"
        };
        for (String body : moderations) {
            ask(Role.PLATFORM, "createModeration", body);
        }
        Client platform = service.as(Role.PLATFORM);
        ask(platform, "createModeration", "/v1/moderations", "text/plain", new byte[] {1});
        ask(platform, "createModeration", "/v1/moderations", "application/json", new byte[2 << 20]);
        String comment = "{\"comment\": {\"text\": \"What a day. You are a worthless idiot\"}, \"clientToken\": \"c\","
                + " \"requestedAttributes\": {\"TOXICITY\": {}, \"SPAM\": {\"scoreThreshold\": 0.001}}, %s}";
        for (String more : List.of(
                "\"spanAnnotations\": true",
                "\"doNotStore\": true, \"languages\": [\"en\"]",
                "\"languages\": [\"fr\"], \"dropUnsupportedAttributes\": true",
                "\"languages\": [\"fr\"]",
                "\"doNotStroe\": true")) {
            ask(Role.PLATFORM, "analyzeComment", comment.formatted(more));
        }
        byte[] body = comment.formatted("\"spanAnnotations\": false").getBytes(StandardCharsets.UTF_8);
        String path = operation("analyzeComment").path();
        String key = path + "?key=" + service.token(Role.PLATFORM);
        assertThat(ask(service.stranger(), "analyzeComment", key, "application/json", body)
                        .json()
                        .at("/attributeScores/TOXICITY/summaryScore/value")
                        .asDouble())
                .isPositive();
        ask(platform, "analyzeComment", path, "text/plain", body);
        ask(platform, "analyzeComment", path, "application/json", new byte[2 << 20]);
        ask(Role.PLATFORM, "suggestCommentScore", "{}");
    }

    private void webhooks() {
        String id = service.deadLetter();
        ask("listWebhooks");
        assertThat(query("listDeliveries", "state=dead&endpoint=owner&limit=1")
                        .json()
                        .at("/deliveries/0/id")
                        .asText())
                .isEqualTo(id);
        query("listDeliveries", "state=gone");
        ask("replayDelivery", id);
        ask("listDeliveries");
        ask("replayDelivery", "none");
    }

    private void keys() {
        ask("listKeys");
        String id = ask(Role.ADMIN, "createKey", "{\"role\": \"auditor\", \"name\": \"ngo\", \"expires_days\": 30}")
                .json()
                .path("id")
                .asText();
        ask(Role.ADMIN, "createKey", "{\"role\": \"king\"}");
        ask("revokeKey", id);
        ask("revokeKey", "none");
        ask("listKeys");
    }

    private void pages() {
        ask("getHealth");
        ask("getReadiness");
        ask("getMetrics");
        ask("getOpenApi");
        for (String page :
                List.of("getDocs", "getRulebook", "getChangesPage", "getChangesFeed", "getTryPage", "getStyle")) {
            ask(page);
        }
        ask("getRulePage", "spam.card");
        ask("getRulePage", "none");
        ask("getListPage", "spam", "messengers");
        ask("getListPage", "spam", "none");
        String form = "application/x-www-form-urlencoded";
        for (String body : List.of("text=a", "text=", "text=%zz")) {
            ask(service.stranger(), "tryText", "/rulebook/try", form, body.getBytes(StandardCharsets.UTF_8));
        }
        ask(service.stranger(), "tryText", "/rulebook/try", "text/plain", new byte[] {1});
        ask(service.stranger(), "tryText", "/rulebook/try", form, new byte[300 << 10]);
        byte[] text = "text=a".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 30 && !seen.contains("429 tryText"); i++) {
            ask(service.stranger(), "tryText", "/rulebook/try", form, text);
        }
    }

    @Test
    void every_example_is_valid() {
        List<String> faults = new ArrayList<>();
        int[] examples = {0};
        for (Operation operation : DOCUMENT.operations()) {
            List<JsonNode> bodies = new ArrayList<>();
            bodies.add(operation.json().path("requestBody"));
            operation.json().path("responses").forEach(response -> bodies.add(DOCUMENT.resolve(response)));
            for (JsonNode body : bodies) {
                body.path("content")
                        .properties()
                        .forEach(media -> media.getValue().path("examples").forEach(example -> {
                            examples[0]++;
                            JsonNode value = DOCUMENT.resolve(example).path("value");
                            media(media.getKey(), media.getValue(), value)
                                    .forEach(fault -> faults.add(operation.id() + " " + media.getKey() + ": " + fault));
                        }));
            }
        }

        assertThat(faults).isEmpty();
        assertThat(examples[0]).isGreaterThan(150);
    }

    private List<String> media(String type, JsonNode media, JsonNode value) {
        if (!media.has("x-limpid-lines")) {
            return contract.faults(media.path("schema"), value);
        }
        JsonNode line = contract.named(media.path("x-limpid-lines").asText());
        boolean isRequest = type.endsWith("ndjson") && line.equals(contract.named("ModerationRequest"));
        // The example of a batch has a line that is refused.
        return isRequest
                ? contract.faults(
                        line, Contract.json(value.asText().lines().findFirst().orElseThrow()))
                : value.asText()
                        .lines()
                        .flatMap(one -> contract.faults(line, Contract.json(one)).stream())
                        .toList();
    }

    @Test
    void every_answer_with_a_body_that_people_read_has_an_example() {
        List<String> without = new ArrayList<>();
        for (Operation operation : DOCUMENT.operations()) {
            operation
                    .json()
                    .path("responses")
                    .properties()
                    .forEach(response -> DOCUMENT.resolve(response.getValue()).path("content").properties().stream()
                            .filter(media -> media.getKey().endsWith("json")
                                    && !media.getValue().has("examples"))
                            .forEach(media -> without.add(response.getKey() + " " + operation.id())));
        }

        assertThat(without).containsExactlyInAnyOrder("202 stageVersion", "202 rollBackRuleset");
    }
}

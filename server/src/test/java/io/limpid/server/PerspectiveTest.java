package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.server.Client.Answer;
import io.limpid.server.api.SampleRules;
import io.limpid.server.cli.NativeEngine;
import io.limpid.signal.classifier.ModelFolder;
import io.limpid.signal.classifier.TinyModel;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients of Perspective, by the JSON that its documentation shows. */
class PerspectiveTest {
    private static final String ANALYZE = "/v1alpha1/comments:analyze";
    private static final String ABUSE = "You are a worthless idiot and everybody hates you";

    @TempDir
    static Path folder;

    private static TwoPlatforms service;

    @BeforeAll
    static void start() throws IOException {
        service = TwoPlatforms.in(folder);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    private static ObjectNode request(String text, String... attributes) {
        ObjectNode request = Client.JSON.createObjectNode();
        request.putObject("comment").put("text", text);
        ObjectNode requested = request.putObject("requestedAttributes");
        for (String attribute : attributes) {
            requested.putObject(attribute);
        }
        return request;
    }

    private static Answer ask(Client client, String path, JsonNode request) {
        return client.post(path, "application/json", request.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Answer ask(JsonNode request) {
        return ask(service.shop(), ANALYZE, request);
    }

    @Test
    void a_request_in_the_documented_shape_with_its_key_in_the_address_is_answered_in_it() {
        ObjectNode request = request(ABUSE, "TOXICITY", "INSULT", "SPAM");
        ((ObjectNode) request.path("comment")).put("type", "PLAIN_TEXT");
        request.putObject("context").putArray("entries").addObject().put("text", "What do you think?");
        request.putArray("languages").add("en");
        request.put("clientToken", "comment-17").put("sessionId", "s").put("communityId", "c");
        request.put("spanAnnotations", false).put("doNotStore", false);

        Answer answer = ask(service.stranger(), ANALYZE + "?key=" + service.token(), request);

        JsonNode json = answer.json();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(json.path("attributeScores").fieldNames())
                .toIterable()
                .containsExactly("TOXICITY", "INSULT", "SPAM");
        JsonNode toxicity = json.at("/attributeScores/TOXICITY");
        assertThat(toxicity.at("/summaryScore/type").asText()).isEqualTo("PROBABILITY");
        assertThat(toxicity.at("/summaryScore/value").decimalValue())
                .isEqualTo(json.at("/limpid/category_scores/rights").decimalValue());
        assertThat(toxicity.at("/summaryScore/value").asDouble()).isGreaterThan(0.5);
        assertThat(toxicity.path("spanScores")).hasSize(1);
        assertThat(toxicity.at("/spanScores/0/begin").asInt()).isZero();
        assertThat(toxicity.at("/spanScores/0/end").asInt()).isEqualTo(ABUSE.length());
        assertThat(toxicity.at("/spanScores/0/score")).isEqualTo(toxicity.path("summaryScore"));
        assertThat(json.path("languages")).extracting(JsonNode::asText).containsExactly("en");
        assertThat(json.path("detectedLanguages")).extracting(JsonNode::asText).containsExactly("en");
        assertThat(json.path("clientToken").asText()).isEqualTo("comment-17");
        assertThat(json.at("/limpid/action").asText()).isNotEqualTo("allow");
    }

    @Test
    void a_score_is_there_though_the_decision_could_do_without_it() {
        String harmless = "The library opens on Sunday at nine";
        JsonNode usual =
                service.shop().moderate("{\"text\": \"" + harmless + "\"}").json();

        JsonNode json =
                ask(request(harmless, "TOXICITY", "THREAT", "IDENTITY_ATTACK")).json();

        assertThat(usual.at("/evaluation/skipped").findValuesAsText("reason")).contains("not_needed");
        assertThat(json.path("attributeScores")).hasSize(3);
        assertThat(json.path("attributeScores"))
                .allMatch(score -> score.at("/summaryScore/value").asDouble() > 0);
        assertThat(json.at("/limpid/action")).isEqualTo(usual.path("action"));
    }

    @Test
    void sentences_are_scored_each_by_itself_with_offsets_in_utf_16() {
        String first = "\uD83D\uDE00 What a lovely day in the park! ";
        ObjectNode request = request(first + ABUSE + ".", "INSULT").put("spanAnnotations", true);

        JsonNode spans = ask(request).json().at("/attributeScores/INSULT/spanScores");

        assertThat(spans).hasSize(2);
        assertThat(spans.at("/0/begin").asInt()).isZero();
        assertThat(spans.at("/0/end").asInt()).isEqualTo(first.length());
        assertThat(spans.at("/1/begin").asInt()).isEqualTo(first.length());
        assertThat(spans.at("/1/end").asInt()).isEqualTo(first.length() + ABUSE.length() + 1);
        assertThat(spans.at("/1/score/value").asDouble())
                .isGreaterThan(spans.at("/0/score/value").asDouble())
                .isEqualTo(ask(request(ABUSE + ".", "INSULT"))
                        .json()
                        .at("/attributeScores/INSULT/summaryScore/value")
                        .asDouble());
    }

    @Test
    void what_is_below_its_threshold_is_left_out() {
        ObjectNode request = request(ABUSE, "INSULT", "SPAM");
        ((ObjectNode) request.at("/requestedAttributes/INSULT")).put("scoreThreshold", 0.01);
        ((ObjectNode) request.at("/requestedAttributes/SPAM")).put("scoreThreshold", 1);

        assertThat(ask(request).json().path("attributeScores").fieldNames())
                .toIterable()
                .containsExactly("INSULT");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"comment": {"text": ""}, "requestedAttributes": {"SPAM": {}}}                                  | COMMENT_EMPTY                       | /comment/text: the comment is empty
            {"comment": {"text": "hi"}, "requestedAttributes": {}}                                          | NO_REQUESTED_ATTRIBUTES             | there are TOXICITY, IDENTITY_ATTACK, INSULT, THREAT, SPAM
            {"comment": {"text": "hi"}, "requestedAttributes": {"PROFANITY": {}}}                           | INVALID_REQUEST                     | PROFANITY has no score here
            {"comment": {"text": "hi"}, "requestedAttributes": {"SEVERE_TOXICITY": {}, "SPAM": {}}}         | INVALID_REQUEST                     | SEVERE_TOXICITY has no score here
            {"comment": {"text": "hi"}, "requestedAttributes": {"FLIRTATION": {}}}                          | INVALID_REQUEST                     | there is no attribute FLIRTATION
            {"comment": {"text": "hi"}, "requestedAttributes": {"SPAM": {"scoreType": "RAW"}}}              | INVALID_REQUEST                     | there is PROBABILITY
            {"comment": {"text": "hi"}, "requestedAttributes": {"SPAM": {"scoreThreshold": 2}}}             | INVALID_REQUEST                     | not a number from 0 to 1
            {"comment": {"text": "hi", "type": "HTML"}, "requestedAttributes": {"SPAM": {}}}                | INVALID_REQUEST                     | there is PLAIN_TEXT
            {"comment": {"text": "hi"}, "requestedAttributes": {"SPAM": {}}, "languages": ["fr"]}           | LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE | the language fr
            {"comment": {"text": "hi"}, "requestedAttributes": {"SPAM": {}}, "languages": ["en", "x_y"]}    | INVALID_REQUEST                     | /languages/1
            {"comment": {"text": "hi"}, "requestedAttributes": {"SPAM": {}}, "doNotStroe": true}            | INVALID_REQUEST                     | doNotStore
            {"comment": {"text": "La bibliothèque ouvre ses portes dimanche à neuf heures du matin"}, "requestedAttributes": {"TOXICITY": {}}} | LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE | seems to be in
            []                                                                                              | INVALID_REQUEST                     | not a JSON object
            """)
    void what_is_wrong_is_told_in_perspectives_words_and_nothing_is_decided(
            String body, String errorType, String message) throws IOException {
        List<String> before = service.logged();

        Answer answer = service.shop().post(ANALYZE, "application/json", body.getBytes(StandardCharsets.UTF_8));

        JsonNode error = assertRefused(answer, 400, "INVALID_ARGUMENT");
        assertThat(error.at("/details/0/@type").asText())
                .isEqualTo("type.googleapis.com/google.commentanalyzer.v1alpha1.Error");
        assertThat(error.at("/details/0/errorType").asText()).isEqualTo(errorType);
        assertThat(error.path("message").asText()).contains(message);
        assertThat(service.logged()).isEqualTo(before);
    }

    /** Checks the shape of a refusal. */
    private static JsonNode assertRefused(Answer answer, int status, String name) {
        JsonNode error = answer.json().path("error");
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.json().fieldNames()).toIterable().containsExactly("error");
        assertThat(error.path("code").asInt()).isEqualTo(status);
        assertThat(error.path("status").asText()).isEqualTo(name);
        assertThat(error.path("message").asText()).isNotBlank();
        return error;
    }

    @Test
    void a_comment_that_is_too_long_is_no_large_request_but_a_long_comment() {
        JsonNode error = assertRefused(ask(request("a".repeat(100_001), "SPAM")), 400, "INVALID_ARGUMENT");

        assertThat(error.at("/details/0/errorType").asText()).isEqualTo("COMMENT_TOO_LONG");
        assertRefused(ask(request("a".repeat(1 << 20), "SPAM")), 413, "INVALID_ARGUMENT");
    }

    @Test
    void attributes_that_do_not_know_the_language_are_dropped_where_that_is_asked_for() {
        ObjectNode request =
                request("La bibliothèque ouvre dimanche", "TOXICITY").put("dropUnsupportedAttributes", true);
        request.putArray("languages").add("fr");

        Answer answer = ask(request);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("attributeScores")).isEmpty();
        assertThat(answer.json().path("languages")).extracting(JsonNode::asText).containsExactly("fr");
        assertThat(answer.json().at("/limpid/language/tag").asText()).isEqualTo("fr");
    }

    @Test
    void a_key_in_an_address_is_worth_something_on_this_route_alone() {
        ObjectNode request = request("hello", "SPAM");
        Client stranger = service.stranger();
        assertRefused(ask(stranger, ANALYZE, request), 401, "UNAUTHENTICATED");
        assertRefused(ask(stranger, ANALYZE + "?key=limpid_x", request), 401, "UNAUTHENTICATED");
        assertRefused(ask(stranger, ANALYZE + "?key=" + service.auditorToken(), request), 403, "PERMISSION_DENIED");
        assertRefused(ask(service.auditor(), ANALYZE, request), 403, "PERMISSION_DENIED");
        assertThat(ask(service.shop(), ANALYZE, request).status()).isEqualTo(200);

        String key = "?key=" + service.token();
        for (String path : List.of("/v1/moderate", "/v1/moderations", "/v1alpha1/comments:suggestscore")) {
            assertThat(ask(stranger, path + key, request).status()).as(path).isEqualTo(401);
        }
        assertThat(stranger.get("/v1/decisions" + key).status()).isEqualTo(401);
    }

    @Test
    void every_refusal_below_this_path_has_googles_shape() {
        Client shop = service.shop();
        JsonNode error =
                assertRefused(ask(shop, "/v1alpha1/comments:suggestscore", request("hello", "SPAM")), 404, "NOT_FOUND");
        assertThat(error.path("message").asText()).contains("suggestions of scores are not taken");
        assertRefused(shop.get("/v1alpha1/none"), 404, "NOT_FOUND");
        assertRefused(
                shop.send(shop.request(ANALYZE).method("PUT", BodyPublishers.ofString("{}"))), 405, "UNIMPLEMENTED");
        assertRefused(shop.post(ANALYZE, "text/plain", new byte[] {'x'}), 415, "INVALID_ARGUMENT");
    }

    @Test
    void of_a_comment_that_is_not_to_be_stored_nothing_is_left() throws IOException {
        String marked = "Zanzibarquux " + ABUSE;
        JsonNode json = ask(request(marked, "TOXICITY").put("doNotStore", true)).json();
        String self = json.at("/limpid/links/self").asText();

        assertThat(json.at("/limpid/reasons").toString()).contains("idiot");
        assertThat(service.shop().get(self).text()).contains("\"action\"").doesNotContain("\"quote\"", "Zanzibarquux");
        assertThat(service.reviewer()
                        .post(self + "/replay", "application/json", "{}".getBytes(StandardCharsets.UTF_8))
                        .json()
                        .path("verdict")
                        .asText())
                .isEqualTo("input_erased");
        try (Stream<Path> files = Files.walk(service.data())) {
            List<Path> all = files.filter(Files::isRegularFile).toList();
            assertThat(all).isNotEmpty();
            for (Path file : all) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("Zanzibarquux");
            }
        }
    }

    @Test
    void each_comment_is_a_decision_in_the_log_which_its_platform_alone_can_read() throws IOException {
        List<String> before = service.logged();
        JsonNode decision = ask(request(ABUSE, "TOXICITY")).json().path("limpid");
        String self = decision.at("/links/self").asText();

        assertThat(service.logged())
                .hasSize(before.size() + 1)
                .endsWith(decision.path("decision_id").asText());
        assertThat(service.shop().get(self).json().path("action")).isEqualTo(decision.path("action"));
        assertThat(service.forum().get(self).status()).isEqualTo(404);
    }

    @Test
    void without_its_model_an_attribute_is_refused(@TempDir Path other) throws IOException {
        try (TwoPlatforms bare = TwoPlatforms.withoutModels(other)) {
            JsonNode error =
                    assertRefused(ask(bare.shop(), ANALYZE, request("hello", "TOXICITY")), 400, "INVALID_ARGUMENT");

            assertThat(error.path("message").asText())
                    .isEqualTo(
                            "/requestedAttributes/TOXICITY: this service runs without a model that has the score rights");
            assertThat(bare.logged()).isEmpty();
        }
    }

    @Test
    @SuppressWarnings("LockOnNonEnclosingClassLiteral") // Real models load too fast to be caught at it.
    void while_its_model_is_loaded_an_attribute_has_no_score_and_none_is_invented(@TempDir Path other) {
        TinyModel.write(other.resolve("models"), "spam", Map.of("prize", 90));
        SampleRules.writeTo(other.resolve("rulesets"));
        RunningServer server;
        Answer answer;
        JsonNode decisions;
        // Who loads a model waits for who else does; a server that stops waits for its models.
        synchronized (NativeEngine.class) {
            server = TestConfig.in(other)
                    .withModels(ModelFolder.readAll(other.resolve("models")), 5_000)
                    .start();
            answer = ask(new Client(server), ANALYZE, request("claim your prize", "SPAM"));
            decisions = new Client(server).get("/v1/decisions").json().path("decisions");
        }
        server.close();

        JsonNode error = assertRefused(answer, 503, "UNAVAILABLE");
        assertThat(error.path("message").asText()).contains("the model spam cannot be asked: it is still being loaded");
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(decisions).isEmpty();
    }
}

package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.moderations.Moderation;
import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.moderations.ModerationCreateResponse;
import com.openai.models.moderations.ModerationMultiModalInput;
import com.openai.models.moderations.ModerationTextInput;
import io.limpid.server.Client.Answer;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of OpenAI's moderation endpoint, OpenAI's own among them. */
class OpenAiTest {
    private static final String ABUSE = "You are a worthless idiot and everybody hates you";
    private static final String SPAM = "D0uble your bitc0in today! Send 1 BTC, get 2 BTC back";
    private static final String HARMLESS = "The library opens on Sunday at nine";
    private static final String NO_NETWORK = "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT";
    private static final List<String> CATEGORIES = List.of(
            "harassment",
            "harassment/threatening",
            "hate",
            "hate/threatening",
            "illicit",
            "illicit/violent",
            "self-harm",
            "self-harm/intent",
            "self-harm/instructions",
            "sexual",
            "sexual/minors",
            "violence",
            "violence/graphic");
    private static final List<String> NEVER_ASSESSED =
            List.of("illicit", "illicit/violent", "self-harm/intent", "sexual/minors", "violence/graphic");

    @TempDir
    static Path folder;

    private static final List<OpenAIClient> OPENED = new ArrayList<>();
    private static TwoPlatforms service;

    @BeforeAll
    static void start() throws IOException {
        service = TwoPlatforms.in(folder);
    }

    @AfterAll
    static void stop() {
        OPENED.forEach(OpenAIClient::close);
        service.close();
    }

    private static OpenAIClient openAi(String token) {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(service.url() + "/v1")
                .apiKey(token)
                .maxRetries(0)
                .build();
        OPENED.add(client);
        return client;
    }

    private static Answer ask(Client client, String body) {
        return client.post("/v1/moderations", "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    private static Answer ask(Client client, List<String> input) {
        return ask(client, Client.JSON.valueToTree(Map.of("input", input)).toString());
    }

    @Test
    void the_java_client_reads_what_comes_for_one_text_for_many_and_for_parts() {
        OpenAIClient client = openAi(service.token());
        ModerationCreateResponse one = client.moderations()
                .create(ModerationCreateParams.builder()
                        .input(ABUSE)
                        .model("omni-moderation-latest")
                        .build());
        ModerationCreateResponse many = client.moderations()
                .create(ModerationCreateParams.builder()
                        .inputOfStrings(List.of(HARMLESS, ABUSE))
                        .build());
        ModerationCreateResponse parts = client.moderations()
                .create(ModerationCreateParams.builder()
                        .inputOfModerationMultiModalArray(List.of(part(HARMLESS), part(ABUSE)))
                        .build());

        Moderation abuse = one.validate().results().get(0);
        assertThat(one.id()).startsWith("modr-");
        assertThat(one.model()).matches("limpid-[0-9a-f]{12}");
        assertThat(abuse.flagged()).isTrue();
        assertThat(abuse.categories().harassment()).isTrue();
        assertThat(abuse.categories().sexualMinors()).isFalse();
        assertThat(abuse.categoryScores().harassment()).isGreaterThan(0.5);
        assertThat(abuse.categoryAppliedInputTypes().harassment()).hasSize(1);
        assertThat(abuse._allProperties()).containsKey("limpid");
        assertThat(many.validate().results()).extracting(Moderation::flagged).containsExactly(false, true);
        assertThat(many.model()).isEqualTo(one.model());
        assertThat(parts.validate().results()).hasSize(1);
        assertThat(parts.results().get(0).categories().harassment()).isTrue();
    }

    private static ModerationMultiModalInput part(String text) {
        return ModerationMultiModalInput.ofText(
                ModerationTextInput.builder().text(text).build());
    }

    @Test
    void the_java_client_knows_refusals_by_their_kinds() {
        var params = ModerationCreateParams.builder().input(ABUSE).build();
        OpenAIClient nobody = openAi("nobody");
        OpenAIClient auditor = openAi(service.auditorToken());
        OpenAIClient shop = openAi(service.token());
        var unknown = catchThrowableOfType(
                UnauthorizedException.class, () -> nobody.moderations().create(params));
        assertThat(unknown.code()).contains("invalid_api_key");
        assertThat(unknown.type()).contains("authentication_error");

        var other = catchThrowableOfType(
                PermissionDeniedException.class, () -> auditor.moderations().create(params));
        assertThat(other).hasMessageContaining("a key of role auditor may not do this; it is for platform");

        var empty = catchThrowableOfType(
                BadRequestException.class,
                () -> shop.moderations()
                        .create(ModerationCreateParams.builder()
                                .inputOfStrings(List.of(HARMLESS, ""))
                                .build()));
        assertThat(empty.param()).contains("input[1]");
        assertThat(empty.type()).contains("invalid_request_error");
    }

    @Test
    void the_node_client_reads_answers_and_refusals() throws Exception {
        JsonNode seen = node();

        assertThat(seen.at("/one/results/0/categories/harassment").asBoolean()).isTrue();
        assertThat(seen.at("/one/results/0/limpid/action").asText()).isNotEqualTo("allow");
        assertThat(seen.at("/many/results"))
                .extracting(result -> result.path("flagged").asBoolean())
                .containsExactly(false, true, false);
        assertThat(seen.at("/parts/results")).hasSize(1);
        assertThat(seen.at("/parts/results/0/flagged").asBoolean()).isTrue();
        assertRefusal(seen.path("image"), "BadRequestError", 400, "invalid_request_error", "input[0].type");
        assertRefusal(seen.path("tooMany"), "BadRequestError", 400, "invalid_request_error", "input");
        assertRefusal(seen.path("stranger"), "AuthenticationError", 401, "authentication_error", "");
        assertThat(seen.at("/stranger/code").asText()).isEqualTo("invalid_api_key");
        assertRefusal(seen.path("auditor"), "PermissionDeniedError", 403, "permission_error", "");
    }

    private static void assertRefusal(JsonNode error, String name, int status, String type, String param) {
        assertThat(error.path("name").asText()).isEqualTo(name);
        assertThat(error.path("typed").asBoolean()).isTrue();
        assertThat(error.path("status").asInt()).isEqualTo(status);
        assertThat(error.path("type").asText()).isEqualTo(type);
        assertThat(error.path("param").asText("")).isEqualTo(param);
    }

    /** Runs the npm package of OpenAI, as its lock file pins it; skips the test where there is no node, no npm or no registry. */
    private static JsonNode node() throws Exception {
        Path home = Files.createDirectories(folder.resolve("node"));
        for (String file : List.of("package.json", "package-lock.json", "moderate.mjs")) {
            Files.copy(Path.of("src/test/node", file), home.resolve(file));
        }
        run(home, "npm", "ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund");
        return Client.JSON.readTree(run(home, "node", "moderate.mjs"));
    }

    private static String run(Path home, String... command) throws Exception {
        Path said = Files.createTempFile(folder, "said", ".txt");
        var builder = new ProcessBuilder(command).directory(home.toFile()).redirectError(said.toFile());
        builder.environment().put("LIMPID_URL", service.url());
        builder.environment().put("LIMPID_TOKEN", service.token());
        builder.environment().put("LIMPID_AUDITOR", service.auditorToken());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            assumeThat(false).as("there is no " + command[0] + " here").isTrue();
            throw e;
        }
        try {
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
            if (command[0].equals("npm")) {
                assumeThat(read(said)).as("npm reaches a registry").doesNotContainPattern(NO_NETWORK);
            }
            assertThat(process.exitValue())
                    .as(() -> command[0] + ": " + read(said))
                    .isZero();
            return out;
        } finally {
            process.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void every_category_is_there_and_those_that_nobody_looks_for_are_named() {
        JsonNode result = ask(service.shop(), List.of(ABUSE)).json().at("/results/0");

        for (String member : List.of("categories", "category_scores", "category_applied_input_types")) {
            assertThat(result.path(member).fieldNames()).toIterable().containsExactlyElementsOf(CATEGORIES);
        }
        assertThat(result.at("/limpid/not_assessed"))
                .extracting(JsonNode::asText)
                .containsExactlyElementsOf(NEVER_ASSESSED);
        for (String category : NEVER_ASSESSED) {
            assertThat(result.path("categories").path(category).asBoolean()).isFalse();
            assertThat(result.path("category_scores").path(category).decimalValue())
                    .isZero();
            assertThat(result.path("category_applied_input_types").path(category))
                    .isEmpty();
        }
    }

    @Test
    void spam_is_flagged_without_a_category_and_limpid_says_why() {
        JsonNode result = ask(service.shop(), List.of(SPAM)).json().at("/results/0");

        assertThat(result.path("flagged").asBoolean()).isTrue();
        assertThat(result.path("categories")).noneMatch(JsonNode::asBoolean);
        assertThat(result.at("/limpid/reasons/0/rule").asText()).isEqualTo("spam.crypto-doubling");
    }

    @Test
    void what_only_rules_look_for_has_a_score_that_says_whether_one_acted() {
        JsonNode results = ask(service.shop(), List.of("go kill yourself, nobody would miss you", HARMLESS))
                .json()
                .path("results");

        assertThat(results.at("/0/categories/self-harm").asBoolean()).isTrue();
        assertThat(results.at("/0/category_scores/self-harm").decimalValue()).isEqualByComparingTo("1");
        assertThat(results.at("/1/categories/self-harm").asBoolean()).isFalse();
        assertThat(results.at("/1/category_scores/self-harm").decimalValue()).isZero();
        assertThat(results.at("/1/limpid/not_assessed"))
                .extracting(JsonNode::asText)
                .doesNotContain("self-harm");
    }

    @Test
    void a_score_is_the_models_where_the_decision_could_do_without_it_too() {
        JsonNode usual =
                service.shop().moderate("{\"text\": \"" + HARMLESS + "\"}").json();
        JsonNode result = ask(service.shop(), List.of(HARMLESS)).json().at("/results/0");

        assertThat(usual.at("/evaluation/skipped").findValuesAsText("reason")).contains("not_needed");
        assertThat(result.at("/limpid/evaluation/skipped").findValuesAsText("reason"))
                .doesNotContain("not_needed");
        assertThat(result.at("/limpid/action")).isEqualTo(usual.path("action"));
        for (String category : List.of("harassment", "harassment/threatening", "hate", "violence")) {
            assertThat(result.path("category_scores").path(category).asDouble())
                    .as(category)
                    .isPositive();
        }
    }

    @Test
    void without_models_no_category_of_theirs_passes_for_assessed_unless_a_rule_found_it(@TempDir Path other)
            throws IOException {
        try (TwoPlatforms bare = TwoPlatforms.withoutModels(other)) {
            JsonNode results = ask(bare.shop(), List.of(HARMLESS, "I will kill you tomorrow, watch your back"))
                    .json()
                    .path("results");

            assertThat(results.at("/0/limpid/not_assessed"))
                    .extracting(JsonNode::asText)
                    .contains("harassment", "harassment/threatening", "hate", "violence")
                    .doesNotContain("self-harm", "sexual");
            assertThat(results.at("/1/categories")
                            .path("harassment/threatening")
                            .asBoolean())
                    .isTrue();
            assertThat(results.at("/1/limpid/not_assessed"))
                    .extracting(JsonNode::asText)
                    .doesNotContain("harassment/threatening");
        }
    }

    @Test
    void each_text_is_a_decision_in_the_log_which_its_platform_alone_can_read() throws IOException {
        List<String> before = service.logged();
        List<String> answered = new ArrayList<>();
        JsonNode results =
                ask(service.shop(), List.of(HARMLESS, ABUSE, SPAM)).json().path("results");
        for (JsonNode result : results) {
            String self = result.at("/limpid/links/self").asText();
            answered.add(result.at("/limpid/decision_id").asText());
            assertThat(service.shop().get(self).json().path("action")).isEqualTo(result.at("/limpid/action"));
            assertThat(service.forum().get(self).status()).isEqualTo(404);
        }

        List<String> after = service.logged();
        assertThat(after.subList(before.size(), after.size())).containsExactlyElementsOf(answered);
    }

    @Test
    void what_is_wrong_with_a_request_is_told_at_its_place_and_nothing_of_it_is_decided() throws IOException {
        List<String> before = service.logged();

        assertInvalid("{}", "input");
        assertInvalid("{\"input\": []}", "input");
        assertInvalid("{\"input\": 7}", "input");
        assertInvalid("{\"input\": [1, 2]}", "input");
        assertInvalid("{\"input\": [\"a\", {\"type\": \"text\", \"text\": \"b\"}]}", "input");
        assertInvalid("{\"input\": [\"a\", \"\"]}", "input[1]");
        assertInvalid("{\"input\": [\"a\", \"\\ud800\"]}", "input[1]");
        assertInvalid("{\"input\": [{\"type\": \"image_url\", \"image_url\": {\"url\": \"x\"}}]}", "input[0].type");
        assertInvalid("{\"input\": [{\"type\": \"text\", \"txt\": \"b\"}]}", "input[0].txt");
        assertInvalid("{\"input\": \"a\", \"model\": 1}", "model");
        assertInvalid("{\"input\": \"a\", \"inputs\": \"b\"}", "inputs");
        assertInvalid(
                Client.JSON
                        .valueToTree(Map.of("input", Collections.nCopies(101, "a")))
                        .toString(),
                "input");
        assertInvalid("not JSON", "");

        assertThat(service.logged()).isEqualTo(before);
        assertThat(ask(service.shop(), Collections.nCopies(100, "a")).json().path("results"))
                .hasSize(100);
    }

    private static void assertInvalid(String body, String param) {
        JsonNode error = assertRefused(ask(service.shop(), body), 400, "invalid_request_error");
        assertThat(error.path("param").asText("")).as(body).isEqualTo(param);
    }

    /** Checks the shape of a refusal. */
    private static JsonNode assertRefused(Answer answer, int status, String type) {
        JsonNode error = answer.json().path("error");
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.json().fieldNames()).toIterable().containsExactly("error");
        assertThat(error.fieldNames()).toIterable().containsExactly("message", "type", "param", "code");
        assertThat(error.path("type").asText()).isEqualTo(type);
        assertThat(error.path("message").asText()).isNotBlank();
        return error;
    }

    @Test
    void every_refusal_on_this_path_has_the_shape_that_its_clients_read() {
        Client shop = service.shop();
        assertRefused(ask(service.stranger(), "{}"), 401, "authentication_error");
        assertRefused(ask(service.auditor(), "{}"), 403, "permission_error");
        assertRefused(shop.get("/v1/moderations/none"), 404, "invalid_request_error");
        assertRefused(
                shop.send(shop.request("/v1/moderations").method("PUT", BodyPublishers.ofString("{}"))),
                405,
                "invalid_request_error");
        assertRefused(ask(shop, "{\"input\": \"" + "a".repeat(1 << 20) + "\"}"), 413, "invalid_request_error");
        assertRefused(ask(shop, "{\"input\": \"" + "a".repeat(100_001) + "\"}"), 413, "invalid_request_error");
        assertRefused(shop.post("/v1/moderations", "text/plain", new byte[] {'x'}), 415, "invalid_request_error");
    }
}

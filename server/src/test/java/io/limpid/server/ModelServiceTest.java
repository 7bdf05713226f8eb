package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.RulesetKit;
import io.limpid.server.Client.Answer;
import io.limpid.server.access.OnFailure;
import io.limpid.server.cli.NativeEngine;
import io.limpid.server.config.StartRefusedException;
import io.limpid.server.publish.RulesetStore;
import io.limpid.signal.classifier.ModelDescription;
import io.limpid.signal.classifier.ModelFile;
import io.limpid.signal.classifier.ModelFolder;
import io.limpid.signal.classifier.TinyModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with a model. */
class ModelServiceTest {
    private static final String SPAMMY = "{\"text\": \"claim your prize\"}";

    /** The rules say what they need of the model in an order that would ask it first, if order mattered. */
    private static final RulesetKit RULES = RulesetKit.named("sample")
            .list("metals", "gold")
            .rule(
                    "a",
                    "signals: {spammy: {classifier: spam, precision_at_least: 0.9}, m: {list: metals}}\n"
                            + "when: spammy && !m")
            .rule("b", "action: remove\nsignals: {m: {list: metals}}\nwhen: m")
            .rule("c", "action: label\nsignals: {n: {regex: 'winner'}}\nwhen: n");

    @TempDir
    private Path folder;

    private @Nullable RunningServer running;

    @BeforeEach
    void write() throws IOException {
        TinyModel.write(folder.resolve("models"), "spam", Map.of("prize", 90, "claim", 30));
        for (Map.Entry<String, String> file : RULES.files().entrySet()) {
            Path path = folder.resolve("rulesets/sample").resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
    }

    private RunningServer server() {
        return Objects.requireNonNull(running);
    }

    private Client start() {
        running = config().start();
        return new Client(server());
    }

    private TestConfig config() {
        return TestConfig.in(folder).withModels(ModelFolder.readAll(folder.resolve("models")), 5_000);
    }

    @Test
    void a_score_is_evidence_with_what_it_rests_on_and_is_kept() {
        Client client = start();
        server().awaitModels();

        Answer answer = client.moderate(SPAMMY);

        JsonNode json = answer.json();
        assertThat(json.path("action").asText()).isEqualTo("hold");
        assertThat(json.at("/category_scores/spam").decimalValue()).isEqualByComparingTo("0.9889");
        assertThat(json.at("/evaluation/complete").asBoolean()).isTrue();
        JsonNode evidence = json.at("/reasons/0/evidence/0");
        assertThat(evidence.path("layer").asText()).isEqualTo("classifier");
        assertThat(evidence.path("threshold").decimalValue()).isEqualByComparingTo("0.9");
        assertThat(evidence.at("/top/0/quote").asText()).isEqualTo("prize");
        assertThat(evidence.at("/top/0/start").asInt()).isEqualTo(11);
        assertThat(json.at("/provenance/models/0/digest").asText())
                .isEqualTo(evidence.path("model_digest").asText())
                .startsWith("sha256:");
        assertThat(client.get(json.at("/links/self").asText()).text()).isEqualTo(answer.text());
        JsonNode signal = client.get("/v1/rules/sample.a").json().at("/signals/spammy");
        assertThat(signal.path("threshold")).isEqualTo(evidence.path("threshold"));
        assertThat(signal.path("model_digest")).isEqualTo(evidence.path("model_digest"));
    }

    @Test
    @SuppressWarnings("LockOnNonEnclosingClassLiteral") // Real models load too fast to be caught at it.
    void until_its_models_are_loaded_a_service_answers_and_says_what_it_lacks() {
        Client client;
        // Who loads a model waits for who else does.
        synchronized (NativeEngine.class) {
            client = start();

            Answer ready = client.get("/readyz");
            assertThat(ready.status()).isEqualTo(503);
            assertThat(ready.json().at("/errors/0/pointer").asText()).isEqualTo("/models/spam");
            assertThat(ready.json().at("/errors/0/detail").asText()).isEqualTo("it is still being loaded");

            JsonNode lacking = client.moderate(SPAMMY).json();
            assertThat(lacking.path("action").asText()).isEqualTo("allow");
            assertThat(lacking.at("/evaluation/complete").asBoolean()).isFalse();
            assertThat(skipped(lacking)).contains("classifier:spam layer_unavailable it is still being loaded");

            JsonNode whole = client.moderate("{\"text\": \"gold\"}").json();
            assertThat(whole.path("action").asText()).isEqualTo("remove");
            assertThat(whole.at("/evaluation/complete").asBoolean()).isTrue();
            assertThat(skipped(whole))
                    .contains("classifier:spam not_needed nothing that it might say could change the action");
        }

        server().awaitModels();

        assertThat(client.get("/readyz").status()).isEqualTo(200);
        assertThat(client.moderate(SPAMMY).json().path("action").asText()).isEqualTo("hold");
    }

    @Test
    void a_model_that_is_gone_takes_no_statement_with_it_and_its_going_is_logged() throws Exception {
        Client client = start();
        server().awaitModels();
        JsonNode answer = client.moderate(SPAMMY).json();
        String statement = "/v1/decisions/" + answer.path("decision_id").asText() + "/statement?format=text";
        String before = client.get(statement).text();
        server().close();
        Files.move(folder.resolve("models/spam"), folder.resolve("gone"));

        client = start();

        assertThat(client.get(statement).text()).isEqualTo(before);
        assertThat(client.get("/v1/log/entries?limit=1000").json().path("entries"))
                .extracting(entry ->
                        new String(Base64.getDecoder().decode(entry.path("leaf").asText()), StandardCharsets.UTF_8))
                .filteredOn(leaf -> leaf.contains("model_deactivation"))
                .singleElement()
                .asString()
                .contains("\"name\":\"spam\"");
        server().close();
        for (Verifiers.Verdict verdict :
                List.of(Verifiers.ours(folder.resolve("data")), Verifiers.theirs(folder.resolve("data")))) {
            assertThat(verdict.code()).as(verdict.text()).isZero();
        }
    }

    @Test
    void what_was_decided_by_a_model_that_promised_more_can_still_be_read() throws Exception {
        Client client = start();
        server().awaitModels();
        String digest = client.moderate(SPAMMY)
                .json()
                .at("/provenance/rulesets/0/digest")
                .asText();
        server().close();
        Path description = folder.resolve("models/spam/model.yaml");
        Files.writeString(
                description, Files.readString(description).replace("precision_low: 0.95", "precision_low: 0.85"));
        List<ModelDescription> weaker = ModelFolder.readAll(folder.resolve("models")).stream()
                .map(ModelFile::description)
                .toList();

        try (var store = RulesetStore.openToRead(folder.resolve("data"))) {
            assertThat(store.ruleset(digest, weaker)).as("to decide by").isEmpty();
            assertThat(store.ruleset(digest, List.of())).as("to read").isPresent();
        }
    }

    private static List<String> skipped(JsonNode answer) {
        List<String> skipped = new ArrayList<>();
        answer.at("/evaluation/skipped")
                .forEach(skip -> skipped.add(
                        skip.path("what").asText() + " " + skip.path("reason").asText() + " "
                                + skip.path("detail").asText()));
        return skipped;
    }

    @Test
    void a_reviewer_is_told_every_score() {
        Client client = start();
        server().awaitModels();

        JsonNode usual = client.moderate("{\"text\": \"gold prize\"}").json();
        JsonNode forReviewer = client.moderate("{\"text\": \"gold prize\", \"options\": {\"explain\": \"reviewer\"}}")
                .json();

        assertThat(usual.path("action").asText())
                .isEqualTo(forReviewer.path("action").asText())
                .isEqualTo("remove");
        assertThat(usual.at("/category_scores/spam").asDouble()).isZero();
        assertThat(forReviewer.at("/category_scores/spam").asDouble()).isGreaterThan(0.9);
        assertThat(skipped(forReviewer)).noneMatch(skip -> skip.startsWith("classifier:spam"));
    }

    @Test
    void who_wants_every_score_gets_the_decision_that_others_get_and_it_replays_as_such() {
        Client client = start();
        server().awaitModels();
        JsonNode usual = client.moderate("{\"text\": \"gold prize claim\"}").json();
        String reviewer = "{\"text\": \"gold prize claim\", \"options\": {\"explain\": \"reviewer\"}}";
        String openAi = "{\"input\": \"gold prize claim\"}";
        String perspective = "{\"comment\": {\"text\": \"gold prize claim\"}, \"requestedAttributes\": {\"SPAM\": {}}}";

        for (JsonNode decision : List.of(
                client.moderate(reviewer).json(),
                post(client, "/v1/moderations", openAi).at("/results/0/limpid"),
                post(client, "/v1alpha1/comments:analyze", perspective).path("limpid"))) {
            assertThat(decision.at("/category_scores/spam").asDouble()).isGreaterThan(0.9);
            assertThat(decision.path("reasons").findValuesAsText("rule"))
                    .isEqualTo(usual.path("reasons").findValuesAsText("rule"))
                    .containsExactly("sample.b");
            String replay = decision.at("/links/self").asText() + "/replay";
            assertThat(post(client, replay, "{}").path("verdict").asText()).isEqualTo("same");
        }
    }

    private static JsonNode post(Client client, String path, String body) {
        return client.post(path, "application/json", body.getBytes(StandardCharsets.UTF_8))
                .json();
    }

    @Test
    void callers_at_the_same_time_get_the_scores_that_each_would_get_alone() throws Exception {
        Client client = start();
        server().awaitModels();
        List<String> texts = List.of("claim your prize", "claim", "hello", "your prize", "gold");
        List<String> alone = texts.stream().map(text -> score(client, text)).toList();
        ExecutorService pool = Executors.newFixedThreadPool(16);
        try {
            List<Future<String>> together = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                String text = texts.get(i % texts.size());
                together.add(pool.submit(() -> score(client, text)));
            }
            for (int i = 0; i < together.size(); i++) {
                assertThat(together.get(i).get()).isEqualTo(alone.get(i % texts.size()));
            }
        } finally {
            pool.shutdown();
        }
        assertThat(alone).doesNotHaveDuplicates();
    }

    private static String score(Client client, String text) {
        return client.moderate("{\"text\": \"" + text + "\"}")
                .json()
                .at("/category_scores/spam")
                .asText();
    }

    @Test
    void a_model_that_cannot_be_loaded_keeps_the_service_from_being_ready() throws IOException {
        Path weights = folder.resolve("models/spam/weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1]++;
        Files.write(weights, bytes);
        Client client = start();

        assertThatThrownBy(() -> server().awaitModels()).hasMessageContaining("its digest is sha256:");

        assertThat(client.get("/readyz").json().at("/errors/0/detail").asText()).isEqualTo("it could not be loaded");
        assertThat(skipped(client.moderate(SPAMMY).json()))
                .contains("classifier:spam layer_unavailable it could not be loaded");
    }

    @Test
    void a_platform_that_wants_every_layer_gets_no_decision_without_one() throws IOException {
        Path weights = folder.resolve("models/spam/weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1]++;
        Files.write(weights, bytes);
        running = config().withOnFailure(OnFailure.CLOSED).start();
        Client client = new Client(server());
        Looks.until(
                why -> why.equals("it could not be loaded"),
                200,
                50,
                () -> client.get("/readyz").json().at("/errors/0/detail").asText());
        long entries = entries();

        Answer answer = client.moderate(SPAMMY);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        assertThat(answer.json().path("type").asText()).isEqualTo("/problems/layer-unavailable");
        assertThat(answer.json().at("/errors/0/detail").asText()).isEqualTo("classifier:spam did not answer");
        assertThat(entries()).isEqualTo(entries);
        assertThat(client.moderate("{\"text\": \"gold\"}")
                        .json()
                        .at("/evaluation/on_failure")
                        .asText())
                .isEqualTo("closed");
    }

    private long entries() {
        return new Client(server())
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith("limpid_log_entries "))
                .map(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_rule_that_demands_more_than_the_model_promises_is_not_put_in_force() throws IOException {
        Path rule = folder.resolve("rulesets/sample/rules/a.yaml");
        Files.writeString(rule, Files.readString(rule).replace("0.9}", "0.99}"));

        assertThatThrownBy(this::start)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("sample/rules/a.yaml:")
                .hasMessageContaining("the best that it can promise is 0.9500");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void rules_in_force_are_held_against_the_models_of_the_next_start() throws IOException {
        start();
        server().close();
        Path model = folder.resolve("models/spam/model.yaml");
        Files.writeString(model, Files.readString(model).replace("precision_low: 0.95", "precision_low: 0.85"));

        assertThatThrownBy(this::start)
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("the best that it can promise is 0.8500");
    }
}

package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.limpid.rule.RulesetFiles;
import io.limpid.server.Client.Answer;
import io.limpid.server.api.SampleRules;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.Retention;
import io.limpid.server.publish.Bundle;
import io.limpid.server.publish.MaintainerKey;
import io.limpid.server.publish.Maintainers;
import io.limpid.server.publish.Notices;
import io.limpid.server.publish.StepStatement;
import io.limpid.server.publish.WebhookSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a ruleset's version from a bundle to the rules that decide, and back. */
class PublishingTest {
    private static final String SPAM =
            "{\"text\": \"Add me on telegram: lucky_88\", \"language\": \"en\", \"options\": {\"include_shadow\": true}}";

    @TempDir
    Path folder;

    private MaintainerKey ann;
    private MaintainerKey bob;
    private MaintainerKey eve;
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private @Nullable HttpServer receiver;
    private RunningServer server;
    private Client client;

    @BeforeEach
    void start() {
        SampleRules.writeTo(folder.resolve("rulesets"));
        ann = key("ann");
        bob = key("bob");
        eve = key("eve");
        startAgain();
    }

    private MaintainerKey key(String name) {
        Path file = folder.resolve(name);
        MaintainerKey.generate(file, name);
        return MaintainerKey.read(file);
    }

    /** A notice as it came. */
    private record Told(String id, String timestamp, String signature, String body) {}

    /** Where notices go; it does not take the first. */
    private Optional<Notices.Target> notices() {
        if (receiver == null) {
            try {
                receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
                Path secret = folder.resolve("secret");
                Files.writeString(secret, "whsec_" + Base64.getEncoder().encodeToString(new byte[32]));
                Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            receiver.createContext("/", exchange -> {
                var headers = exchange.getRequestHeaders();
                told.add(new Told(
                        headers.getFirst("webhook-id"),
                        headers.getFirst("webhook-timestamp"),
                        headers.getFirst("webhook-signature"),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
                exchange.sendResponseHeaders(told.size() == 1 ? 503 : 204, -1);
                exchange.close();
            });
            receiver.start();
        }
        return Optional.of(new Notices.Target(
                URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook"),
                WebhookSecret.read(folder.resolve("secret"))));
    }

    private void startAgain() {
        server = LimpidServer.start(new ServerConfig(
                "127.0.0.1",
                0,
                LogPlace.alone(folder.resolve("data")),
                folder.resolve("rulesets"),
                List.of(),
                200,
                Retention.FOR_GOOD,
                Maintainers.read(List.of(folder.resolve("ann.pub").toString(), "spam=" + folder.resolve("bob.pub"))),
                notices(),
                true));
        client = new Client(server);
    }

    @AfterEach
    void stop() {
        server.close();
        if (receiver != null) {
            receiver.stop(0);
        }
    }

    /** The sample ruleset in another version. */
    private static final class Draft {
        private final Map<String, String> files = new TreeMap<>(SampleRules.FILES);

        Draft(String version) {
            change("ruleset.yaml", "version: 2026.11.0", "version: " + version);
        }

        Draft change(String file, String before, String after) {
            String text = String.valueOf(files.get(file));
            assertThat(text).contains(before);
            files.put(file, text.replace(before, after));
            return this;
        }

        Draft asking(String governance) {
            files.put("ruleset.yaml", files.get("ruleset.yaml") + governance + "\n");
            return this;
        }

        Bundle bundle() {
            Map<String, byte[]> bytes = new TreeMap<>();
            files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
            return Bundle.pack(new RulesetFiles("", bytes, List.of(), List.of()));
        }
    }

    private static Draft removing(String version) {
        return new Draft(version).change("rules/contact-funnel.yaml", "action: hold", "action: remove");
    }

    private Answer publish(Draft draft, MaintainerKey... keys) {
        String version = String.valueOf(draft.files.get("ruleset.yaml"))
                .lines()
                .toList()
                .get(1)
                .substring("version: ".length());
        Bundle bundle = draft.bundle();
        for (MaintainerKey key : keys) {
            bundle = bundle.signedBy(key, "spam", version);
        }
        return client.post("/v1/rulesets", "application/x-tar", bundle.archive());
    }

    private Answer stage(String version, String stage) {
        return stage(version, stage, "");
    }

    private Answer stage(String version, String stage, String more) {
        String body = "{\"stage\": \"" + stage + "\", \"reason\": \"trying it\"" + more + "}";
        return client.post(
                "/v1/rulesets/spam/versions/" + version + "/stage",
                "application/json",
                body.getBytes(StandardCharsets.UTF_8));
    }

    private Answer stageSignedBy(MaintainerKey key, String version, String stage) {
        String note = statement(version, stage).signedBy(key);
        return stage(version, stage, ", \"signature\": " + Client.JSON.valueToTree(note));
    }

    private StepStatement statement(String version, String step) {
        JsonNode known = client.get("/v1/rulesets/spam/versions/" + version).json();
        return new StepStatement(
                known.path("log").path("origin").asText(),
                "spam",
                version,
                known.path("digest").asText(),
                step,
                known.path("log").path("index").asLong(),
                "trying it");
    }

    private Answer rollback() {
        return client.post("/v1/rulesets/spam/rollback", "application/json", new byte[0]);
    }

    private JsonNode decide() {
        Answer answer = client.moderate(SPAM);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private static String version(JsonNode decision) {
        JsonNode rulesets = decision.path("provenance").path("rulesets");
        assertThat(rulesets).hasSize(1);
        return rulesets.get(0).path("version").asText();
    }

    private static List<String> errors(Answer answer) {
        List<String> errors = new ArrayList<>();
        answer.json()
                .path("errors")
                .forEach(error -> errors.add(error.path("pointer").asText() + " "
                        + error.path("detail").asText()));
        return errors;
    }

    private List<JsonNode> leaves(String type) {
        List<JsonNode> leaves = new ArrayList<>();
        client.get("/v1/log/entries?start=0&limit=1000").json().path("entries").forEach(entry -> {
            ObjectNode leaf;
            try {
                leaf = (ObjectNode) Client.JSON.readTree(entry.path("leaf").binaryValue());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            if (leaf.path("type").asText().equals(type)) {
                leaves.add(leaf);
            }
        });
        return leaves;
    }

    @Test
    void a_version_goes_from_draft_to_shadow_to_active_and_each_step_is_an_entry() {
        Answer published = publish(removing("2026.12.0"), ann);
        assertThat(published.status()).as(published.text()).isEqualTo(201);
        assertThat(published.json().path("stage").asText()).isEqualTo("draft");
        assertThat(published.json().path("signature").asText())
                .startsWith("limpid-ruleset/v1\nspam\n2026.12.0\nsha256:");
        assertThat(published.header("Location")).isEqualTo("/v1/rulesets/spam/versions/2026.12.0");
        assertThat(version(decide())).isEqualTo("2026.11.0");

        assertThat(stage("2026.12.0", "shadow").status()).isEqualTo(200);
        JsonNode inShadow = decide();
        assertThat(version(inShadow)).isEqualTo("2026.11.0");
        assertThat(inShadow.path("action").asText()).isEqualTo("hold");
        assertThat(inShadow.path("shadow").get(0).path("action").asText()).isEqualTo("remove");
        assertThat(inShadow.path("shadow").get(0).path("ruleset_version").asText())
                .isEqualTo("2026.12.0");

        assertThat(stage("2026.12.0", "active").status()).isEqualTo(200);
        JsonNode active = decide();
        assertThat(version(active)).isEqualTo("2026.12.0");
        assertThat(active.path("action").asText()).isEqualTo("remove");
        assertThat(active.path("shadow")).isEmpty();

        assertThat(leaves("publication")).hasSize(1);
        assertThat(leaves("publication").get(0).path("actor").asText()).isEqualTo("ann");
        assertThat(leaves("ruleset_stage").get(0).path("reason").asText()).isEqualTo("trying it");
        List<JsonNode> activations = leaves("ruleset_activation");
        assertThat(activations).hasSize(2);
        assertThat(activations.get(1).path("replaces").asText())
                .isEqualTo(activations.get(0).path("digest").asText());
        JsonNode all = client.get("/v1/rulesets/spam").json();
        assertThat(all.path("versions"))
                .extracting(one -> one.path("stage").asText())
                .containsExactly("active", "retired");
        assertThat(all.path("history"))
                .extracting(one -> one.path("stage").asText())
                .containsExactly("draft", "shadow", "active");
    }

    @Test
    void a_broken_bundle_changes_nothing_and_every_problem_is_placed() {
        Answer refused = publish(
                removing("2026.12.0")
                        .change("rules/card.yaml", "revision: 1", "revision: none\ncolour: red")
                        .change("rules/repeats.yaml", "when: again", "when: agin"),
                ann);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(errors(refused))
                .anyMatch(error -> error.startsWith("rules/card.yaml:2:11 "))
                .anyMatch(error -> error.startsWith("rules/card.yaml:3:1 "))
                .anyMatch(error -> error.startsWith("rules/repeats.yaml:"));

        Answer failing = publish(
                removing("2026.12.0").change("rules/card.yaml", "1112\", expect: pass", "1112\", expect: match"), ann);
        assertThat(failing.status()).isEqualTo(422);
        assertThat(errors(failing)).singleElement().asString().startsWith("rules/card.yaml:");

        assertThat(client.post("/v1/rulesets", "application/x-tar", new byte[5_000])
                        .status())
                .isEqualTo(422);
        assertThat(client.get("/v1/rulesets/spam").json().path("versions")).hasSize(1);
        assertThat(version(decide())).isEqualTo("2026.11.0");
        assertThat(leaves("publication")).isEmpty();
    }

    @Test
    void takes_a_bundle_only_from_whom_it_trusts() {
        assertThat(publish(removing("2026.12.0")).status()).isEqualTo(422);
        Answer stranger = publish(removing("2026.12.0"), eve);
        assertThat(stranger.status()).isEqualTo(422);
        assertThat(errors(stranger)).singleElement().asString().contains("none of the maintainers", "ann, bob");

        byte[] archive = removing("2026.12.0")
                .bundle()
                .signedBy(ann, "spam", "2026.12.0")
                .archive();
        String text = new String(archive, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("— ann ".replace("—", "\u00e2\u0080\u0094")) + 20;
        archive[at] = (byte) (archive[at] == 'A' ? 'B' : 'A');
        assertThat(client.post("/v1/rulesets", "application/x-tar", archive).status())
                .isEqualTo(422);

        assertThat(publish(removing("2026.12.0"), eve, bob).status()).isEqualTo(201);
    }

    @Test
    void refuses_what_is_not_newer_and_steps_that_lead_nowhere() {
        assertThat(publish(removing("2026.11.0"), ann).status()).isEqualTo(409);
        assertThat(publish(removing("2026.2.0"), ann).status()).isEqualTo(409);
        assertThat(publish(removing("2026.12.0"), ann).status()).isEqualTo(201);
        assertThat(publish(removing("2026.12.0"), ann).status()).isEqualTo(409);

        assertThat(stage("2026.11.0", "shadow").status()).isEqualTo(409);
        assertThat(stage("2026.11.0", "retired").status()).isEqualTo(409);
        assertThat(stage("2027.1.0", "active").status()).isEqualTo(404);
        assertThat(stage("2026.12.0", "draft").status()).isEqualTo(400);
        assertThat(client.post(
                                "/v1/rulesets/spam/versions/2026.12.0/stage",
                                "application/json",
                                "{\"stage\": \"active\"}".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(400);
        assertThat(rollback().status()).isEqualTo(409);
        assertThat(version(decide())).isEqualTo("2026.11.0");
    }

    @Test
    void a_rollback_brings_back_what_acted_before_and_old_decisions_replay() {
        JsonNode first = decide();
        publish(removing("2026.12.0"), ann);
        stage("2026.12.0", "active");
        JsonNode second = decide();

        Answer back = rollback();
        assertThat(back.status()).as(back.text()).isEqualTo(200);
        assertThat(back.json().path("version").asText()).isEqualTo("2026.11.0");
        assertThat(version(decide())).isEqualTo("2026.11.0");
        assertThat(rollback().status()).isEqualTo(409);

        server.close();
        startAgain();
        assertThat(version(decide())).isEqualTo("2026.11.0");
        for (JsonNode decision : List.of(first, second)) {
            Answer replay = client.post(
                    "/v1/decisions/" + decision.path("decision_id").asText() + "/replay",
                    "application/json",
                    new byte[0]);
            assertThat(replay.json().path("verdict").asText()).as(replay.text()).isEqualTo("same");
        }
        assertThat(publish(removing("2026.12.1"), ann).status()).isEqualTo(201);
        assertThat(stage("2026.12.1", "active").status()).isEqualTo(200);
        assertThat(decide().path("action").asText()).isEqualTo("remove");
    }

    @Test
    void two_maintainers_have_to_stand_by_a_version_that_asks_for_two() {
        publish(removing("2026.12.0").asking("approvals: 2"), ann);

        Answer alone = stageSignedBy(ann, "2026.12.0", "active");
        assertThat(alone.status()).as(alone.text()).isEqualTo(202);
        assertThat(alone.json().path("approvals").path("needed").asInt()).isEqualTo(2);
        Answer unsigned = stage("2026.12.0", "active");
        assertThat(unsigned.status()).isEqualTo(409);
        assertThat(errors(unsigned))
                .containsExactly(" 2 maintainers have to stand by spam 2026.12.0, and so far ann does;"
                        + " sign the step with limpid rules stage --key");
        assertThat(stageSignedBy(eve, "2026.12.0", "active").status()).isEqualTo(422);
        assertThat(version(decide())).isEqualTo("2026.11.0");

        Answer both = stageSignedBy(bob, "2026.12.0", "active");
        assertThat(both.status()).as(both.text()).isEqualTo(200);
        assertThat(version(decide())).isEqualTo("2026.12.0");
        assertThat(leaves("ruleset_activation").get(1).path("actor").asText()).isEqualTo("bob");
    }

    @Test
    void a_version_cannot_ask_for_less_than_the_one_in_force_and_so_get_round_it() {
        publish(removing("2026.12.0").asking("approvals: 2\ngate: {shadow_posts: 1}"), ann);
        stage("2026.12.0", "shadow");
        decide();
        assertThat(stageSignedBy(bob, "2026.12.0", "active").status()).isEqualTo(200);

        publish(new Draft("2026.12.1"), ann);
        assertThat(stageSignedBy(ann, "2026.12.1", "active").status()).isEqualTo(409);
        stage("2026.12.1", "shadow");
        decide();
        assertThat(stageSignedBy(ann, "2026.12.1", "active").status()).isEqualTo(202);
        assertThat(leaves("ruleset_approval")).hasSize(1);
        assertThat(stageSignedBy(ann, "2026.12.1", "active").status()).isEqualTo(202);
        assertThat(leaves("ruleset_approval")).hasSize(1);
        assertThat(stageSignedBy(bob, "2026.12.1", "active").status()).isEqualTo(200);
    }

    @Test
    void the_gate_says_which_figure_falls_short() {
        publish(removing("2026.12.0").asking("gate: {shadow_posts: 4, changed_at_most: 0.5}"), ann);
        stage("2026.12.0", "shadow");
        decide();
        decide();
        decide();

        Answer few = stage("2026.12.0", "active");
        assertThat(few.status()).isEqualTo(409);
        assertThat(errors(few))
                .containsExactly(
                        " it has seen 3 posts in shadow, and gate.shadow_posts asks for 4",
                        " it would have changed the action of 3 of 3 posts (1.0000), and gate.changed_at_most allows 0.5000");

        for (int i = 0; i < 3; i++) {
            client.moderate("{\"text\": \"Does the library open on Sunday, number " + i + "?\"}");
        }
        assertThat(stage("2026.12.0", "active").status()).isEqualTo(200);
    }

    @Test
    void figures_count_every_decision_once() throws Exception {
        publish(removing("2026.12.0"), ann);
        stage("2026.12.0", "shadow");
        decide();
        client.moderate("{\"text\": \"官方客服：加微信 abc1234\", \"language\": \"zh\"}");
        client.moderate("{\"text\": \"Nothing at all\"}");

        JsonNode figures = MissingFigures.NONE;
        for (int i = 0; i < 100 && figures.path("posts").asInt() < 3; i++) {
            Thread.sleep(100);
            figures = client.get("/v1/rules/spam.contact-funnel").json().path("figures");
        }

        assertThat(figures.path("posts").asInt()).isEqualTo(3);
        assertThat(figures.path("enforced").asInt()).isEqualTo(1);
        assertThat(figures.path("suppressed").asInt()).isEqualTo(1);
        assertThat(figures.path("shadow").asInt()).isZero();
        assertThat(figures.path("share").asDouble()).isEqualTo(0.666667);
        assertThat(figures.path("cost_us").asDouble()).isPositive();
        assertThat(figures.path("by_language").path("en").asInt()).isEqualTo(1);
        assertThat(figures.path("by_language").path("zh").asInt()).isEqualTo(1);
        assertThat(figures.path("days")).hasSize(1);

        server.close();
        startAgain();
        assertThat(client.get("/v1/rules/spam.contact-funnel")
                        .json()
                        .path("figures")
                        .path("posts")
                        .asInt())
                .isEqualTo(3);
    }

    private static final class MissingFigures {
        private static final JsonNode NONE = Client.JSON.missingNode();
    }

    private JsonNode backtest(String version, String body) throws InterruptedException {
        Answer begun = client.post(
                "/v1/rulesets/spam/versions/" + version + "/backtest",
                "application/json",
                body.getBytes(StandardCharsets.UTF_8));
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        for (int i = 0; i < 300; i++) {
            JsonNode job = client.get(begun.header("Location")).json();
            if (!job.path("state").asText().equals("running")) {
                return job;
            }
            Thread.sleep(20);
        }
        throw new AssertionError("the back-test does not end");
    }

    @Test
    void a_back_test_tells_what_really_happens_when_the_version_acts_and_the_posts_come_again() throws Exception {
        List<String> posts = List.of(
                "{\"text\": \"Add me on telegram: lucky_88\", \"language\": \"en\"}",
                "{\"text\": \"加微信 abc1234\", \"language\": \"zh\"}",
                "{\"text\": \"card 4111 1111 1111 1111\", \"language\": \"en\"}",
                "{\"text\": \"官方客服：加微信 abc1234\", \"language\": \"zh\"}",
                "{\"text\": \"Does the library open on Sunday?\", \"language\": \"en\"}",
                "{\"text\": \"kept nowhere\", \"options\": {\"store\": \"digest\"}}");
        List<String> before = new ArrayList<>();
        posts.forEach(
                post -> before.add(client.moderate(post).json().path("action").asText()));
        publish(
                removing("2026.12.0")
                        .change("rules/card.yaml", "action: remove", "action: label")
                        .change("rules/card.yaml", "revision: 1", "revision: 2"),
                ann);

        JsonNode job = backtest("2026.12.0", "{}");

        JsonNode report = job.path("report");
        assertThat(job.path("state").asText()).as(job.toString()).isEqualTo("done");
        assertThat(report.path("posts").asInt()).isEqualTo(5);
        assertThat(report.path("not_decided").path("input_erased").asInt()).isEqualTo(1);
        assertThat(report.path("action_changed").asInt()).isEqualTo(3);
        assertThat(report.path("by_action").path("hold → remove").asInt()).isEqualTo(2);
        assertThat(report.path("by_action").path("remove → label").asInt()).isEqualTo(1);
        assertThat(report.path("by_rule").path("spam.card").path("other_action").asInt())
                .isEqualTo(1);
        assertThat(report.path("by_language").path("zh").asInt()).isEqualTo(1);
        assertThat(report.path("samples")).hasSize(3);

        stage("2026.12.0", "active");
        Map<String, Integer> really = new TreeMap<>();
        for (int i = 0; i < posts.size(); i++) {
            String now = client.moderate(posts.get(i)).json().path("action").asText();
            if (!now.equals(before.get(i))) {
                really.merge(before.get(i) + " → " + now, 1, Integer::sum);
            }
        }
        Map<String, Integer> foretold = new TreeMap<>();
        report.path("by_action")
                .properties()
                .forEach(one -> foretold.put(one.getKey(), one.getValue().asInt()));
        assertThat(foretold).isEqualTo(really);
        assertThat(client.get("/v1/rulesets/spam/versions/2026.12.0/backtest")
                        .json()
                        .path("id"))
                .isEqualTo(job.path("id"));
    }

    @Test
    void a_back_test_can_be_bounded_cancelled_and_gone_on_with_after_a_restart() throws Exception {
        for (int i = 0; i < 40; i++) {
            decide();
        }
        publish(removing("2026.12.0"), ann);

        assertThat(backtest("2026.12.0", "{\"limit\": 7}")
                        .path("report")
                        .path("posts")
                        .asInt())
                .isEqualTo(7);
        assertThat(backtest("2026.12.0", "{\"to\": \"2020-01-01T00:00:00.000Z\"}")
                        .path("report")
                        .path("posts")
                        .asInt())
                .isZero();
        assertThat(client.post(
                                "/v1/rulesets/spam/versions/2026.12.0/backtest",
                                "application/json",
                                "{\"from\": \"yesterday\", \"limit\": 0}".getBytes(StandardCharsets.UTF_8))
                        .json()
                        .path("errors"))
                .hasSize(2);

        Answer begun = client.post("/v1/rulesets/spam/versions/2026.12.0/backtest", "application/json", new byte[0]);
        String self = begun.header("Location");
        client.send(client.request(self).DELETE());
        server.close();
        startAgain();
        JsonNode stopped = client.get(self).json();
        if (!stopped.path("state").asText().equals("done")) {
            assertThat(stopped.path("state").asText()).isEqualTo("cancelled");
            assertThat(client.post(self + "/resume", "application/json", new byte[0])
                            .status())
                    .isEqualTo(202);
        }
        for (int i = 0;
                i < 300 && !client.get(self).json().path("state").asText().equals("done");
                i++) {
            Thread.sleep(20);
        }
        assertThat(client.get(self).json().path("report").path("posts").asInt()).isEqualTo(40);
        assertThat(client.post(self + "/resume", "application/json", new byte[0])
                        .status())
                .isEqualTo(409);
    }

    private String brakeAtTwenty(String version, String to) {
        publish(removing(version).asking("brake: {to: " + to + ", times: 3, posts: 20, window: 600}"), ann);
        assertThat(stage(version, "active").status()).isEqualTo(200);
        return version;
    }

    private JsonNode decideUntil(String action) throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            JsonNode decision = decide();
            if (decision.path("action").asText().equals(action)) {
                return decision;
            }
            Thread.sleep(10);
        }
        throw new AssertionError("the action never becomes " + action);
    }

    @Test
    void a_flood_pulls_the_brake_of_a_rule_at_once_and_only_a_maintainer_lifts_it() throws Exception {
        brakeAtTwenty("2026.12.0", "hold");
        for (int i = 0; i < 19; i++) {
            assertThat(decide().path("action").asText()).isEqualTo("remove");
        }
        assertThat(leaves("brake")).isEmpty();

        JsonNode held = decideUntil("hold");
        assertThat(held.path("provenance").path("braked").get(0).path("rule").asText())
                .isEqualTo("spam.contact-funnel");
        for (int i = 0; i < 60; i++) {
            assertThat(decide().path("action").asText()).isEqualTo("hold");
        }
        assertThat(leaves("brake")).hasSize(1);
        assertThat(leaves("brake").get(0).path("matches").asInt()).isBetween(20, 60);
        assertThat(client.get("/v1/rules/spam.contact-funnel")
                        .json()
                        .path("brake")
                        .path("why")
                        .asText())
                .contains("baseline");

        assertThat(client.get("/rulebook/spam.contact-funnel?lang=en").text()).contains("This rule is braked");

        server.close();
        startAgain();
        assertThat(decide().path("action").asText()).isEqualTo("hold");
        Answer replay = client.post(
                "/v1/decisions/" + held.path("decision_id").asText() + "/replay", "application/json", new byte[0]);
        assertThat(replay.json().path("verdict").asText()).as(replay.text()).isEqualTo("same");

        Answer lifted = client.send(client.request("/v1/rules/spam.contact-funnel/brake")
                .method("DELETE", HttpRequest.BodyPublishers.ofString("{\"reason\": \"a news event, checked\"}")));
        assertThat(lifted.status()).as(lifted.text()).isEqualTo(200);
        assertThat(decide().path("action").asText()).isEqualTo("remove");
        assertThat(leaves("brake")).hasSize(2);
        decideUntil("hold");
        assertThat(leaves("brake")).hasSize(3);
    }

    @Test
    void a_brake_to_shadow_leaves_a_rule_watching() throws Exception {
        brakeAtTwenty("2026.12.0", "shadow");

        JsonNode watched = decideUntil("allow");

        assertThat(watched.path("shadow").get(0).path("rule").asText()).isEqualTo("spam.contact-funnel");
        publish(removing("2026.12.1").change("rules/contact-funnel.yaml", "revision: 3", "revision: 4"), ann);
        stage("2026.12.1", "active");
        assertThat(decide().path("action").asText()).isEqualTo("remove");
        assertThat(leaves("ruleset_activation").get(2).path("lifts_brakes_of"))
                .extracting(JsonNode::asText)
                .containsExactly("spam.contact-funnel");
    }

    @Test
    void a_rule_that_does_what_its_time_in_shadow_promised_keeps_its_force() {
        publish(removing("2026.12.0").asking("brake: {to: hold, times: 2, posts: 5, window: 600}"), ann);
        stage("2026.12.0", "shadow");
        for (int i = 0; i < 100; i++) {
            decide();
        }
        stage("2026.12.0", "active");

        for (int i = 0; i < 60; i++) {
            assertThat(decide().path("action").asText()).isEqualTo("remove");
        }
        assertThat(leaves("brake")).isEmpty();
    }

    @Test
    void the_owner_is_told_of_a_brake_until_the_notice_is_taken() throws Exception {
        brakeAtTwenty("2026.12.0", "hold");
        decideUntil("hold");

        for (int i = 0; i < 300 && told.size() < 2; i++) {
            Thread.sleep(50);
        }
        assertThat(told).hasSizeGreaterThanOrEqualTo(2);
        Told last = told.get(1);
        assertThat(last.id()).isEqualTo(told.get(0).id()).startsWith("msg_");
        JsonNode body = Client.JSON.readTree(last.body());
        assertThat(body.path("type").asText()).isEqualTo("rule.braked");
        assertThat(body.path("data").path("rule").asText()).isEqualTo("spam.contact-funnel");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
        assertThat(last.signature())
                .isEqualTo("v1,"
                        + Base64.getEncoder()
                                .encodeToString(mac.doFinal((last.id() + "." + last.timestamp() + "." + last.body())
                                        .getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void every_decision_rests_on_one_version_and_none_on_an_older_one_after_a_switch() {
        var stop = new AtomicBoolean();
        var latest = new AtomicReference<>("2026.11.0");
        List<CompletableFuture<Map<String, Integer>>> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(CompletableFuture.supplyAsync(() -> {
                Map<String, Integer> seen = new HashMap<>();
                while (!stop.get()) {
                    String atLeast = latest.get();
                    String version = version(decide());
                    assertThat(version).isGreaterThanOrEqualTo(atLeast);
                    seen.merge(version, 1, Integer::sum);
                }
                return seen;
            }));
        }

        for (int i = 10; i < 16; i++) {
            String version = "2026.12." + i;
            assertThat(publish(i % 2 == 0 ? removing(version) : new Draft(version), ann)
                            .status())
                    .isEqualTo(201);
            assertThat(stage(version, "shadow").status()).isEqualTo(200);
            assertThat(stage(version, "active").status()).isEqualTo(200);
            latest.set(version);
            assertThat(version(decide())).isEqualTo(version);
        }
        stop.set(true);

        Map<String, Integer> all = new TreeMap<>();
        clients.forEach(one -> one.join().forEach((version, count) -> all.merge(version, count, Integer::sum)));
        assertThat(all).hasSizeGreaterThan(3);
    }

    @Test
    void the_log_verifies_with_all_steps_in_it() throws Exception {
        publish(removing("2026.12.0").asking("approvals: 2"), ann);
        stage("2026.12.0", "shadow");
        decide();
        stageSignedBy(ann, "2026.12.0", "active");
        stageSignedBy(bob, "2026.12.0", "active");
        decide();
        rollback();
        decide();
        server.close();

        Verifiers.Verdict ours = Verifiers.ours(folder.resolve("data"), "--replay", "10");
        assertThat(ours.code()).as(ours.text()).isZero();
        Verifiers.Verdict theirs = Verifiers.theirs(folder.resolve("data"));
        assertThat(theirs.code()).as(theirs.text()).isZero();
        startAgain();
    }

    @Test
    void the_rulebook_shows_what_is_published_now() {
        publish(removing("2026.12.0").change("rules/contact-funnel.yaml", "revision: 3", "revision: 4"), ann);
        stage("2026.12.0", "active");

        Answer page = client.get("/rulebook/spam.contact-funnel?lang=en");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.text()).contains("2026.12.0", "2026.11.0", "trying it");
        Answer tried = client.post(
                "/rulebook/try",
                "application/x-www-form-urlencoded",
                "text=Add+me+on+telegram%3A+lucky_88".getBytes(StandardCharsets.UTF_8));
        assertThat(tried.text()).contains("spam.contact-funnel", "<mark");
        assertThat(client.get("/v1/decisions").json().path("decisions")).isEmpty();
        assertThat(client.get("/rulebook/changes.atom").text()).contains("2026.12.0");
    }

    @Test
    void the_archive_is_what_was_signed_unless_lists_are_kept_back() {
        publish(removing("2026.12.0"), ann);
        publish(removing("2026.12.1").asking("disclosure: digest"), ann);
        stage("2026.12.1", "active");

        Answer open = client.get("/v1/rulesets/spam/versions/2026.12.0?format=archive");
        assertThat(open.response().body())
                .isEqualTo(removing("2026.12.0")
                        .bundle()
                        .signedBy(ann, "spam", "2026.12.0")
                        .archive());
        assertThat(client.get("/v1/rulesets/spam/versions/2026.12.1?format=archive")
                        .status())
                .isEqualTo(403);
        JsonNode list = client.get("/v1/lists/messengers").json();
        assertThat(list.path("entry_count").asInt()).isEqualTo(3);
        assertThat(list.path("digest").asText()).startsWith("sha256:");
        assertThat(list.has("entries")).isFalse();
        rollback();
        assertThat(client.get("/v1/lists/messengers").json().path("entries")).hasSize(3);
    }
}

package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.Client.Answer;
import io.limpid.server.api.SampleRules;
import io.limpid.server.publish.Bundle;
import io.limpid.server.publish.MaintainerKey;
import io.limpid.server.publish.StepStatement;
import io.limpid.server.webhook.WebhookSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A service that starts with the sample ruleset, and what maintainers and posters do with it.
 *
 * <p>It trusts ann and bob; eve has a key, too.
 */
final class PublishingService implements AutoCloseable {
    private static final String SPAM =
            "{\"text\": \"Add me on telegram: lucky_88\", \"language\": \"en\", \"options\": {\"include_shadow\": true}}";

    final MaintainerKey ann;
    final MaintainerKey bob;
    final MaintainerKey eve;

    private final Path folder;
    private final TestConfig config;
    private RunningServer server;
    private Client client;

    PublishingService(Path folder) {
        this(folder, WebhookSettings.NONE);
    }

    PublishingService(Path folder, WebhookSettings webhooks) {
        this.folder = folder;
        SampleRules.writeTo(folder.resolve("rulesets"));
        ann = key("ann");
        bob = key("bob");
        eve = key("eve");
        config = TestConfig.in(folder)
                .withMaintainers(List.of(folder.resolve("ann.pub").toString(), "spam=" + folder.resolve("bob.pub")))
                .withWebhooks(webhooks);
        server = config.start();
        client = new Client(server);
    }

    private MaintainerKey key(String name) {
        Path file = folder.resolve(name);
        MaintainerKey.generate(file, name);
        return MaintainerKey.read(file);
    }

    void restart() {
        server.close();
        server = config.start();
        client = new Client(server);
    }

    @Override
    public void close() {
        server.close();
    }

    Path data() {
        return folder.resolve("data");
    }

    Client client() {
        return client;
    }

    JsonNode get(String path) {
        return client.get(path).json();
    }

    Answer post(String path, String json) {
        return client.post(path, "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    /** Signed by ann. */
    Answer publish(Draft draft) {
        return publish(draft.signedBy(ann));
    }

    Answer publish(Bundle bundle) {
        return publish(bundle.archive());
    }

    Answer publish(byte[] archive) {
        return client.post("/v1/rulesets", "application/x-tar", archive);
    }

    /** Publishes a draft and puts it in force. */
    void activate(Draft draft) {
        Answer published = publish(draft);
        assertThat(published.status()).as(published.text()).isEqualTo(201);
        Answer active = stage(draft.version(), "active");
        assertThat(active.status()).as(active.text()).isEqualTo(200);
    }

    /** The path of a version of the ruleset. */
    static String path(String version) {
        return "/v1/rulesets/spam/versions/" + version;
    }

    Answer stage(String version, String stage) {
        return stage(version, stage, "");
    }

    private Answer stage(String version, String stage, String more) {
        return post(path(version) + "/stage", "{\"stage\": \"" + stage + "\", \"reason\": \"trying it\"" + more + "}");
    }

    Answer stageSignedBy(MaintainerKey key, String version, String stage) {
        return stageWith(statement(version, stage).signedBy(key), version, stage);
    }

    /** With a signed note, of whatever. */
    Answer stageWith(String note, String version, String stage) {
        return stage(version, stage, ", \"signature\": " + Client.JSON.valueToTree(note));
    }

    /** What a maintainer signs for the next step of a version. */
    StepStatement statement(String version, String step) {
        JsonNode known = get(path(version));
        return new StepStatement(
                known.path("log").path("origin").asText(),
                "spam",
                version,
                known.path("digest").asText(),
                step,
                known.path("log").path("index").asLong(),
                "trying it");
    }

    Answer rollback() {
        return post("/v1/rulesets/spam/rollback", "");
    }

    /** What is decided of a post that {@code spam.contact-funnel} matches. */
    JsonNode decide() {
        Answer answer = client.moderate(SPAM);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    void decide(int times) {
        for (int i = 0; i < times; i++) {
            decide();
        }
    }

    JsonNode replay(JsonNode decision) {
        return post("/v1/decisions/" + decision.path("decision_id").asText() + "/replay", "")
                .json();
    }

    /** The entries of a type. */
    List<JsonNode> leaves(String type) {
        List<JsonNode> leaves = new ArrayList<>();
        get("/v1/log/entries?start=0&limit=1000").path("entries").forEach(entry -> {
            JsonNode leaf = leaf(entry);
            if (leaf.path("type").asText().equals(type)) {
                leaves.add(leaf);
            }
        });
        return leaves;
    }

    private static JsonNode leaf(JsonNode entry) {
        try {
            return Client.JSON.readTree(entry.path("leaf").binaryValue());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static String action(JsonNode decision) {
        return decision.path("action").asText();
    }

    /** The one version that a decision rests on. */
    static String version(JsonNode decision) {
        JsonNode rulesets = decision.path("provenance").path("rulesets");
        assertThat(rulesets).hasSize(1);
        return rulesets.get(0).path("version").asText();
    }

    static List<String> errors(Answer answer) {
        List<String> errors = new ArrayList<>();
        answer.json()
                .path("errors")
                .forEach(error -> errors.add(error.path("pointer").asText() + " "
                        + error.path("detail").asText()));
        return errors;
    }
}

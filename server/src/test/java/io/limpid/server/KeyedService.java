package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.access.Role;
import io.limpid.server.api.SampleRules;
import io.limpid.server.cli.Ran;
import io.limpid.server.publish.MaintainerKey;
import io.limpid.server.webhook.WebhookSettings;
import io.limpid.signal.classifier.ModelFolder;
import io.limpid.signal.classifier.TinyModel;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A service that asks for keys, with the sample ruleset, two models of a few words, one key of each role, and a webhook whose receiver
 * takes nothing; it trusts the maintainer ann.
 */
final class KeyedService implements AutoCloseable {
    final MaintainerKey ann;
    final RunningServer server;
    private final Map<Role, String> tokens = new EnumMap<>(Role.class);
    private final Client stranger;
    private final WebhookReceiver receiver;

    KeyedService(Path folder) {
        SampleRules.writeTo(folder.resolve("rulesets"));
        Path key = folder.resolve("ann");
        MaintainerKey.generate(key, "ann");
        ann = MaintainerKey.read(key);
        for (Role role : Role.values()) {
            Ran made = Commands.run(
                    "keys",
                    "create",
                    "--data",
                    folder.resolve("data").toString(),
                    "--role",
                    role.id(),
                    "--name",
                    role.id());
            assertThat(made.code()).as(made.err()).isZero();
            tokens.put(role, made.out().strip());
        }
        TinyModel.write(folder.resolve("models"), "spam", Map.of("prize", 90, "claim", 30));
        TinyModel.write(folder.resolve("models"), "rights", Map.of("idiot", 120, "worthless", 60));
        receiver = WebhookReceiver.start(folder);
        receiver.answer(410);
        server = TestConfig.in(folder)
                .withModels(ModelFolder.readAll(folder.resolve("models")), 20_000)
                .withWebhooks(new WebhookSettings(List.of(receiver.endpoint("owner")), Set.of(), true))
                .withMaintainers(List.of(folder.resolve("ann.pub").toString()))
                .notOpen()
                .start();
        server.awaitModels();
        stranger = new Client(server);
    }

    String token(Role role) {
        return tokens.getOrDefault(role, "");
    }

    Client as(Role role) {
        return stranger.with(token(role));
    }

    Client stranger() {
        return stranger;
    }

    /** The id of a message that was given up: that the content of a decision is erased. */
    String deadLetter() {
        String id = as(Role.PLATFORM)
                .moderate("{\"text\": \"a\"}")
                .json()
                .path("decision_id")
                .asText();
        Client admin = as(Role.ADMIN);
        admin.send(admin.request("/v1/decisions/" + id + "/content").DELETE());
        return Looks.until(
                        JsonNode::isTextual,
                        400,
                        50,
                        () -> admin.get("/v1/webhooks/deliveries").json().at("/deliveries/0/id"))
                .asText();
    }

    @Override
    public void close() {
        server.close();
        receiver.close();
    }
}

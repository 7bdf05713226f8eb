package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.access.Role;
import io.limpid.server.cli.Ran;
import io.limpid.signal.classifier.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A service with the published rulesets and models that asks for keys, and two platforms that use it. */
final class TwoPlatforms implements AutoCloseable {
    private final Path data;
    private final RunningServer server;
    private final String shop;
    private final String forum;
    private final String auditor;
    private final String reviewer;

    private TwoPlatforms(Path folder, List<Path> models) throws IOException {
        this.data = folder.resolve("data");
        Files.createDirectories(data);
        this.shop = key(Role.PLATFORM, "shop");
        this.forum = key(Role.PLATFORM, "forum");
        this.auditor = key(Role.AUDITOR, "auditor");
        this.reviewer = key(Role.REVIEWER, "reviewer");
        TestConfig config =
                TestConfig.in(folder).withRulesets(Path.of("../rulesets")).notOpen();
        for (Path one : models) {
            config.withModels(ModelFolder.readAll(one), 20_000);
        }
        this.server = config.start();
        server.awaitModels();
    }

    static TwoPlatforms in(Path folder) throws IOException {
        return new TwoPlatforms(folder, List.of(Path.of("../models")));
    }

    static TwoPlatforms withoutModels(Path folder) throws IOException {
        return new TwoPlatforms(folder, List.of());
    }

    private String key(Role role, String name) {
        Ran made = Commands.run("keys", "create", "--data", data.toString(), "--role", role.id(), "--name", name);
        assertThat(made.code()).as(made.err()).isZero();
        return made.out().strip();
    }

    String url() {
        return server.url();
    }

    /** The key of the platform that most tests speak for. */
    String token() {
        return shop;
    }

    String auditorToken() {
        return auditor;
    }

    Path data() {
        return data;
    }

    Client stranger() {
        return new Client(server);
    }

    Client shop() {
        return stranger().with(shop);
    }

    Client forum() {
        return stranger().with(forum);
    }

    Client reviewer() {
        return stranger().with(reviewer);
    }

    Client auditor() {
        return stranger().with(auditor);
    }

    /** The ids of the decisions in the log, in its order. */
    List<String> logged() throws IOException {
        List<String> ids = new ArrayList<>();
        JsonNode entries =
                auditor().get("/v1/log/entries?start=0&limit=1000").json().path("entries");
        for (JsonNode entry : entries) {
            JsonNode leaf = Client.JSON.readTree(entry.path("leaf").binaryValue());
            if (leaf.path("type").asText().equals("decision")) {
                ids.add(leaf.path("decision_id").asText());
            }
        }
        return ids;
    }

    @Override
    public void close() {
        server.close();
    }
}

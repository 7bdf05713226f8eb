package io.limpid.server;

import static io.limpid.server.Draft.removing;
import static io.limpid.server.PublishingService.errors;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.Client.Answer;
import io.limpid.server.publish.StepStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a step rests on: log and store together, and a signature that holds for it alone. */
class StepsTest {
    @TempDir
    Path folder;

    private PublishingService service;

    @BeforeEach
    void start() throws IOException {
        write("ruleset.yaml", """
                ruleset: chat
                version: 1.0.0
                title: Chat
                maintainer: tests@limpid.example
                terms_url: https://limpid.example/terms
                changes: first
                """);
        write("lists/words.txt", "pineapple\n");
        write("rules/fruit.yaml", """
                rule: chat.fruit
                revision: 1
                title: Fruit
                category: spam
                action: label
                ground: {kind: terms, clause: "Terms 9", dsa: {category: SCAMS_AND_FRAUD, keywords: [OTHER]}}
                signals: {word: {list: words}}
                when: word
                explain: {public: "No fruit.", author: "Your post has fruit.", reviewer: "{{word}}"}
                tests:
                  - {text: "a pineapple", expect: match}
                  - {text: "an apple", expect: pass}
                """);
        service = new PublishingService(folder);
    }

    private void write(String file, String text) throws IOException {
        Path path = folder.resolve("rulesets/chat").resolve(file);
        Files.createDirectories(path.resolveSibling(""));
        Files.writeString(path, text);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    private String versionOfSpam() {
        for (JsonNode ruleset : service.decide().path("provenance").path("rulesets")) {
            if (ruleset.path("name").asText().equals("spam")) {
                return ruleset.path("version").asText();
            }
        }
        return "none";
    }

    private void inStore(String sql) throws Exception {
        try (Connection store = DriverManager.getConnection(
                        "jdbc:sqlite:" + service.data().resolve("rulesets.db"));
                Statement statement = store.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void a_step_that_the_store_does_not_take_changes_nothing_and_the_log_says_so() throws Exception {
        service.publish(removing("2026.12.0"));
        inStore("CREATE TRIGGER full BEFORE INSERT ON step BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END");

        Answer refused = service.stage("2026.12.0", "active");

        assertThat(refused.status()).as(refused.text()).isEqualTo(503);
        assertThat(refused.json().path("type").asText()).endsWith("/store-unavailable");
        assertThat(versionOfSpam()).isEqualTo("2026.11.0");
        assertThat(service.leaves("step_undone")).hasSize(1);
        assertThat(service.get(PublishingService.path("2026.12.0"))
                        .path("stage")
                        .asText())
                .isEqualTo("draft");

        inStore("DROP TRIGGER full");
        assertThat(service.stage("2026.12.0", "active").status()).isEqualTo(200);
        assertThat(versionOfSpam()).isEqualTo("2026.12.0");
        service.close();
        assertThat(Verifiers.ours(service.data()).code()).isZero();
        assertThat(Verifiers.theirs(service.data()).code()).isZero();
    }

    @Test
    void a_signature_holds_for_one_step_at_one_service() {
        service.publish(removing("2026.12.0"));
        StepStatement step = service.statement("2026.12.0", "active");
        String elsewhere = new StepStatement(
                        "another.example",
                        step.name(),
                        step.version(),
                        step.digest(),
                        step.step(),
                        step.after(),
                        step.reason())
                .signedBy(service.ann);
        String early = step.signedBy(service.ann);

        assertThat(service.stageWith(elsewhere, "2026.12.0", "active").status()).isEqualTo(422);
        service.stage("2026.12.0", "shadow");
        Answer late = service.stageWith(early, "2026.12.0", "active");

        assertThat(late.status()).isEqualTo(422);
        assertThat(errors(late))
                .singleElement()
                .asString()
                .contains("it has to be on these lines: limpid-step/v1 | ", "after one log entry");
        assertThat(service.stageSignedBy(service.ann, "2026.12.0", "active").status())
                .isEqualTo(200);
    }

    @Test
    void what_a_version_asks_for_binds_the_next_one_though_it_was_retired_or_rolled_back() {
        service.publish(removing("2026.12.0").asking("approvals: 2").signedBy(service.ann, service.bob));
        assertThat(service.stage("2026.12.0", "active").status()).isEqualTo(200);
        service.publish(Draft.of("2026.13.0"));
        assertThatOneIsNotEnough();

        service.stage("2026.12.0", "retired");
        assertThatOneIsNotEnough();
        service.rollback();
        assertThatOneIsNotEnough();
        service.rollback();
        assertThat(versionOfSpam()).isEqualTo("2026.11.0");
        assertThatOneIsNotEnough();
    }

    private void assertThatOneIsNotEnough() {
        Answer refused = service.stage("2026.13.0", "active");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(errors(refused))
                .containsExactly(
                        " 2 maintainers have to stand by spam 2026.13.0, as 2026.12.0 asks, and so far ann does;"
                                + " sign the step with limpid rules stage --key");
    }

    @Test
    void what_was_retired_last_comes_back_by_a_rollback_and_its_brake_does_not() {
        service.activate(removing("2026.12.0").asking("brake: {to: hold, times: 3, posts: 20, window: 600}"));
        Looks.until(decision -> PublishingService.action(decision).equals("hold"), 200, 10, service::decide);

        assertThat(service.stage("2026.12.0", "retired").status()).isEqualTo(200);
        assertThat(versionOfSpam()).isEqualTo("none");
        assertThat(service.leaves("ruleset_stage").get(0).path("lifts_brakes_of"))
                .extracting(JsonNode::asText)
                .containsExactly("spam.contact-funnel");

        assertThat(service.get("/v1/rulesets/spam")
                        .path("rollback_to")
                        .path("version")
                        .asText())
                .isEqualTo("2026.12.0");
        assertThat(service.rollback().status()).isEqualTo(200);
        assertThat(versionOfSpam()).isEqualTo("2026.12.0");
        assertThat(PublishingService.action(service.decide())).isEqualTo("remove");
    }

    @Test
    void after_a_retirement_the_next_version_still_has_one_before_it() {
        service.stage("2026.11.0", "retired");
        service.activate(Draft.of("2026.12.0"));

        assertThat(service.rollback().status()).isEqualTo(200);
        assertThat(versionOfSpam()).isEqualTo("2026.11.0");
    }

    @Test
    void a_revision_of_a_rule_is_found_in_whatever_version_has_it() {
        service.activate(removing("2026.12.0").change("rules/contact-funnel.yaml", "revision: 3", "revision: 4"));

        JsonNode before = service.get("/v1/rules/spam.contact-funnel/revisions/3");
        assertThat(before.path("ruleset_version").asText()).isEqualTo("2026.11.0");
        assertThat(before.path("stage").asText()).isEqualTo("retired");
        assertThat(service.get("/v1/rules/spam.contact-funnel/revisions/4")
                        .path("ruleset_version")
                        .asText())
                .isEqualTo("2026.12.0");
        for (String none : List.of("5", "x", "99999999999999999999")) {
            assertThat(service.client()
                            .get("/v1/rules/spam.contact-funnel/revisions/" + none)
                            .status())
                    .isEqualTo(404);
        }
    }
}

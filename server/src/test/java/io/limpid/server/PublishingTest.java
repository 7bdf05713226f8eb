package io.limpid.server;

import static io.limpid.server.Draft.removing;
import static io.limpid.server.PublishingService.action;
import static io.limpid.server.PublishingService.errors;
import static io.limpid.server.PublishingService.path;
import static io.limpid.server.PublishingService.version;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.Client.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of a ruleset's version from a bundle to the rules that decide, and back. */
class PublishingTest {
    @TempDir
    Path folder;

    private PublishingService service;

    @BeforeEach
    void start() {
        service = new PublishingService(folder);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void a_published_version_is_a_draft_and_decides_nothing() {
        Answer published = service.publish(removing("2026.12.0"));

        assertThat(published.status()).as(published.text()).isEqualTo(201);
        assertThat(published.json().path("stage").asText()).isEqualTo("draft");
        assertThat(published.json().path("signature").asText())
                .startsWith("limpid-ruleset/v1\nspam\n2026.12.0\nsha256:");
        assertThat(published.header("Location")).isEqualTo("/v1/rulesets/spam/versions/2026.12.0");
        assertThat(version(service.decide())).isEqualTo("2026.11.0");
    }

    @Test
    void a_version_in_shadow_says_what_it_would_do_and_an_active_one_does_it() {
        service.publish(removing("2026.12.0"));

        assertThat(service.stage("2026.12.0", "shadow").status()).isEqualTo(200);
        JsonNode inShadow = service.decide();
        assertThat(version(inShadow)).isEqualTo("2026.11.0");
        assertThat(action(inShadow)).isEqualTo("hold");
        assertThat(action(inShadow.path("shadow").get(0))).isEqualTo("remove");
        assertThat(inShadow.path("shadow").get(0).path("ruleset_version").asText())
                .isEqualTo("2026.12.0");

        assertThat(service.stage("2026.12.0", "active").status()).isEqualTo(200);
        JsonNode active = service.decide();
        assertThat(version(active)).isEqualTo("2026.12.0");
        assertThat(action(active)).isEqualTo("remove");
        assertThat(active.path("shadow")).isEmpty();
    }

    @Test
    void each_step_of_a_version_is_an_entry_and_is_told_of() {
        service.publish(removing("2026.12.0"));
        service.stage("2026.12.0", "shadow");
        service.stage("2026.12.0", "active");

        assertThat(service.leaves("publication")).hasSize(1);
        assertThat(service.leaves("publication").get(0).path("actor").asText()).isEqualTo("ann");
        assertThat(service.leaves("ruleset_stage").get(0).path("reason").asText())
                .isEqualTo("trying it");
        List<JsonNode> activations = service.leaves("ruleset_activation");
        assertThat(activations).hasSize(2);
        assertThat(activations.get(1).path("replaces").asText())
                .isEqualTo(activations.get(0).path("digest").asText());
        JsonNode all = service.get("/v1/rulesets/spam");
        assertThat(all.path("versions"))
                .extracting(one -> one.path("stage").asText())
                .containsExactly("active", "retired");
        assertThat(all.path("history"))
                .extracting(one -> one.path("stage").asText())
                .containsExactly("draft", "shadow", "active");
    }

    @Test
    void every_problem_of_a_broken_bundle_is_placed() {
        Answer refused = service.publish(removing("2026.12.0")
                .change("rules/card.yaml", "revision: 1", "revision: none\ncolour: red")
                .change("rules/repeats.yaml", "when: again", "when: agin"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(errors(refused))
                .anyMatch(error -> error.startsWith("rules/card.yaml:2:11 "))
                .anyMatch(error -> error.startsWith("rules/card.yaml:3:1 "))
                .anyMatch(error -> error.startsWith("rules/repeats.yaml:"));
        assertThatNothingWasPublished();
    }

    @Test
    void a_version_whose_own_tests_fail_changes_nothing() {
        Answer failing = service.publish(
                removing("2026.12.0").change("rules/card.yaml", "1112\", expect: pass", "1112\", expect: match"));

        assertThat(failing.status()).isEqualTo(422);
        assertThat(errors(failing)).singleElement().asString().startsWith("rules/card.yaml:");
        assertThatNothingWasPublished();
    }

    @Test
    void what_is_no_bundle_changes_nothing() {
        assertThat(service.publish(new byte[5_000]).status()).isEqualTo(422);
        assertThatNothingWasPublished();
    }

    private void assertThatNothingWasPublished() {
        assertThat(service.get("/v1/rulesets/spam").path("versions")).hasSize(1);
        assertThat(version(service.decide())).isEqualTo("2026.11.0");
        assertThat(service.leaves("publication")).isEmpty();
    }

    @Test
    void takes_a_bundle_only_from_whom_it_trusts() {
        assertThat(service.publish(removing("2026.12.0").signedBy()).status()).isEqualTo(422);
        Answer stranger = service.publish(removing("2026.12.0").signedBy(service.eve));
        assertThat(stranger.status()).isEqualTo(422);
        assertThat(errors(stranger)).singleElement().asString().contains("none of the maintainers", "ann, bob");
        assertThat(service.publish(withASignatureChanged(
                                removing("2026.12.0").signedBy(service.ann).archive()))
                        .status())
                .isEqualTo(422);

        assertThat(service.publish(removing("2026.12.0").signedBy(service.eve, service.bob))
                        .status())
                .isEqualTo(201);
    }

    private static byte[] withASignatureChanged(byte[] archive) {
        String name = new String("— ann ".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        int at = new String(archive, StandardCharsets.ISO_8859_1).indexOf(name) + 20;
        archive[at] = (byte) (archive[at] == 'A' ? 'B' : 'A');
        return archive;
    }

    @Test
    void refuses_what_is_not_newer() {
        assertThat(service.publish(removing("2026.11.0")).status()).isEqualTo(409);
        assertThat(service.publish(removing("2026.2.0")).status()).isEqualTo(409);
        assertThat(service.publish(removing("2026.12.0")).status()).isEqualTo(201);
        assertThat(service.publish(removing("2026.12.0")).status()).isEqualTo(409);
        assertThat(version(service.decide())).isEqualTo("2026.11.0");
    }

    @Test
    void refuses_steps_that_lead_nowhere() {
        service.publish(removing("2026.12.0"));

        assertThat(service.stage("2026.11.0", "shadow").status()).isEqualTo(409);
        assertThat(service.stage("2026.11.0", "retired").status()).isEqualTo(409);
        assertThat(service.stage("2027.1.0", "active").status()).isEqualTo(404);
        assertThat(service.stage("2026.12.0", "draft").status()).isEqualTo(400);
        assertThat(service.post(path("2026.12.0") + "/stage", "{\"stage\": \"active\"}")
                        .status())
                .isEqualTo(400);
        assertThat(service.rollback().status()).isEqualTo(409);
        assertThat(version(service.decide())).isEqualTo("2026.11.0");
    }

    @Test
    void a_rollback_brings_back_what_acted_before_and_old_decisions_replay() {
        JsonNode first = service.decide();
        service.activate(removing("2026.12.0"));
        JsonNode second = service.decide();

        Answer back = service.rollback();
        assertThat(back.status()).as(back.text()).isEqualTo(200);
        assertThat(back.json().path("version").asText()).isEqualTo("2026.11.0");
        assertThat(version(service.decide())).isEqualTo("2026.11.0");
        assertThat(service.rollback().status()).isEqualTo(409);

        service.restart();
        assertThat(version(service.decide())).isEqualTo("2026.11.0");
        for (JsonNode decision : List.of(first, second)) {
            JsonNode replay = service.replay(decision);
            assertThat(replay.path("verdict").asText()).as(replay.toString()).isEqualTo("same");
        }
        service.activate(removing("2026.12.1"));
        assertThat(action(service.decide())).isEqualTo("remove");
    }

    @Test
    void two_maintainers_have_to_stand_by_a_version_that_asks_for_two() {
        service.publish(removing("2026.12.0").asking("approvals: 2"));

        Answer alone = service.stageSignedBy(service.ann, "2026.12.0", "active");
        assertThat(alone.status()).as(alone.text()).isEqualTo(202);
        assertThat(alone.json().path("approvals").path("needed").asInt()).isEqualTo(2);
        Answer unsigned = service.stage("2026.12.0", "active");
        assertThat(unsigned.status()).isEqualTo(409);
        assertThat(errors(unsigned))
                .containsExactly(" 2 maintainers have to stand by spam 2026.12.0, and so far ann does;"
                        + " sign the step with limpid rules stage --key");
        assertThat(service.stageSignedBy(service.eve, "2026.12.0", "active").status())
                .isEqualTo(422);
        assertThat(version(service.decide())).isEqualTo("2026.11.0");

        Answer both = service.stageSignedBy(service.bob, "2026.12.0", "active");
        assertThat(both.status()).as(both.text()).isEqualTo(200);
        assertThat(version(service.decide())).isEqualTo("2026.12.0");
        assertThat(service.leaves("ruleset_activation").get(1).path("actor").asText())
                .isEqualTo("bob");
    }

    @Test
    void a_version_cannot_ask_for_less_than_the_one_in_force_and_so_get_round_it() {
        service.publish(removing("2026.12.0").asking("approvals: 2\ngate: {shadow_posts: 1}"));
        service.stage("2026.12.0", "shadow");
        service.decide();
        assertThat(service.stageSignedBy(service.bob, "2026.12.0", "active").status())
                .isEqualTo(200);

        service.publish(Draft.of("2026.12.1"));
        assertThat(service.stageSignedBy(service.ann, "2026.12.1", "active").status())
                .isEqualTo(409);
        service.stage("2026.12.1", "shadow");
        service.decide();
        assertThat(service.stageSignedBy(service.ann, "2026.12.1", "active").status())
                .isEqualTo(202);
        assertThat(service.leaves("ruleset_approval")).hasSize(1);
        assertThat(service.stageSignedBy(service.ann, "2026.12.1", "active").status())
                .isEqualTo(202);
        assertThat(service.leaves("ruleset_approval")).hasSize(1);
        assertThat(service.stageSignedBy(service.bob, "2026.12.1", "active").status())
                .isEqualTo(200);
    }

    @Test
    void the_gate_says_which_figure_falls_short() {
        service.publish(removing("2026.12.0").asking("gate: {shadow_posts: 4, changed_at_most: 0.5}"));
        service.stage("2026.12.0", "shadow");
        service.decide(3);

        Answer few = service.stage("2026.12.0", "active");
        assertThat(few.status()).isEqualTo(409);
        assertThat(errors(few))
                .containsExactly(
                        " it has seen 3 posts in shadow, and gate.shadow_posts asks for 4",
                        " it would have changed the action of 3 of 3 posts (1.0000), and gate.changed_at_most allows 0.5000");

        for (int i = 0; i < 3; i++) {
            service.client().moderate("{\"text\": \"Does the library open on Sunday, number " + i + "?\"}");
        }
        assertThat(service.stage("2026.12.0", "active").status()).isEqualTo(200);
    }

    @Test
    void every_decision_rests_on_one_version_and_none_on_an_older_one_after_a_switch() {
        var stop = new AtomicBoolean();
        var latest = new AtomicReference<>("2026.11.0");
        List<CompletableFuture<Map<String, Integer>>> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clients.add(CompletableFuture.supplyAsync(() -> decideUntil(stop, latest)));
        }

        for (int i = 10; i < 16; i++) {
            String version = "2026.12." + i;
            Answer published = service.publish(i % 2 == 0 ? removing(version) : Draft.of(version));
            assertThat(published.status()).isEqualTo(201);
            assertThat(service.stage(version, "shadow").status()).isEqualTo(200);
            assertThat(service.stage(version, "active").status()).isEqualTo(200);
            latest.set(version);
            assertThat(version(service.decide())).isEqualTo(version);
        }
        stop.set(true);

        Map<String, Integer> all = new TreeMap<>();
        clients.forEach(one -> one.join().forEach((version, count) -> all.merge(version, count, Integer::sum)));
        assertThat(all).hasSizeGreaterThan(3);
    }

    /** How many decisions rested on which version, none of them older than the latest when it was asked for. */
    private Map<String, Integer> decideUntil(AtomicBoolean stop, AtomicReference<String> latest) {
        Map<String, Integer> seen = new HashMap<>();
        while (!stop.get()) {
            String atLeast = latest.get();
            String version = version(service.decide());
            assertThat(version).isGreaterThanOrEqualTo(atLeast);
            seen.merge(version, 1, Integer::sum);
        }
        return seen;
    }

    @Test
    void the_log_verifies_with_all_steps_in_it() throws Exception {
        service.publish(removing("2026.12.0").asking("approvals: 2"));
        service.stage("2026.12.0", "shadow");
        service.decide();
        service.stageSignedBy(service.ann, "2026.12.0", "active");
        service.stageSignedBy(service.bob, "2026.12.0", "active");
        service.decide();
        service.rollback();
        service.decide();
        service.close();

        Verifiers.Verdict ours = Verifiers.ours(service.data(), "--replay", "10");
        assertThat(ours.code()).as(ours.text()).isZero();
        Verifiers.Verdict theirs = Verifiers.theirs(service.data());
        assertThat(theirs.code()).as(theirs.text()).isZero();
        service.restart();
    }

    @Test
    void the_rulebook_shows_what_is_published_now() {
        service.activate(removing("2026.12.0").change("rules/contact-funnel.yaml", "revision: 3", "revision: 4"));

        Answer page = service.client().get("/rulebook/spam.contact-funnel?lang=en");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(page.text()).contains("2026.12.0", "2026.11.0", "trying it");
        Answer tried = service.client()
                .post(
                        "/rulebook/try",
                        "application/x-www-form-urlencoded",
                        "text=Add+me+on+telegram%3A+lucky_88".getBytes(StandardCharsets.UTF_8));
        assertThat(tried.text()).contains("spam.contact-funnel", "<mark");
        assertThat(service.get("/v1/decisions").path("decisions")).isEmpty();
        assertThat(service.client().get("/rulebook/changes.atom").text()).contains("2026.12.0");
    }

    @Test
    void the_archive_is_what_was_signed_unless_lists_are_kept_back() {
        service.publish(removing("2026.12.0"));
        service.activate(removing("2026.12.1").asking("disclosure: digest"));

        Answer open = service.client().get(path("2026.12.0") + "?format=archive");
        assertThat(open.response().body())
                .isEqualTo(removing("2026.12.0").signedBy(service.ann).archive());
        assertThat(service.client().get(path("2026.12.1") + "?format=archive").status())
                .isEqualTo(403);
        JsonNode list = service.get("/v1/lists/messengers");
        assertThat(list.path("entry_count").asInt()).isEqualTo(3);
        assertThat(list.path("digest").asText()).startsWith("sha256:");
        assertThat(list.has("entries")).isFalse();
        service.rollback();
        assertThat(service.get("/v1/lists/messengers").path("entries")).hasSize(3);
    }
}

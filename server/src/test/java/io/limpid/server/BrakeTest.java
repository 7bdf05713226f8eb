package io.limpid.server;

import static io.limpid.server.Draft.removing;
import static io.limpid.server.PublishingService.action;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.Client.Answer;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The brake of a rule that suddenly matches far more than it did, and the figures that it goes by. */
class BrakeTest {
    private static final String RULE = "/v1/rules/spam.contact-funnel";

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

    /** Puts a version in force whose rules are braked, to a stage, at twenty posts. */
    private void brakeAtTwenty(String to) {
        service.activate(removing("2026.12.0").asking("brake: {to: " + to + ", times: 3, posts: 20, window: 600}"));
    }

    private JsonNode decideUntil(String action) {
        return Looks.until(decision -> action(decision).equals(action), 200, 10, service::decide);
    }

    private void assertThatPostsGet(String action, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(action(service.decide())).isEqualTo(action);
        }
    }

    @Test
    void a_flood_pulls_the_brake_of_a_rule_at_once() {
        brakeAtTwenty("hold");
        assertThatPostsGet("remove", 19);
        assertThat(service.leaves("brake")).isEmpty();

        JsonNode held = decideUntil("hold");
        assertThat(held.path("provenance").path("braked").get(0).path("rule").asText())
                .isEqualTo("spam.contact-funnel");
        assertThatPostsGet("hold", 60);
        assertThat(service.leaves("brake")).hasSize(1);
        assertThat(service.leaves("brake").get(0).path("matches").asInt()).isBetween(20, 60);
    }

    @Test
    void a_brake_is_shown_with_its_reason() {
        brakeAtTwenty("hold");
        decideUntil("hold");

        assertThat(service.get(RULE).path("brake").path("why").asText()).contains("baseline");
        assertThat(service.client().get("/rulebook/spam.contact-funnel?lang=en").text())
                .contains("This rule is braked");
    }

    @Test
    void a_brake_outlasts_a_restart_and_only_a_maintainer_lifts_it_until_the_next() {
        brakeAtTwenty("hold");
        JsonNode held = decideUntil("hold");
        assertThatPostsGet("hold", 60);

        service.restart();
        assertThatPostsGet("hold", 1);
        JsonNode replay = service.replay(held);
        assertThat(replay.path("verdict").asText()).as(replay.toString()).isEqualTo("same");

        liftBrake();
        assertThatPostsGet("remove", 1);
        assertThat(service.leaves("brake")).hasSize(2);
        decideUntil("hold");
        assertThat(service.leaves("brake")).hasSize(3);
    }

    private void liftBrake() {
        liftBrake("{\"reason\": \"a news event, checked\"}");
    }

    private void liftBrake(String body) {
        Answer lifted = service.client()
                .send(service.client()
                        .request(RULE + "/brake")
                        .method("DELETE", HttpRequest.BodyPublishers.ofString(body)));
        assertThat(lifted.status()).as(lifted.text()).isEqualTo(200);
    }

    @Test
    void a_brake_to_shadow_leaves_a_rule_watching_until_it_is_revised() {
        brakeAtTwenty("shadow");

        JsonNode watched = decideUntil("allow");

        assertThat(watched.path("shadow").get(0).path("rule").asText()).isEqualTo("spam.contact-funnel");
        service.activate(removing("2026.12.1").change("rules/contact-funnel.yaml", "revision: 3", "revision: 4"));
        assertThatPostsGet("remove", 1);
        assertThat(service.leaves("ruleset_activation").get(2).path("lifts_brakes_of"))
                .extracting(JsonNode::asText)
                .containsExactly("spam.contact-funnel");
    }

    @Test
    void a_rule_that_does_what_its_time_in_shadow_promised_keeps_its_force() {
        service.publish(removing("2026.12.0").asking("brake: {to: hold, times: 2, posts: 5, window: 600}"));
        service.stage("2026.12.0", "shadow");
        service.decide(100);
        service.stage("2026.12.0", "active");

        assertThatPostsGet("remove", 60);
        assertThat(service.leaves("brake")).isEmpty();
    }

    @Test
    void what_a_rule_is_held_to_is_not_what_it_does_in_a_flood() {
        brakeAtTwenty("hold");
        assertThatItIsHeldTo(0.01, "assumed");

        decideUntil("hold");
        service.decide(150);
        service.restart();
        assertThatItIsHeldTo(0.01, "assumed");
        liftBrake();
        assertThatItIsHeldTo(0.01, "assumed");
    }

    private void assertThatItIsHeldTo(double share, String source) {
        JsonNode baseline = service.get(RULE).path("baseline");
        assertThat(baseline.path("share").asDouble()).isEqualTo(share);
        assertThat(baseline.path("source").asText()).isEqualTo(source);
    }

    @Test
    void a_rule_is_held_to_what_a_maintainer_has_accepted() {
        brakeAtTwenty("hold");
        decideUntil("hold");

        liftBrake("{\"reason\": \"they are all spam\", \"accept\": true}");
        assertThatPostsGet("remove", 60);
        service.restart();

        assertThatItIsHeldTo(1, "accepted");
        assertThatPostsGet("remove", 60);
        assertThat(service.leaves("brake")).hasSize(2);
    }

    @Test
    void a_rule_is_held_to_its_back_test_where_its_version_was_not_in_shadow() {
        service.decide(100);
        service.publish(removing("2026.12.0").asking("brake: {to: hold, times: 2, posts: 5, window: 600}"));
        String job = service.post(PublishingService.path("2026.12.0") + "/backtest", "")
                .header("Location");
        Looks.until(one -> one.path("state").asText().equals("done"), 300, 20, () -> service.get(job));

        service.stage("2026.12.0", "active");

        assertThatItIsHeldTo(1, "backtest");
        assertThatPostsGet("remove", 60);
        assertThat(service.leaves("brake")).isEmpty();
    }

    @Test
    void what_is_accepted_is_how_it_stands_when_the_brake_is_lifted() {
        brakeAtTwenty("shadow");
        for (int i = 0; i < 20; i++) {
            service.client().moderate("{\"text\": \"Does the library open on Sunday, number " + i + "?\"}");
        }
        decideUntil("allow");
        service.decide(60);

        liftBrake("{\"reason\": \"they are all spam\", \"accept\": true}");

        // More than the half at which it went off.
        assertThat(service.get(RULE).path("baseline").path("share").asDouble()).isBetween(0.75, 0.99);
    }

    @Test
    void nothing_is_known_of_a_rule_that_is_new() {
        service.decide(150);
        service.activate(removing("2026.12.0")
                .change("rules/card.yaml", "rule: spam.card", "rule: spam.wallet")
                .renamed("rules/card.yaml", "rules/wallet.yaml")
                .asking("brake: {to: hold, times: 3, posts: 20, window: 600}"));

        JsonNode baseline = service.get("/v1/rules/spam.wallet").path("baseline");
        assertThat(baseline.path("source").asText()).isEqualTo("assumed");
        assertThatItIsHeldTo(1, "earlier");
    }

    @Test
    void brakes_are_metered() {
        brakeAtTwenty("hold");
        decideUntil("hold");

        assertThat(service.client().get("/metrics").text())
                .contains("limpid_brakes_applied_total 1.0", "limpid_brakes_on 1.0");
    }

    @Test
    void figures_count_every_decision_once() {
        service.publish(removing("2026.12.0"));
        service.stage("2026.12.0", "shadow");
        service.decide();
        service.client().moderate("{\"text\": \"官方客服：加微信 abc1234\", \"language\": \"zh\"}");
        service.client().moderate("{\"text\": \"Nothing at all\"}");

        JsonNode figures = Looks.until(
                seen -> seen.path("posts").asInt() >= 3,
                100,
                100,
                () -> service.get(RULE).path("figures"));

        assertThat(figures.path("posts").asInt()).isEqualTo(3);
        assertThat(figures.path("enforced").asInt()).isEqualTo(1);
        assertThat(figures.path("suppressed").asInt()).isEqualTo(1);
        assertThat(figures.path("shadow").asInt()).isZero();
        assertThat(figures.path("share").asDouble()).isEqualTo(0.666667);
        assertThat(figures.path("cost_us").asDouble()).isPositive();
        assertThat(figures.path("by_language").path("en").asInt()).isEqualTo(1);
        assertThat(figures.path("by_language").path("zh").asInt()).isEqualTo(1);
        assertThat(figures.path("days")).hasSize(1);

        service.restart();
        assertThat(service.get(RULE).path("figures").path("posts").asInt()).isEqualTo(3);
    }
}

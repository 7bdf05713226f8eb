package io.limpid.server;

import static io.limpid.server.Draft.removing;
import static io.limpid.server.PublishingService.action;
import static io.limpid.server.PublishingService.path;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.Client.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a version would do with the posts of yesterday. */
class BacktestTest {
    private static final String BACKTEST = path("2026.12.0") + "/backtest";

    private static final List<String> POSTS = List.of(
            "{\"text\": \"Add me on telegram: lucky_88\", \"language\": \"en\"}",
            "{\"text\": \"加微信 abc1234\", \"language\": \"zh\"}",
            "{\"text\": \"card 4111 1111 1111 1111\", \"language\": \"en\"}",
            "{\"text\": \"官方客服：加微信 abc1234\", \"language\": \"zh\"}",
            "{\"text\": \"Does the library open on Sunday?\", \"language\": \"en\"}",
            "{\"text\": \"kept nowhere\", \"options\": {\"store\": \"digest\"}}");

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

    /** A version that removes what was held, and labels what was removed. */
    private static Draft swapping() {
        return removing("2026.12.0")
                .change("rules/card.yaml", "action: remove", "action: label")
                .change("rules/card.yaml", "revision: 1", "revision: 2");
    }

    private List<String> actions() {
        return POSTS.stream()
                .map(post -> action(service.client().moderate(post).json()))
                .toList();
    }

    /** A back-test that has ended. */
    private JsonNode backtest(String body) {
        Answer begun = service.post(BACKTEST, body);
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        return await(begun.header("Location"), job -> !state(job).equals("running"));
    }

    private JsonNode await(String job, Predicate<JsonNode> good) {
        return Looks.until(good, 300, 20, () -> service.get(job));
    }

    private static String state(JsonNode job) {
        return job.path("state").asText();
    }

    private static int posts(JsonNode job) {
        return job.path("report").path("posts").asInt();
    }

    @Test
    void a_back_test_counts_what_changes_by_action_rule_and_language() {
        actions();
        service.publish(swapping());

        JsonNode job = backtest("{}");

        assertThat(state(job)).as(job.toString()).isEqualTo("done");
        JsonNode report = job.path("report");
        assertThat(report.path("posts").asInt()).isEqualTo(5);
        assertThat(report.path("not_decided").path("input_erased").asInt()).isEqualTo(1);
        assertThat(report.path("action_changed").asInt()).isEqualTo(3);
        assertThat(report.path("by_action").path("hold → remove").asInt()).isEqualTo(2);
        assertThat(report.path("by_action").path("remove → label").asInt()).isEqualTo(1);
        assertThat(report.path("by_rule").path("spam.card").path("other_action").asInt())
                .isEqualTo(1);
        assertThat(report.path("by_language").path("zh").asInt()).isEqualTo(1);
        assertThat(report.path("samples")).hasSize(3);
        assertThat(service.get(BACKTEST).path("id")).isEqualTo(job.path("id"));
    }

    @Test
    void a_back_test_tells_what_really_happens_when_the_version_acts_and_the_posts_come_again() {
        List<String> before = actions();
        service.publish(swapping());
        JsonNode job = backtest("{}");

        service.stage("2026.12.0", "active");

        Map<String, Integer> foretold = new TreeMap<>();
        job.path("report")
                .path("by_action")
                .properties()
                .forEach(one -> foretold.put(one.getKey(), one.getValue().asInt()));
        assertThat(foretold).isEqualTo(changes(before, actions()));
        assertThat(service.get(BACKTEST).path("id")).isEqualTo(job.path("id"));
    }

    private static Map<String, Integer> changes(List<String> before, List<String> now) {
        Map<String, Integer> changes = new TreeMap<>();
        for (int i = 0; i < before.size(); i++) {
            if (!now.get(i).equals(before.get(i))) {
                changes.merge(before.get(i) + " → " + now.get(i), 1, Integer::sum);
            }
        }
        return changes;
    }

    @Test
    void its_samples_have_the_reasons_of_then_and_now_as_long_as_the_post_is_there() {
        actions();
        service.publish(swapping());
        JsonNode job = backtest("{}");

        JsonNode first =
                service.get(job.path("samples").asText()).path("samples").get(0);
        assertThat(first.path("then").path("action").asText()).isEqualTo("hold");
        assertThat(first.path("now").path("action").asText()).isEqualTo("remove");
        assertThat(first.path("reasons").get(0).path("rule").asText()).isEqualTo("spam.contact-funnel");
        assertThat(first.path("reasons")
                        .get(0)
                        .path("evidence")
                        .get(0)
                        .path("quote")
                        .asText())
                .isEqualTo("Add me on");
        JsonNode entry = service.leaves("access").get(0);
        assertThat(entry.path("what").asText()).isEqualTo("samples");
        assertThat(entry.path("decision_ids")).hasSize(3);

        service.client()
                .send(service.client()
                        .request(first.path("decision").asText() + "/content")
                        .DELETE());
        JsonNode erased =
                service.get(job.path("samples").asText()).path("samples").get(0);
        assertThat(erased.path("reasons").isNull()).isTrue();
    }

    @Test
    void repeats_are_counted_in_windows_that_nobody_asked_for_then() {
        List<String> then = Stream.generate(() -> "{\"text\": \"The library opens on Sunday at nine, bring your books"
                        + " back\", \"author\": {\"id\": \"u-1\"}}")
                .limit(4)
                .map(post -> action(service.client().moderate(post).json()))
                .toList();
        assertThat(then).containsExactly("allow", "allow", "limit", "limit");
        service.publish(Draft.of("2026.12.0")
                .change("rules/repeats.yaml", "window_seconds: 600", "window_seconds: 900")
                .change("rules/repeats.yaml", "action: limit", "action: label"));

        JsonNode report = backtest("{}").path("report");

        assertThat(report.path("posts").asInt()).isEqualTo(4);
        assertThat(report.path("by_action").path("limit → label").asInt()).isEqualTo(2);
        assertThat(report.path("matches").path("spam.repeats").asInt()).isEqualTo(2);
    }

    @Test
    void a_back_test_can_be_bounded() {
        service.decide(40);
        service.publish(removing("2026.12.0"));

        assertThat(posts(backtest("{\"limit\": 7}"))).isEqualTo(7);
        assertThat(posts(backtest("{\"to\": \"2020-01-01T00:00:00.000Z\"}"))).isZero();
        assertThat(service.post(BACKTEST, "{\"from\": \"yesterday\", \"limit\": 0}")
                        .json()
                        .path("errors"))
                .hasSize(2);
        for (String wrong : List.of(
                "{\"from\": \"+999999999-12-31T23:59:59Z\"}",
                "{\"from\": \"2026-01-02T00:00:00Z\", \"to\": \"2026-01-01T00:00:00Z\"}")) {
            assertThat(service.post(BACKTEST, wrong).status()).as(wrong).isEqualTo(400);
        }
    }

    @Test
    void a_back_test_can_be_cancelled_and_gone_on_with_after_a_restart() {
        service.decide(40);
        service.publish(removing("2026.12.0"));
        String self = service.post(BACKTEST, "").header("Location");

        service.client().send(service.client().request(self).DELETE());
        service.restart();
        JsonNode stopped = service.get(self);
        if (!state(stopped).equals("done")) {
            assertThat(state(stopped)).isEqualTo("cancelled");
            assertThat(service.post(self + "/resume", "").status()).isEqualTo(202);
        }

        assertThat(posts(await(self, job -> state(job).equals("done")))).isEqualTo(40);
        assertThat(service.post(self + "/resume", "").status()).isEqualTo(409);
    }
}

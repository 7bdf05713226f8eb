package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.Client.Answer;
import io.limpid.server.api.SampleRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one caller can do to the others. */
class BoundsTest {
    private static final String SHOP = "Our little shop around the corner opens again on Monday with fresh bread";

    @TempDir
    Path folder;

    private RunningServer server;
    private Client client;

    @BeforeEach
    void start() {
        SampleRules.writeTo(folder.resolve("rulesets"));
        server = TestConfig.in(folder).start();
        client = new Client(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void one_post_sent_many_times_at_once_with_one_key_is_one_post_of_its_author() {
        String post = "{\"text\": \"" + SHOP + "\", \"author\": {\"id\": \"u-1\"}}";
        ExecutorService pool = Executors.newFixedThreadPool(16);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            answers.add(CompletableFuture.supplyAsync(() -> client.moderate(post, "Idempotency-Key", "once"), pool));
        }
        Set<String> actions = new HashSet<>();
        answers.forEach(
                answer -> actions.add(answer.join().json().path("action").asText()));
        pool.shutdown();

        // The sample rule limits the third of three.
        assertThat(actions).containsExactly("allow");
        assertThat(client.moderate(post).json().path("action").asText()).isEqualTo("allow");
        assertThat(client.moderate(post).json().path("action").asText()).isEqualTo("limit");
    }

    @Test
    void batches_that_wait_leave_room_for_single_posts_and_one_too_many_is_told() throws IOException {
        List<Wire> idle = new ArrayList<>();
        try {
            // More than there is room for: one of those below may have come in between and taken the place of one of
            // these.
            for (int i = 0; i < 80; i++) {
                var wire = new Wire(server.port());
                idle.add(wire);
                wire.post("/v1/moderate/batch", "application/x-ndjson", 1_000);
                wire.send("", ("{\"text\": \"" + SHOP + i + "\"}\n").getBytes(StandardCharsets.UTF_8));
            }
            Answer refused = firstRefused();

            assertThat(refused.json().path("type").asText()).isEqualTo("/problems/overloaded");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(client.moderate("{\"text\": \"" + SHOP + "\"}").status()).isEqualTo(200);
        } finally {
            for (Wire wire : idle) {
                wire.close();
            }
        }
    }

    /** The batches above are under way only once the server has read of them. */
    private Answer firstRefused() {
        Answer answer = client.post("/v1/moderate/batch", "application/x-ndjson", new byte[0]);
        for (int i = 0; answer.status() == 200 && i < 1_000; i++) {
            answer = client.post("/v1/moderate/batch", "application/x-ndjson", new byte[0]);
        }
        return answer;
    }

    @ParameterizedTest
    @CsvSource({
        "Host: localhost:8080, 200",
        "Host: 127.0.0.1, 200",
        "Host: [::1]:8080, 200",
        "Host: evil.example, 403",
        "Host: localhost.evil.example:8080, 403",
        "Host: 127.0.0.1.evil.example, 403"
    })
    void without_keys_only_requests_to_this_machine_by_its_own_name_are_answered(String header, int status)
            throws IOException {
        try (var wire = new Wire(server.port())) {
            assertThat(wire.get("/v1/decisions", header).status()).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource({"http://localhost:3000, 200", "http://evil.example, 403", "null, 403", "http://[, 403"})
    void without_keys_a_web_page_from_elsewhere_gets_no_answer(String origin, int status) {
        Answer answer = client.moderate("{\"text\": \"" + SHOP + "\"}", "Origin", origin);

        assertThat(answer.status()).isEqualTo(status);
    }

    @Test
    void a_wrong_method_is_told_the_right_ones() {
        Answer answer = client.get("/v1/moderate");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).isEqualTo("POST");
    }

    @Test
    void a_batch_with_an_idempotency_key_is_refused() {
        Answer answer = client.post("/v1/moderate/batch", "application/x-ndjson", new byte[0], "Idempotency-Key", "k");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).contains("a batch takes no Idempotency-Key");
    }

    @Test
    void the_link_of_a_reason_leads_to_its_rule() {
        Answer decision = client.moderate("{\"text\": \"Add me on telegram: lucky_88\"}");

        Answer rule = client.get(decision.json().at("/reasons/0/source/url").asText());

        assertThat(rule.status()).isEqualTo(200);
        assertThat(rule.text()).contains("spam.contact-funnel", "Terms 2.1");
    }

    @Test
    void a_batch_of_posts_with_long_answers_is_answered_to_its_end() {
        String line = "{\"text\": \"" + "Add me on telegram: lucky_88. ".repeat(60) + "\"}\n";

        Answer answer = client.post(
                "/v1/moderate/batch", "application/x-ndjson", line.repeat(300).getBytes(StandardCharsets.UTF_8));

        assertThat(answer.text().lines()).hasSize(300).allMatch(json -> json.startsWith("{\"decision_id\""));
    }

    @Test
    void a_page_of_long_answers_ends_early_and_says_where_to_go_on() {
        String line = "{\"fields\": {\"" + "f".repeat(256) + "\": \"" + "Add me on telegram: lucky_88. ".repeat(60)
                + "\"}}\n";
        client.post(
                "/v1/moderate/batch", "application/x-ndjson", line.repeat(100).getBytes(StandardCharsets.UTF_8));

        Set<String> ids = new HashSet<>();
        int pages = 0;
        String cursor = "";
        while (cursor != null) {
            Answer page = client.get("/v1/decisions?limit=1000" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            assertThat(page.response().body()).hasSizeLessThan(3 << 20);
            page.json()
                    .path("decisions")
                    .forEach(decision -> ids.add(decision.path("decision_id").asText()));
            JsonNode next = page.json().path("next");
            cursor = next.isTextual() ? next.asText() : null;
            pages++;
        }

        assertThat(ids).hasSize(100);
        assertThat(pages).isGreaterThan(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"text": "x", "id": "%s"}                                     | /id
            {"fields": {"%s": "x"}}                                       | /fields/nnn
            {"text": "x", "author": {"id": "%s"}}                         | /author/id
            {"text": "x", "context": {"reply_to": "%s"}}                  | /context/reply_to
            {"text": "x", "context": {"territory": "%s"}}                 | /context/territory
            {"text": "x", "context": {"attributes": {"%s": 1}}}           | /context/attributes/nnn
            """)
    void a_name_or_id_that_is_too_long_is_refused(String body, String pointer) {
        Answer longest = client.moderate(body.formatted("n".repeat(256)));
        Answer tooLong = client.moderate(body.formatted("n".repeat(257)));

        assertThat(longest.status()).isEqualTo(200);
        assertThat(tooLong.status()).isEqualTo(400);
        assertThat(tooLong.json().at("/errors/0/pointer").asText()).startsWith(pointer);
        assertThat(tooLong.json().at("/errors/0/detail").asText())
                .isEqualTo("257 code points long; 256 are allowed for a name or an id");
    }
}

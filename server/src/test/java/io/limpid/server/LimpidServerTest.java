package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.Client.Answer;
import io.limpid.server.api.SampleRules;
import io.limpid.server.config.ServerConfig;
import io.limpid.server.config.StartRefusedException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimpidServerTest {
    private static final String SPAM = "{\"id\": \"p-1\", \"text\": \"😀 Add me on telegram: lucky_88\"}";

    @TempDir
    Path folder;

    private RunningServer server;
    private Client client;

    @BeforeEach
    void start() {
        SampleRules.writeTo(folder.resolve("rulesets"));
        server = LimpidServer.start(config());
        client = new Client(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ServerConfig config() {
        return TestConfig.in(folder).config();
    }

    @Test
    void a_post_goes_in_and_a_decision_with_its_source_comes_out_and_stays() {
        Answer answer = client.moderate(SPAM);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().path("action").asText()).isEqualTo("hold");
        assertThat(answer.json().at("/reasons/0/source/file").asText()).isEqualTo("spam/rules/contact-funnel.yaml");
        assertThat(answer.json().at("/log/leaf_hash").asText()).matches("sha256:[0-9a-f]{64}");
        String self = answer.json().at("/links/self").asText();
        assertThat(client.get(self).text()).isEqualTo(answer.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    GET    | /nowhere               | 404 | not-found
                    GET    | /v1/decisions/none     | 404 | not-found
                    GET    | /v1/rules/spam.none    | 404 | not-found
                    GET    | /v1/rulesets/none      | 404 | not-found
                    GET    | /v1/moderate           | 405 | method-not-allowed
                    DELETE | /v1/rulesets           | 405 | method-not-allowed
                    POST   | /healthz               | 405 | method-not-allowed
                    GET    | /v1/decisions?limit=0  | 400 | invalid-request
                    GET    | /v1/decisions?acton=x  | 400 | invalid-request
                    GET    | /v1/decisions?from=x   | 400 | invalid-request
                    GET    | /v1/decisions?cursor=x | 400 | invalid-request
                    GET    | /v1/decisions/%00      | 400 | bad-request
                    GET    | /..%2f..%2fetc         | 404 | not-found
                    """)
    void what_does_not_fit_is_a_problem(String method, String path, int status, String type) {
        Answer answer =
                client.send(client.request(path).method(method, java.net.http.HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().path("type").asText()).isEqualTo("/problems/" + type);
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.text()).doesNotContainIgnoringCase("jetty", "javalin", "exception", "java.");
    }

    @Test
    void a_body_of_another_type_or_too_large_is_refused() {
        assertThat(client.post("/v1/moderate", "text/plain", SPAM.getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(415);
        assertThat(client.post("/v1/moderate/batch", "application/json", new byte[0])
                        .status())
                .isEqualTo(415);
        assertThat(client.moderate("{\"text\": \"" + "x".repeat(1 << 20) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(client.moderate("{\"text\": \"" + "x".repeat(100_001) + "\"}")
                        .json()
                        .path("type")
                        .asText())
                .isEqualTo("/problems/too-large");
    }

    @Test
    void a_batch_that_breaks_off_is_answered_so_far_and_told_where_it_broke() throws IOException {
        try (var wire = new Wire(server.port())) {
            byte[] lines = (SPAM + "\n" + SPAM.substring(0, 9)).getBytes(StandardCharsets.UTF_8);
            wire.post("/v1/moderate/batch", "application/x-ndjson", lines.length + 9);
            wire.send("", lines);
            wire.endOutput();

            assertThat(wire.rest())
                    .contains("{\"decision_id\"")
                    .contains("{\"line\":2,\"error\"")
                    .contains("the body broke off in this line")
                    .doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void the_same_key_and_body_give_the_same_decision() {
        Answer first = client.moderate(SPAM, "Idempotency-Key", "k-1");
        Answer second = client.moderate(SPAM, "Idempotency-Key", "k-1");
        Answer other = client.moderate("{\"text\": \"other\"}", "Idempotency-Key", "k-1");

        assertThat(second.text()).isEqualTo(first.text());
        assertThat(first.header("Idempotent-Replayed")).isEmpty();
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(other.status()).isEqualTo(409);
        assertThat(client.get("/v1/decisions").json().path("decisions")).hasSize(1);
    }

    @Test
    void callers_who_race_with_one_key_get_one_decision() {
        Set<String> ids = new HashSet<>();
        for (Answer answer : together(24, i -> client.moderate(SPAM, "Idempotency-Key", "race"))) {
            assertThat(answer.status()).isEqualTo(200);
            ids.add(answer.json().path("decision_id").asText());
        }

        assertThat(ids).hasSize(1);
    }

    @Test
    void a_dry_run_decides_and_leaves_nothing() {
        Answer answer = client.moderate("{\"text\": \"加微信 abc1234\", \"options\": {\"dry_run\": true}}");

        assertThat(answer.json().path("action").asText()).isEqualTo("hold");
        assertThat(answer.json().has("log")).isFalse();
        assertThat(client.get("/v1/decisions").json().path("decisions")).isEmpty();
    }

    @Test
    void near_duplicates_of_an_author_are_counted() {
        List<String> actions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String post =
                    "{\"text\": \"Our little shop around the corner opens again on Monday with fresh bread, number " + i
                            + "\", \"author\": {\"id\": \"u-1\"}}";
            actions.add(client.moderate(post).json().path("action").asText());
        }

        assertThat(actions).containsExactly("allow", "allow", "limit", "limit");
    }

    @Test
    void decisions_are_found_by_what_they_are_and_page_by_page() {
        for (int i = 0; i < 5; i++) {
            client.moderate("{\"text\": \"hello world " + i + "\", \"author\": {\"id\": \"a-" + i % 2 + "\"}}");
        }
        client.moderate("{\"text\": \"加微信 abc1234\"}");
        client.moderate("{\"text\": \"card 4111 1111 1111 1111\"}");

        assertThat(found("?action=hold")).hasSize(1);
        assertThat(found("?rule=spam.card")).hasSize(1);
        assertThat(found("?category=spam")).hasSize(1);
        assertThat(found("?language=zh")).hasSize(1);
        assertThat(found("?author=a-1")).hasSize(2);
        assertThat(found("?q=world%203")).hasSize(1);
        assertThat(found("?from=2099-01-01T00:00:00Z")).isEmpty();
        JsonNode page = client.get("/v1/decisions?limit=4").json();
        JsonNode rest = client.get(
                        "/v1/decisions?limit=4&cursor=" + page.path("next").asText())
                .json();
        assertThat(page.path("decisions")).hasSize(4);
        assertThat(page.at("/decisions/0/action").asText()).isEqualTo("remove");
        assertThat(rest.path("decisions")).hasSize(3);
        assertThat(rest.path("next").isNull()).isTrue();
    }

    private JsonNode found(String query) {
        return client.get("/v1/decisions" + query).json().path("decisions");
    }

    @Test
    void a_batch_is_answered_line_by_line_in_order_whatever_is_in_it() throws IOException {
        StringBuilder body = new StringBuilder();
        for (int i = 1; i <= 1_000; i++) {
            body.append(
                            switch (i % 10) {
                                case 3 -> "not json";
                                case 6 -> "{\"text\": 5}";
                                default -> "{\"id\": \"" + i + "\", \"text\": \"post " + i + "\"}";
                            })
                    .append('\n');
        }

        Answer answer = client.post(
                "/v1/moderate/batch", "application/x-ndjson", body.toString().getBytes(StandardCharsets.UTF_8));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
        List<String> lines = answer.text().lines().toList();
        assertThat(lines).hasSize(1_000);
        for (int i = 1; i <= 1_000; i++) {
            JsonNode line = Client.JSON.readTree(lines.get(i - 1));
            if (i % 10 == 3 || i % 10 == 6) {
                assertThat(line.path("line").asInt()).isEqualTo(i);
                assertThat(line.at("/error/status").asInt()).isEqualTo(400);
            } else {
                assertThat(line.path("id").asText()).isEqualTo(Integer.toString(i));
                assertThat(line.path("log").path("index").isInt()).isTrue();
            }
        }
    }

    @Test
    void rulesets_and_rules_are_public() {
        JsonNode list = client.get("/v1/rulesets").json();
        JsonNode ruleset = client.get("/v1/rulesets/spam").json();
        JsonNode rule = client.get("/v1/rules/spam.contact-funnel").json();

        assertThat(list.at("/rulesets/0/version").asText()).isEqualTo("2026.11.0");
        assertThat(list.at("/rulesets/0/stage").asText()).isEqualTo("active");
        assertThat(ruleset.path("rules")).hasSize(3);
        assertThat(rule.at("/source/text").asText()).isEqualTo(SampleRules.FILES.get("rules/contact-funnel.yaml"));
        assertThat(rule.at("/explain/public/zh").asText()).isEqualTo("帖子不得引流。");
        assertThat(rule.at("/signals/app/near").asText()).isEqualTo("verb");
    }

    @Test
    void it_is_alive_and_ready() {
        assertThat(client.get("/healthz").status()).isEqualTo(200);
        assertThat(client.get("/readyz").status()).isEqualTo(200);
    }

    @Test
    void a_restart_keeps_decisions_and_the_rulesets_in_force() throws IOException {
        Answer before = client.moderate(SPAM, "Idempotency-Key", "k");
        server.close();
        Files.writeString(folder.resolve("rulesets/spam/lists/messengers.txt"), "telegram\n");

        server = LimpidServer.start(config());
        client = new Client(server);

        assertThat(client.get(before.json().at("/links/self").asText()).text()).isEqualTo(before.text());
        assertThat(client.moderate(SPAM, "Idempotency-Key", "k").text()).isEqualTo(before.text());
        assertThat(client.moderate("{\"text\": \"加微信 abc1234\"}").json().path("provenance"))
                .isEqualTo(before.json().path("provenance"));
    }

    @Test
    void text_that_may_not_be_stored_is_nowhere_at_rest() throws IOException {
        Answer answer =
                client.moderate("{\"text\": \"Add me on telegram: zanzibar_42\", \"author\": {\"id\": \"quetzal\"},"
                        + " \"options\": {\"store\": \"digest\", \"explain\": \"reviewer\"}}");
        client.moderate("{\"text\": \"Add me on telegram: xylophone_42\"}");
        JsonNode kept = client.get(answer.json().at("/links/self").asText()).json();

        assertThat(answer.text()).contains("zanzibar_42");
        assertThat(kept.toString()).doesNotContain("zanzibar", "telegram:", "quote");
        assertThat(kept.at("/reasons/0/explanation").asText()).isEqualTo("'…' near '…', 2 handles, 0 days");
        assertThat(found("?q=zanzibar")).isEmpty();
        assertThat(found("?q=xylophone")).hasSize(1);
        server.close();
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("zanzibar", "quetzal", "xylophone");
            }
        }
    }

    @Test
    void requests_under_way_are_answered_before_it_stops() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            String text = "word ".repeat(5_000) + i;
            answers.add(CompletableFuture.supplyAsync(() -> client.moderate("{\"text\": \"" + text + "\"}"), pool));
        }
        CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new)).join();

        server.close();
        pool.shutdown();

        // Those that had not been sent find nobody there; those that were sent have an answer that is in the log.
        Set<String> answered = new HashSet<>();
        for (CompletableFuture<Answer> answer : answers) {
            answer.exceptionally(e -> null).join();
            if (!answer.isCompletedExceptionally() && answer.join().status() == 200) {
                answered.add(answer.join().json().path("decision_id").asText());
            }
        }
        server = LimpidServer.start(config());
        client = new Client(server);
        assertThat(answered).hasSizeGreaterThan(0);
        assertThat(answered)
                .allSatisfy(id ->
                        assertThat(client.get("/v1/decisions/" + id).status()).isEqualTo(200));
    }

    @Test
    void nothing_is_decided_while_the_log_cannot_be_written_and_then_it_comes_back() throws Exception {
        client.moderate(SPAM);
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/log.db"));
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            Answer refused = client.moderate(SPAM);
            Answer unready = client.get("/readyz");

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.json().path("type").asText()).isEqualTo("/problems/log-unavailable");
            assertThat(refused.header("Retry-After")).isEqualTo("5");
            assertThat(unready.status()).isEqualTo(503);
            assertThat(unready.json().at("/errors/0/pointer").asText()).isEqualTo("/log");
            assertThat(client.get("/healthz").status()).isEqualTo(200);
            statement.execute("ROLLBACK");
        }
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (client.get("/readyz").status() != 200 && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        assertThat(client.moderate(SPAM).status()).isEqualTo(200);
    }

    @Test
    void a_line_of_a_batch_is_answered_before_the_next_is_sent() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                var out = socket.getOutputStream();
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.setSoTimeout(10_000);
            String head = """
                    POST /v1/moderate/batch HTTP/1.1
                    Host: localhost
                    Content-Type: application/x-ndjson
                    Transfer-Encoding: chunked

                    """;
            out.write(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 3; i++) {
                String line = "{\"id\": \"line-" + i + "\", \"text\": \"x\"}\n";
                out.write((Integer.toHexString(line.length()) + "\r\n" + line + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                String id = "\"id\":\"line-" + i + "\"";

                assertThat(in.lines().filter(answer -> answer.contains(id)).findFirst())
                        .isPresent();
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Test
    void many_callers_at_once_each_get_their_own_answer() {
        List<Answer> answers =
                together(32, i -> client.moderate("{\"id\": \"p-" + i + "\", \"text\": \"加微信 abc" + i + "def\"}"));

        Set<Long> indices = new HashSet<>();
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).json().path("id").asText()).isEqualTo("p-" + i);
            assertThat(answers.get(i).json().at("/reasons/0/evidence/2/quote").asText())
                    .isEqualTo("abc" + i + "def");
            indices.add(answers.get(i).json().at("/log/index").asLong());
        }
        assertThat(indices).hasSize(32);
    }

    @Test
    void a_broken_ruleset_refuses_the_start_and_leaves_no_data_folder() throws IOException {
        Path rules = folder.resolve("rulesets/spam/rules/card.yaml");
        Files.writeString(rules, Files.readString(rules).replace("when: card", "when: crad"));
        ServerConfig fresh =
                TestConfig.in(folder).withData(folder.resolve("fresh")).config();

        assertThatThrownBy(() -> LimpidServer.start(fresh))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("spam/rules/card.yaml:9:");
        assertThat(folder.resolve("fresh")).doesNotExist();
    }

    @Test
    void only_a_loopback_address_may_be_open_to_everybody() {
        assertThatThrownBy(() -> TestConfig.in(folder).withHost("0.0.0.0").config())
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("loopback");
    }

    @Test
    void a_port_in_use_and_a_folder_in_use_are_told() {
        assertThatThrownBy(() -> LimpidServer.start(config()))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("in use by another running limpid");
        ServerConfig samePort = TestConfig.in(folder)
                .withPort(server.port())
                .withData(folder.resolve("other"))
                .config();
        assertThatThrownBy(() -> LimpidServer.start(samePort))
                .isInstanceOf(StartRefusedException.class)
                .hasMessage("cannot listen on 127.0.0.1:" + server.port() + ": address already in use");
    }

    private interface Call {
        Answer make(int number);
    }

    private static List<Answer> together(int count, Call call) {
        ExecutorService pool = Executors.newFixedThreadPool(count);
        try {
            List<CompletableFuture<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                answers.add(CompletableFuture.supplyAsync(() -> call.make(number), pool));
            }
            return answers.stream().map(CompletableFuture::join).toList();
        } finally {
            pool.shutdown();
        }
    }
}

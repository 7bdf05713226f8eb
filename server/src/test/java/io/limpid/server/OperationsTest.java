package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.Client.Answer;
import io.limpid.server.api.SampleRules;
import io.limpid.signal.classifier.ModelFolder;
import io.limpid.signal.classifier.TinyModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators see of a service: figures and lines of text. */
class OperationsTest {
    private static final String POST = "{\"text\": \"Add me on telegram: lucky_88\", \"language\": \"en\"}";
    private static final Path PAGES = Path.of("..", "docs", "operations");
    private static final Pattern FIGURE = Pattern.compile("\\b(limpid|jvm)_[a-z_]+");

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        SampleRules.writeTo(folder.resolve("rulesets"));
    }

    private static Set<String> names(String metrics) {
        return metrics.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.replaceFirst("[ {].*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void every_figure_that_the_dashboard_and_the_alerts_and_the_page_name_is_there() throws IOException {
        TinyModel.write(folder.resolve("models"), "spam", Map.of("prize", 90));
        Set<String> there;
        try (RunningServer server = TestConfig.in(folder)
                .withModels(ModelFolder.readAll(folder.resolve("models")), 5_000)
                .start()) {
            server.awaitModels();
            Client client = new Client(server);
            client.moderate(POST);
            client.moderate("{\"text\": \"claim your prize\"}");
            there = names(client.get("/metrics").text());
            client.get("/metrics");
        }

        for (String page : List.of("grafana-dashboard.json", "alerts.yaml", "metrics.md")) {
            Matcher figures = FIGURE.matcher(Files.readString(PAGES.resolve(page)));
            Set<String> named = new TreeSet<>();
            while (figures.find()) {
                named.add(figures.group());
            }
            assertThat(named).as(page).hasSizeGreaterThan(7);
            named.removeIf(name -> there.contains(name) || there.contains(name + "_count"));
            // There only once something failed or waited.
            named.removeAll(Set.of(
                    "limpid_decisions_failures_total",
                    "limpid_webhook_deliveries_total",
                    "jvm_gc_pause_seconds_sum",
                    "jvm_gc_pause_seconds",
                    "limpid_webhook_pending"));
            assertThat(named).as(page).isEmpty();
        }
    }

    @Test
    void what_is_counted_is_what_happened() throws IOException {
        try (RunningServer server = TestConfig.in(folder).start()) {
            Client client = new Client(server);
            for (int i = 0; i < 3; i++) {
                client.moderate(POST);
            }
            client.moderate("{\"text\": \"hello\"}");
            client.moderate("{");
            for (int i = 0; i < 20; i++) {
                client.get("/nowhere/" + i);
            }

            String metrics = client.get("/metrics").text();

            assertThat(metrics)
                    .contains("limpid_decisions_total{action=\"allow\"} 1.0")
                    .contains("limpid_decisions_unlogged_total 0.0")
                    .contains("limpid_log_writable 1.0")
                    .contains("route=\"none\",status=\"404\"} 20\n")
                    .contains(
                            "limpid_http_requests_seconds_count{method=\"POST\",route=\"/v1/moderate\",status=\"200\"} 4\n")
                    .contains(
                            "limpid_http_requests_seconds_count{method=\"POST\",route=\"/v1/moderate\",status=\"400\"} 1\n")
                    .contains("limpid_log_commit_records_sum 4.0")
                    .doesNotContain("/nowhere");
            assertThat(metrics.lines().filter(line -> line.startsWith("limpid_rule_matches_total")))
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith(" 3.0"));
        }
    }

    @Test
    void an_answer_names_its_request_and_the_trace_that_it_belongs_to() throws IOException {
        try (RunningServer server = TestConfig.in(folder).start()) {
            Client client = new Client(server);
            String trace = "4bf92f3577b34da6a3ce929d0e0e4736";

            Answer answer = client.moderate(POST, "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");

            assertThat(answer.header("X-Request-Id")).isEqualTo(trace);
            assertThat(client.moderate(POST).header("X-Request-Id")).matches("[0-9a-f]{32}");
        }
    }

    @Test
    void lines_of_json_name_requests_and_hold_nothing_of_posts_and_keys() throws Exception {
        Path data = Files.createDirectories(folder.resolve("data"));
        String token = Commands.run("keys", "create", "--data", data.toString(), "--role", "platform", "--name", "shop")
                .out()
                .strip();
        Path config = Files.writeString(
                folder.resolve("limpid.yaml"), "port: 0\ndata: data\nlog_format: json\nlog_requests: true\n");
        String trace = "0af7651916cd43dd8448eb211c80319c";
        try (LimpidProcess process = LimpidProcess.start(folder, "serve", "--config", config.toString())) {
            int port = process.awaitReady();
            String body = "{\"text\": \"Add me on telegram: secretword_88\", \"author\": {\"id\": \"secretauthor\"}}";
            try (Wire wire = new Wire(port)) {
                wire.send(
                        "POST /v1/moderate?secretparameter=1 HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                + token
                                + "\r\ntraceparent: 00-" + trace
                                + "-b7ad6b7169203331-01\r\nContent-Type: application/json"
                                + "\r\nContent-Length: " + body.length() + "\r\n\r\n",
                        body.getBytes(StandardCharsets.UTF_8));
                assertThat(wire.answer().status()).isEqualTo(200);
                assertThat(wire.get("/v1/decisions", "Host: localhost\r\nAuthorization: Bearer limpid_secretkey_x")
                                .status())
                        .isEqualTo(401);
            }
            process.signal("TERM");
            assertThat(process.exitCode()).isZero();
        }

        List<String> lines = Files.readAllLines(folder.resolve("err.txt"));
        List<JsonNode> requests = lines.stream()
                .map(OperationsTest::json)
                .filter(line -> line.path("message").asText().equals("request"))
                .toList();
        assertThat(requests).hasSize(2);
        JsonNode moderated = requests.get(0);
        assertThat(moderated.path("request_id").asText()).isEqualTo(trace);
        assertThat(moderated.path("route").asText()).isEqualTo("/v1/moderate");
        assertThat(moderated.path("status").isInt()).isTrue();
        assertThat(moderated.path("key").asText()).isEqualTo(token.split("_", 3)[1]);
        assertThat(requests.get(1).path("status").asInt()).isEqualTo(401);
        assertThat(requests.get(1).path("key").asText()).isEqualTo("none");
        assertThat(String.join("\n", lines))
                .doesNotContain("secretword", "secretauthor", "secretparameter", "secretkey", "lucky")
                .doesNotContain(token.substring(token.indexOf('_', 8)));
    }

    private static JsonNode json(String line) {
        try {
            return Client.JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + line, e);
        }
    }
}

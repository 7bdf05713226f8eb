package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.limpid.server.api.SampleRules;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Leaf;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.LogSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the running program does when it is told to end, and when it is not even told. */
class SignalTest {
    private static final int CONNECTIONS = 6;
    private static final String SPAM = "{\"text\": \"Add me on telegram: lucky_88\"}";

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Where each decision stands of which an answer came, by its id. */
    private final Map<String, Long> told = new ConcurrentHashMap<>();

    @BeforeEach
    void write() {
        SampleRules.writeTo(folder.resolve("rulesets"));
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void a_decision_whose_answer_came_survives_a_kill_and_keeps_its_place() throws IOException {
        try (LimpidProcess server = serve()) {
            List<CompletableFuture<Boolean>> callers = callers(server.awaitReady());
            awaitTold(500);

            server.kill();

            callers.forEach(CompletableFuture::join);
        }

        try (LimpidProcess server = serve()) {
            assertEverythingToldIsThere(server.awaitReady());
        }
        assertThat(told.values()).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(500);
    }

    @Test
    void whoever_is_being_served_when_it_is_told_to_end_gets_a_whole_answer() throws IOException {
        try (LimpidProcess server = serve();
                Wire batch = new Wire(server.awaitReady())) {
            byte[] lines = (SPAM + "\n").repeat(100).getBytes(StandardCharsets.UTF_8);
            batch.post("/v1/moderate/batch", "application/x-ndjson", lines.length);
            batch.send("", Arrays.copyOf(lines, lines.length / 2));
            List<CompletableFuture<Boolean>> callers = callers(batch.port());
            awaitTold(300);

            server.signal("TERM");

            // Each was told with its last answer, which was whole, that there will be no more on this connection.
            assertThat(callers).allSatisfy(caller -> assertThat(caller.join()).isTrue());
            pause(1_500);
            batch.send("", Arrays.copyOfRange(lines, lines.length / 2, lines.length));
            List<String> answers = batch.answer().body().lines().toList();
            assertThat(answers.size()).isEqualTo(100);
            for (String answer : answers) {
                remember(new Wire.Answer(200, Map.of(), answer.getBytes(StandardCharsets.UTF_8)));
            }
            assertThat(server.exitCode()).isZero();
        }

        try (var log =
                DecisionLog.open(LogPlace.alone(folder.resolve("data")), LogSettings.defaults(), Clock.systemUTC())) {
            told.forEach((id, index) -> assertThat(
                            log.find(id).orElseThrow().leaf().position().index())
                    .isEqualTo(index));
            Leaf start = log.entries(log.size() - 1, log.size()).findFirst().orElseThrow();
            assertThat(Client.JSON.readTree(start.bytes()).path("reason").asText())
                    .isEqualTo("clean");
        }
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
        assertThat(folder.resolve("err.txt")).hasContent("");
    }

    @Test
    void a_demo_that_is_interrupted_leaves_nothing_behind() throws IOException {
        assumeThat(ignoresInterrupts())
                .as("a job in the background is started with SIGINT ignored, and so is all that it starts")
                .isFalse();
        try (LimpidProcess demo = LimpidProcess.start(folder, "demo")) {
            demo.awaitLine("Sending");

            demo.signal("INT");

            assertThat(demo.exitCode()).isEqualTo(130);
        }
        assertThat(folder.resolve("tmp")).isEmptyDirectory();
        assertThat(folder.resolve("err.txt")).hasContent("");
    }

    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> line.substring("SigIgn:".length()).strip())
                .findFirst()
                .orElse("0");
        return (Long.parseUnsignedLong(ignored, 16) & 0b10) != 0;
    }

    private LimpidProcess serve() {
        return LimpidProcess.start(
                folder,
                "serve",
                "--open",
                "--port",
                "0",
                "--data",
                folder.resolve("data").toString());
    }

    /** Each sends posts on one connection until the server ends it, and tells whether it ended in order. */
    private List<CompletableFuture<Boolean>> callers(int port) {
        return IntStream.range(0, CONNECTIONS)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> call(port), threads))
                .toList();
    }

    private boolean call(int port) {
        try (var wire = new Wire(port)) {
            Wire.Answer answer;
            do {
                answer = wire.moderate(SPAM);
                remember(answer);
            } while (!answer.last());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void remember(Wire.Answer answer) throws IOException {
        assertThat(answer.status()).isEqualTo(200);
        told.put(
                answer.json().path("decision_id").asText(),
                answer.json().at("/log/index").asLong(-1));
    }

    private void awaitTold(int count) {
        while (told.size() < count) {
            pause(2);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void assertEverythingToldIsThere(int port) throws IOException {
        try (var wire = new Wire(port)) {
            for (Map.Entry<String, Long> entry : told.entrySet()) {
                Wire.Answer answer = wire.get("/v1/decisions/" + entry.getKey());
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.json().at("/log/index").asLong(-1)).isEqualTo(entry.getValue());
            }
        }
    }
}

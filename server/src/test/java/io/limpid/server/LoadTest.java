package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.api.SampleRules;
import io.limpid.server.log.LogPlace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More than the service takes: slow callers, bodies that are too large, and then a signal. */
class LoadTest {
    private static final int CALLERS = 12;
    private static final int SLOW_CALLERS = 250;
    /** More of them for a longer trial: {@code -Dload.enough=50000}. */
    private static final int ENOUGH = Integer.getInteger("load.enough", 1_500);

    private static final byte[] OVERSIZED =
            ("{\"text\": \"" + "x".repeat(2 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private final Set<String> acknowledged = new ConcurrentSkipListSet<>();
    private final Set<String> wrong = new ConcurrentSkipListSet<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private String token = "";
    private int port;

    @Test
    void what_was_acknowledged_is_logged_and_a_signal_loses_nothing() throws Exception {
        SampleRules.writeTo(folder.resolve("rulesets"));
        Path data = Files.createDirectories(folder.resolve("data"));
        token = Commands.run("keys", "create", "--data", data.toString(), "--role", "platform", "--name", "shop")
                .out()
                .strip();
        Path config = Files.writeString(
                folder.resolve("limpid.yaml"), "port: 0\ndata: data\nlimits: {concurrent_requests: 8}\n");
        List<Socket> slow = new ArrayList<>();
        List<Thread> callers = new ArrayList<>();
        try (LimpidProcess process = LimpidProcess.start(folder, "serve", "--config", config.toString())) {
            port = process.awaitReady();
            for (int i = 0; i < SLOW_CALLERS; i++) {
                slow.add(slowCaller());
            }
            for (int i = 0; i < CALLERS; i++) {
                boolean oversized = i % 4 == 3;
                var caller = new Thread(() -> call(oversized), "caller-" + i);
                callers.add(caller);
                caller.start();
            }
            Looks.until(count -> count >= ENOUGH, 20_000, 50, acknowledged::size);

            process.signal("TERM");

            assertThat(process.exitCode()).isZero();
            ended.set(true);
            for (Thread caller : callers) {
                caller.join();
            }
        } finally {
            ended.set(true);
            for (Socket socket : slow) {
                socket.close();
            }
        }

        assertThat(wrong).isEmpty();
        Set<String> logged = logged(data);
        assertThat(logged).containsAll(acknowledged);
        // Of those whose answer was on its way when the process ended, nobody knows what they heard.
        assertThat(logged.size() - acknowledged.size()).isBetween(0, CALLERS);
        assertThat(Commands.run("log", "verify", "--data", data.toString(), "--guard", guard().toString())
                        .code())
                .isZero();
        assertThat(Files.readString(folder.resolve("err.txt"))).doesNotContain("a request failed");
    }

    private Path guard() {
        return folder.resolve("state/limpid/guard.db");
    }

    private Socket slowCaller() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.getOutputStream()
                .write(("POST /v1/moderate HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                                + "\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"te")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void call(boolean oversized) {
        HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        byte[] body = oversized ? OVERSIZED : "{\"text\": \"hello there\"}".getBytes(StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/moderate"))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        while (!ended.get()) {
            try {
                note(http.send(request, BodyHandlers.ofString()), oversized);
            } catch (IOException e) {
                // The connection was closed: by a service that is about to stop, or while a body was refused.
                if (!oversized) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void note(HttpResponse<String> answer, boolean oversized) throws IOException {
        JsonNode json = Client.JSON.readTree(answer.body());
        int status = answer.statusCode();
        boolean refused = (status == 429 || status == 503)
                && answer.headers().firstValue("Retry-After").isPresent();
        if (status == 200 && !oversized) {
            acknowledged.add(json.path("decision_id").asText());
        } else if (!refused && !(status == 413 && oversized)) {
            wrong.add(status + " " + answer.body());
        }
    }

    /** The decisions in the log, as a service over the same folder exports them. */
    private Set<String> logged(Path data) throws IOException {
        var place = new LogPlace(data, guard(), Optional.empty(), Optional.empty(), Optional.empty());
        Set<String> ids = new TreeSet<>();
        try (RunningServer again = TestConfig.in(folder).withPlace(place).start()) {
            for (String line :
                    new Client(again).get("/v1/export").text().lines().toList()) {
                ids.add(Client.JSON.readTree(line).path("decision_id").asText());
            }
        }
        return ids;
    }
}

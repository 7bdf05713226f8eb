package io.limpid.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.limpid.rule.RulesetFiles;
import io.limpid.server.LimpidServer;
import io.limpid.server.RunningServer;
import io.limpid.server.access.Limits;
import io.limpid.server.config.ServerConfig;
import io.limpid.server.config.ServerConfig.Listening;
import io.limpid.server.config.ServerConfig.Logs;
import io.limpid.server.config.ServerConfig.ModelSettings;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.Retention;
import io.limpid.server.publish.Bundle;
import io.limpid.server.publish.MaintainerKey;
import io.limpid.server.publish.Maintainers;
import io.limpid.server.webhook.WebhookSettings;
import io.limpid.signal.classifier.ModelFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Posts a second of a back-test over the log, by the published rulesets and models: the service has nothing else to do, and the
 * version that is tried differs in its number.
 *
 * <pre>{@code
 * mvn -q -DskipTests package
 * java -Xmx1g -cp benchmarks/target/benchmarks.jar:benchmarks/target/lib/* io.limpid.benchmarks.BacktestBenchmark [POSTS] [CHARACTERS]
 * }</pre>
 *
 * <p>To be run at the top of the repository. The same over a file: {@code ./limpid rules backtest rulesets/spam --posts FILE}.
 */
public final class BacktestBenchmark {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROUNDS = 3;
    private static final int TEXTS = 10_000;

    /** This client reads no answer before it has sent the whole batch, and the server waits for it. */
    private static final int BATCH = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    private BacktestBenchmark(String url) {
        this.url = url;
    }

    public static void main(String[] args) throws Exception {
        int posts = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int characters = args.length > 1 ? Integer.parseInt(args[1]) : 280;
        Path folder = Files.createTempDirectory("limpid-benchmark");
        MaintainerKey.generate(folder.resolve("key"), "benchmark");
        try (RunningServer server = LimpidServer.start(new ServerConfig(
                Listening.openly(0),
                LogPlace.alone(folder.resolve("data")),
                Path.of("rulesets"),
                ModelSettings.of(models(), 1_000),
                Retention.FOR_GOOD,
                Maintainers.read(List.of(folder.resolve("key.pub").toString())),
                WebhookSettings.NONE,
                Limits.USUAL,
                Logs.USUAL))) {
            server.awaitModels();
            new BacktestBenchmark(server.url()).run(posts, characters, MaintainerKey.read(folder.resolve("key")));
        }
    }

    private static List<ModelFile> models() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("models"))) {
            return folders.filter(folder -> Files.exists(folder.resolve("model.yaml")))
                    .sorted()
                    .map(ModelFile::read)
                    .toList();
        }
    }

    private void run(int posts, int characters, MaintainerKey key) throws Exception {
        List<String> lines = new InventedPosts(7)
                .posts(TEXTS, characters).stream()
                        .map(text -> JSON.createObjectNode().put("text", text) + "\n")
                        .toList();
        long begun = System.nanoTime();
        for (int done = 0; done < posts; done += BATCH) {
            String batch = String.join("", lines.subList(done % TEXTS, done % TEXTS + BATCH));
            send("/v1/moderate/batch", "application/x-ndjson", batch.getBytes(StandardCharsets.UTF_8));
        }
        say("decided and logged: %,.0f posts/s", posts / ((System.nanoTime() - begun) / 1e9));
        send("/v1/rulesets", "application/x-tar", next(key));
        for (int round = 1; round <= ROUNDS; round++) {
            JsonNode job = JSON.readTree(
                    send("/v1/rulesets/spam/versions/9999.0.0/backtest", "application/json", new byte[0]));
            String self = job.path("self").asText();
            while (job.path("state").asText().equals("running")) {
                Thread.sleep(500);
                job = JSON.readTree(
                        http.send(HttpRequest.newBuilder(URI.create(url + self)).build(), BodyHandlers.ofString())
                                .body());
            }
            say(
                    "round %d: %s, %,d posts, %,d posts/s",
                    round,
                    job.path("state").asText(),
                    job.path("report").path("posts").asLong(),
                    job.path("progress").path("posts_per_second").asLong());
        }
    }

    /** The published ruleset for spam under a higher number. */
    private static byte[] next(MaintainerKey key) {
        Map<String, byte[]> files =
                new TreeMap<>(RulesetFiles.read(Path.of("rulesets/spam")).files());
        String header = new String(files.get("ruleset.yaml"), StandardCharsets.UTF_8);
        files.put(
                "ruleset.yaml",
                header.replaceFirst("(?m)^version: .*$", "version: 9999.0.0").getBytes(StandardCharsets.UTF_8));
        return Bundle.pack(new RulesetFiles("spam", files, List.of(), List.of()))
                .signedBy(key, "spam", "9999.0.0")
                .archive();
    }

    private String send(String path, String type, byte[] body) throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", type)
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}

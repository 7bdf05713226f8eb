package io.limpid.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.limpid.rule.Ruleset;
import io.limpid.server.access.Limits;
import io.limpid.server.config.ServerConfig;
import io.limpid.server.config.ServerConfig.Listening;
import io.limpid.server.config.ServerConfig.Logs;
import io.limpid.server.config.ServerConfig.ModelSettings;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.Retention;
import io.limpid.server.publish.Maintainers;
import io.limpid.server.webhook.WebhookSettings;
import io.limpid.signal.classifier.BatchingClassifier;
import io.limpid.signal.classifier.ModelFile;
import io.limpid.text.Post;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the whole way of a post on bundled samples. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Show the whole way: posts in over HTTP, decisions out, and the log read back.",
        description = {
            "Starts the service on a free port with a log in a temporary folder, sends it sample posts in English and"
                    + " Chinese, shows what it answered and why, reads the log back from the disk and checks it, and"
                    + " cleans up."
        },
        footerHeading = "%nExit codes:%n",
        footer = "  0 all as it should be, 1 the log does not hold what was answered, 2 it cannot start")
final class DemoCommand implements Callable<Integer> {
    private static final String SAMPLES = "demo-posts.jsonl";

    /** The sample that is explained in full: it takes a fold to see it, and rules that almost match. */
    private static final String EXPLAINED = "demo-2";

    private static final JsonMapper JSON = new JsonMapper();

    private final Console console;
    private final Service.Starter starter;

    @Mixin
    private RulesetsOption rulesets = new RulesetsOption();

    @Mixin
    private ModelsOption models = new ModelsOption();

    @Option(names = "--keep", description = "Leave the service running afterwards, until Ctrl-C.")
    private boolean keep;

    DemoCommand(Console console, Service.Starter starter) {
        this.console = console;
        this.starter = starter;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<ModelFile> published = models.read(console);
        try (Models asked = Models.of(published);
                TemporaryFolder folder = TemporaryFolder.make("limpid-demo")) {
            Path data = folder.path();
            List<Ruleset> loaded = rulesets.load(console, asked.descriptions());
            List<JsonNode> samples = samples();
            Service service = starter.start(config(data, 0, published));
            URI address = service.address();
            List<JsonNode> answers;
            try {
                if (!published.isEmpty()) {
                    console.say("loading " + Models.inWords(asked.descriptions()) + " …");
                    service.awaitModels();
                }
                print("limpid is listening on " + address + " with " + Count.of(loaded.size(), "ruleset") + " of "
                        + Count.of(
                                loaded.stream()
                                        .mapToInt(ruleset -> ruleset.rules().size())
                                        .sum(),
                                "rule")
                        + ".");
                print("Sending " + samples.size() + " posts to POST /v1/moderate:");
                print("");
                answers = send(samples, address);
            } finally {
                service.stop();
            }
            DecisionTable.print(samples, answers, this::print);
            explain(samples, loaded, asked);
            boolean holds = checkLog(data, answers);
            next(samples, address);
            if (keep) {
                keep(folder, address.getPort(), published);
            }
            return holds ? ExitCode.FINE : ExitCode.DOES_NOT_HOLD;
        }
    }

    private void print(String line) {
        console.out().println(line);
        console.out().flush();
    }

    private ServerConfig config(Path data, int port, List<ModelFile> published) {
        return new ServerConfig(
                Listening.openly(port),
                LogPlace.alone(data),
                rulesets.folder(console),
                ModelSettings.of(published, BatchingClassifier.Patience.OF_CALLERS.millis()),
                Retention.FOR_GOOD,
                Maintainers.NONE,
                WebhookSettings.NONE,
                Limits.USUAL,
                Logs.USUAL);
    }

    private static List<JsonNode> samples() throws IOException {
        try (InputStream in = DemoCommand.class.getResourceAsStream(SAMPLES)) {
            if (in == null) {
                throw new AssertionError("the samples are not on the class path");
            }
            List<JsonNode> samples = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                samples.add(JSON.readTree(line));
            }
            return samples;
        }
    }

    private static List<JsonNode> send(List<JsonNode> samples, URI address) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
        List<JsonNode> answers = new ArrayList<>();
        for (JsonNode sample : samples) {
            HttpRequest request = HttpRequest.newBuilder(address.resolve("/v1/moderate"))
                    .timeout(Duration.ofSeconds(30))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(sample)))
                    .build();
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (response.statusCode() != 200) {
                throw new IOException(
                        "the service answered " + response.statusCode() + " to a sample: " + response.body());
            }
            answers.add(JSON.readTree(response.body()));
        }
        return answers;
    }

    private void explain(List<JsonNode> samples, List<Ruleset> loaded, Models asked) {
        String text = samples.stream()
                .filter(sample -> sample.path("id").asText().equals(EXPLAINED))
                .findFirst()
                .map(sample -> sample.path("text").asText())
                .orElseThrow(() -> new AssertionError("the sample to explain is missing"));
        print("");
        print("One of them in full, as ./limpid rules explain --text \"" + text + "\" shows it:");
        print("");
        Walkthrough.print(Post.of(text), loaded, asked, List.of(), line -> print(("  | " + line).stripTrailing()));
    }

    private boolean checkLog(Path data, List<JsonNode> answers) {
        print("");
        print("The service is stopped. Its log, read back from the disk:");
        LogCheck.Report report = LogCheck.run(data, answers);
        report.lines().forEach(line -> print("  " + line));
        return report.holds();
    }

    private void next(List<JsonNode> samples, URI address) {
        print("");
        print("Where to look next");
        print("  ./limpid rules explain --text \"…\"  the same for your own words");
        print("  ./limpid check posts.jsonl         a whole file of posts");
        print(
                "  rulesets/spam/rules                the rules themselves; docs/writing-rules.md tells how to write one");
        if (!keep) {
            print("  ./limpid demo --keep               leave the service running, to send it posts yourself");
            print("  ./limpid serve --open              the service, with a log that stays");
            return;
        }
        print("  curl -H 'Content-Type: application/json' -d '{\"text\": \""
                + samples.get(3).path("text").asText() + "\"}' \\");
        print("      " + address + "/v1/moderate");
        print("  curl " + address + "/v1/decisions?action=hold");
        print("  " + address + "/rulebook          the rules as pages, in a browser");
    }

    private void keep(TemporaryFolder folder, int port, List<ModelFile> published) throws InterruptedException {
        Service service = starter.start(config(folder.path(), port, published));
        Shutdown.stopsWithZero(
                new Service() {
                    @Override
                    public URI address() {
                        return service.address();
                    }

                    @Override
                    public void awaitModels() {
                        service.awaitModels();
                    }

                    @Override
                    public void stop() {
                        service.stop();
                        folder.close();
                    }
                },
                console);
        folder.outliveSignals();
        print("");
        print("limpid listening on " + service.address() + ", on the same log, until Ctrl-C");
        new CountDownLatch(1).await();
    }
}

package io.limpid.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.rule.Ruleset;
import io.limpid.server.log.IoErrors;
import io.limpid.server.publish.BacktestReport;
import io.limpid.signal.classifier.ModelDescription;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what a version would have changed. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Tell what a version would have decided otherwise.",
        description = {
            "With a ruleset and a version: a running service decides on the posts in its log once more, beside its other work. The"
                    + " text of a post must not be erased. Ctrl-C leaves the service at it; --cancel ends it.",
            "With a folder or bundle and --posts: decides on the posts of a file, once by the rulesets of --rulesets and once with"
                    + " this one in place of that of its name. Repeats are not counted."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  limpid rules backtest spam 2026.12.0 --limit 100000",
            "  limpid rules backtest my-rules/spam --posts posts.jsonl",
            "",
            "Exit codes: 0 it is done, whatever changes; 1 the service refused, it failed, or a line is no request; 2 wrong usage,"
                    + " unreadable input, or no answer"
        })
final class BacktestCommand implements Callable<Integer> {
    private static final long BETWEEN_LOOKS_MILLIS = 500;
    private static final int MOST_THREADS = 256;
    private static final int SHOWN = 5;

    private final Console console;

    @Parameters(index = "0", paramLabel = "RULESET", description = "Its name; with --posts its folder or bundle.")
    private String ruleset = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "VERSION", description = "As published to the service.")
    private @Nullable String version;

    @Option(names = "--posts", paramLabel = "FILE", description = "Posts, a request a line as limpid check takes it.")
    private @Nullable Path posts;

    @Option(names = "--from", paramLabel = "TIME", description = "Only posts of this time and later, RFC 3339.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only posts before this time.")
    private @Nullable String to;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many posts.")
    private @Nullable Long limit;

    @Option(names = "--cancel", description = "End the latest back-test of this version.")
    private boolean cancel;

    @Option(names = "--resume", description = "Go on with the latest back-test of this version where it was ended.")
    private boolean resume;

    @Option(names = "--json", description = "The report as one JSON object.")
    private boolean json;

    @Option(names = "--threads", paramLabel = "N", description = "With --posts. Default: one a processor.")
    private @Nullable Integer threads;

    @Mixin
    private ServerOption server = new ServerOption();

    @Mixin
    private RulesetsOption rulesets = new RulesetsOption();

    @Mixin
    private ModelsOption models = new ModelsOption();

    BacktestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (cancel && resume) {
            throw new UnusableInputException("--cancel and --resume do not go together");
        }
        if (posts != null) {
            if (version != null || from != null || to != null || cancel || resume) {
                throw new UnusableInputException(
                        "--posts takes a folder or a bundle alone; a version, a time and --cancel are for a service");
            }
            return overFile(posts);
        }
        if (version == null) {
            throw new UnusableInputException("name a version that was published, or the posts with --posts FILE");
        }
        return overLog(version);
    }

    private int overFile(Path file) throws IOException {
        int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        if (workers < 1 || workers > MOST_THREADS) {
            throw new UnusableInputException("--threads takes a number from 1 to " + MOST_THREADS);
        }
        try (InputStream in = open(file);
                Models asked = Models.of(models.read(console))) {
            List<Ruleset> current = rulesets.load(console, asked.descriptions());
            Ruleset candidate = candidate(asked.descriptions());
            List<Ruleset> all = new ArrayList<>(current);
            all.add(candidate);
            asked.loadFor(all, console);
            var trial = new FileTrial(current, candidate, asked.classifiers(), workers);
            var progress = new Progress(console, "post", Files.size(file));
            BacktestReport report = trial.run(in, limit == null ? Long.MAX_VALUE : limit, progress);
            progress.clear();
            if (json) {
                console.out().println(report.json());
            } else {
                print(report.json(), report.json().path("samples"));
            }
            long unread = report.json().path("not_decided").path("no request").asLong();
            if (unread > 0) {
                console.say(Count.of(unread, "line") + " of " + file + " is no request as limpid check takes it");
            }
            console.say(Count.of(report.posts(), "post")
                    + String.format(Locale.ROOT, " in %.1f s (%s)", progress.seconds(), progress.rate(report.posts())));
            return unread > 0 ? ExitCode.DOES_NOT_HOLD : ExitCode.FINE;
        }
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new UnusableInputException(IoErrors.inWords(e));
        }
    }

    private Ruleset candidate(List<ModelDescription> descriptions) {
        Path path = Path.of(ruleset);
        return Files.isRegularFile(path)
                ? BundleFile.ruleset(BundleFile.read(path), path, descriptions)
                : RulesetFolder.readOnly(path, descriptions, console);
    }

    private int overLog(String published) throws InterruptedException {
        String path = "/v1/rulesets/" + StageCommand.encoded(ruleset) + "/versions/" + StageCommand.encoded(published)
                + "/backtest";
        ServerOption.Answer job;
        if (cancel || resume) {
            job = server.get(path);
            if (job.isFine()) {
                String self = job.json().path("self").asText();
                job = cancel
                        ? server.delete(self)
                        : server.post(self + "/resume", JsonNodeFactory.instance.objectNode());
            }
        } else {
            job = server.post(path, wanted());
        }
        if (!job.isFine()) {
            console.err().println(job.refusal());
            return ExitCode.DOES_NOT_HOLD;
        }
        String self = job.json().path("self").asText();
        var progress = new Progress(
                console, "entry", job.json().path("progress").path("of").asLong());
        while (job.isFine() && job.json().path("state").asText().equals("running")) {
            progress.update(
                    job.json().path("report").path("posts").asLong(),
                    job.json().path("progress").path("entries").asLong());
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
            job = server.get(self);
        }
        progress.clear();
        if (!job.isFine()) {
            console.err().println(job.refusal());
            return ExitCode.DOES_NOT_HOLD;
        }
        String state = job.json().path("state").asText();
        if (!state.equals("done")) {
            console.say("the back-test is " + state + "; --resume goes on with it");
        } else if (cancel) {
            console.say("there is nothing to cancel: it was done before");
        }
        JsonNode samples =
                server.get(job.json().path("samples").asText()).json().path("samples");
        if (json) {
            ObjectNode report = job.json().path("report").deepCopy();
            console.out().println(samples.isMissingNode() ? report : report.set("samples", samples));
            return ExitCode.FINE;
        }
        print(job.json().path("report"), samples);
        JsonNode rate = job.json().path("progress").path("posts_per_second");
        if (!rate.isMissingNode()) {
            console.say(String.format(Locale.ROOT, "%,d posts/s", rate.asLong()));
        }
        return state.equals("failed") ? ExitCode.DOES_NOT_HOLD : ExitCode.FINE;
    }

    private ObjectNode wanted() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (from != null) {
            body.put("from", from);
        }
        if (to != null) {
            body.put("to", to);
        }
        if (limit != null) {
            body.put("limit", limit);
        }
        return body;
    }

    private void print(JsonNode report, JsonNode samples) {
        long posts = report.path("posts").asLong();
        line(Count.of(posts, "post"));
        line(String.format(
                Locale.ROOT,
                "%,10d  another action",
                report.path("action_changed").asLong()));
        line(String.format(
                Locale.ROOT,
                "%,10d  the same action for other reasons",
                report.path("reasons_changed").asLong()));
        report.path("not_decided")
                .properties()
                .forEach(why -> line(String.format(
                        Locale.ROOT, "%,10d  not decided: %s", why.getValue().asLong(), why.getKey())));
        report.path("by_action")
                .properties()
                .forEach(change -> line(String.format(
                        Locale.ROOT, "%,10d  %s", change.getValue().asLong(), change.getKey())));
        report.path("by_rule").properties().forEach(rule -> line(rule(rule)));
        int shown = 0;
        for (JsonNode sample : samples) {
            if (shown++ < SHOWN) {
                line("  " + sample.path("post").asText() + ": " + outcome(sample.path("then")) + " → "
                        + outcome(sample.path("now")));
                sample.path("reasons").forEach(reason -> line("      " + reason(reason)));
            }
        }
        if (shown > SHOWN) {
            line("  … and " + (shown - SHOWN) + " more examples; --json has them");
        }
    }

    /** A rule, and what it saw. */
    private static String reason(JsonNode reason) {
        Set<String> seen = new LinkedHashSet<>();
        for (JsonNode evidence : reason.path("evidence")) {
            JsonNode quote = evidence.path("quote");
            seen.add(quote.isMissingNode() ? evidence.path("layer").asText() : "“" + quote.asText() + "”");
        }
        return reason.path("rule").asText() + ": " + String.join(", ", seen);
    }

    private static String rule(Map.Entry<String, JsonNode> rule) {
        return "  " + rule.getKey() + ": matches "
                + String.format(
                        Locale.ROOT,
                        "%,d more, %,d fewer, %,d with another action",
                        rule.getValue().path("gained").asLong(),
                        rule.getValue().path("lost").asLong(),
                        rule.getValue().path("other_action").asLong());
    }

    private static String outcome(JsonNode outcome) {
        List<String> rules = new ArrayList<>();
        outcome.path("rules").fieldNames().forEachRemaining(rules::add);
        return outcome.path("action").asText() + (rules.isEmpty() ? "" : " (" + String.join(", ", rules) + ")");
    }

    private void line(String text) {
        console.out().println(text);
    }
}

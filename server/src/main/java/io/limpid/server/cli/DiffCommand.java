package io.limpid.server.cli;

import io.limpid.ContentFilter;
import io.limpid.PublishedRuleset;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetDifference;
import io.limpid.server.log.IoErrors;
import io.limpid.signal.classifier.ModelDescription;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two versions of a ruleset. */
@Command(
        name = "diff",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Tell what two versions of a ruleset differ in, and what they decide differently.",
        description = {
            "Compares what the versions mean: layout, comments and the order of tests make no difference. Warns of a rule that"
                    + " changed, or whose list changed, and whose revision did not go up, and likewise of the version.",
            "With --posts, both versions decide the posts of a file, each by itself, without other rulesets and without"
                    + " repeats."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  limpid rules diff spam-2026.11.4.tar rulesets/spam",
            "  limpid rules diff spam-2026.11.4.tar rulesets/spam --posts posts.jsonl",
            "",
            "Exit codes: 0 they are the same, 1 they differ, 2 one of them or a line of the posts cannot be read"
        })
final class DiffCommand implements Callable<Integer> {
    private static final int MAX_REFUSED = 10;

    private final Console console;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "The folder or bundle of the one version.")
    private Path before = Path.of("");

    @Parameters(index = "1", paramLabel = "AFTER", description = "The folder or bundle of the other.")
    private Path after = Path.of("");

    @Option(
            names = "--posts",
            paramLabel = "FILE",
            description = "Posts that both decide, a request a line as limpid check takes it.")
    private @Nullable Path posts;

    @Mixin
    private ModelsOption models = new ModelsOption();

    @Option(names = "--json", description = "One JSON object with everything.")
    private boolean json;

    DiffCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        if (posts == null) {
            return report(read(before, List.of()), read(after, List.of()), Optional.empty());
        }
        try (InputStream in = open(posts);
                Models asked = Models.of(models.read(console))) {
            Ruleset was = read(before, asked.descriptions());
            Ruleset is = read(after, asked.descriptions());
            asked.loadFor(List.of(was, is), console);
            var verdicts = new VerdictDifference(filter(was, asked), filter(is, asked));
            verdicts.read(in, new Progress(console, "post", Files.size(posts)));
            return report(was, is, Optional.of(verdicts));
        }
    }

    private static InputStream open(Path file) {
        if (Files.isDirectory(file)) {
            throw new UnusableInputException(file + " is a folder; --posts takes a file with a request a line");
        }
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new UnusableInputException(IoErrors.inWords(e));
        }
    }

    private static ContentFilter filter(Ruleset ruleset, Models models) {
        return ContentFilter.of(List.of(PublishedRuleset.active(ruleset)), models.classifiers(), System::nanoTime);
    }

    private int report(Ruleset was, Ruleset is, Optional<VerdictDifference> verdicts) {
        var report = new DifferenceReport(was, is, RulesetDifference.between(was, is), verdicts);
        if (json) {
            console.out().println(report.toJson());
        } else {
            report.print(console.out()::println);
        }
        List<Long> refused = verdicts.map(VerdictDifference::refused).orElse(List.of());
        if (!refused.isEmpty()) {
            console.say("limpid: " + Count.of(refused.size(), "line") + " of " + posts
                    + (refused.size() == 1 ? " is no request: " : " are no requests: ")
                    + String.join(
                            ", ",
                            refused.stream()
                                    .limit(MAX_REFUSED)
                                    .map(String::valueOf)
                                    .toList())
                    + (refused.size() > MAX_REFUSED ? ", …" : ""));
            return ExitCode.UNUSABLE;
        }
        return report.difference().isNone() ? ExitCode.FINE : ExitCode.DOES_NOT_HOLD;
    }

    private Ruleset read(Path path, List<ModelDescription> descriptions) {
        if (Files.isRegularFile(path)) {
            return BundleFile.ruleset(BundleFile.read(path), path, descriptions);
        }
        return RulesetFolder.readOnly(path, descriptions, console);
    }
}

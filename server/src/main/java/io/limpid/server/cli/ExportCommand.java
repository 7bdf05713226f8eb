package io.limpid.server.cli;

import io.limpid.server.api.Export;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.LogRefusedException;
import io.limpid.server.log.LogRepair;
import io.limpid.server.log.LogSettings;
import io.limpid.server.publish.RulesetStore;
import io.limpid.signal.classifier.ModelDescription;
import io.limpid.signal.classifier.ModelFile;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Streams decisions out of a log. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        header = "Write all decisions of a span of time to standard output.",
        description =
                "For a service that is stopped; a running one answers GET /v1/export. The export is itself an entry of the"
                        + " log, with the digest of what was written.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 all is written, 2 there is no log to be read there, or it is in use")
final class ExportCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private ModelsOption models = new ModelsOption();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "ndjson: answers as given. csv: what the public records say. dsa: restrictions in the columns of the"
                            + " EU's transparency database. Default: ndjson.")
    private String format = "ndjson";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "No decision before, such as 2026-11-23T10:00:00.000Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only decisions before.")
    private @Nullable String to;

    ExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        Export.Format wanted = Export.Format.parse(format)
                .orElseThrow(() -> new UnusableInputException("--format is ndjson, csv or dsa, not " + format));
        Instant first = time("--from", from, Instant.MIN);
        Instant end = time("--to", to, Instant.MAX);
        if (first.isAfter(end)) {
            throw new UnusableInputException("--from is after --to");
        }
        if (!RulesetStore.exists(data.folder())) {
            throw new UnusableInputException("there is no log in " + data.folder());
        }
        List<ModelDescription> described =
                models.read(console).stream().map(ModelFile::description).toList();
        try {
            LogRepair.checkIsGuarded(data.place());
        } catch (LogRefusedException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
        try (DecisionLog log = DecisionLog.open(data.place(), LogSettings.defaults(), Clock.systemUTC());
                RulesetStore store = RulesetStore.open(data.folder());
                OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out))) {
            Export.Summary done =
                    new Export(log, KeptRulesets.of(store, described)).write(wanted, first, end, "local", out);
            console.say(
                    Count.of(done.records(), "record") + ", sha256 " + done.sha256() + ", covered by a checkpoint of "
                            + Count.of(done.checkpoint().head().size(), "entry"));
            if (done.withoutStatement() > 0) {
                console.say(Count.of(done.withoutStatement(), "restriction")
                        + " left out: a ruleset that they rest on is not kept, or this program cannot read it");
            }
            return ExitCode.FINE;
        } catch (LogRefusedException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
    }

    private static Instant time(String option, @Nullable String value, Instant without) {
        try {
            return value == null ? without : Instant.parse(value);
        } catch (DateTimeException e) {
            throw new UnusableInputException(option + " takes a time such as 2026-11-23T10:00:00.000Z, not " + value);
        }
    }
}

package io.limpid.server.cli;

import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetFiles;
import io.limpid.server.publish.Bundle;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Packs a ruleset into one file. */
@Command(
        name = "pack",
        mixinStandardHelpOptions = true,
        header = "Pack a ruleset into one file, the same bytes on every machine.",
        description =
                "The file is a tar archive: a manifest of digests, as sha256sum prints them, and the files. The digest of the"
                        + " manifest is that of the ruleset, which decisions cite.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 it is packed, 1 the ruleset has errors, 2 there is no ruleset, or the file cannot be written")
final class PackCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "DIR", description = "The folder of one ruleset.")
    private Path folder = Path.of("");

    @Option(names = "-o", paramLabel = "FILE", required = true, description = "Where to.")
    private Path file = Path.of("");

    @Mixin
    private ModelsOption models = new ModelsOption();

    PackCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<RulesetFolder> read;
        try (Models asked = Models.of(models.read(console))) {
            read = RulesetFolder.readAll(folder, asked.descriptions());
        }
        if (read.size() != 1) {
            throw new UnusableInputException(
                    folder + " holds " + Count.of(read.size(), "ruleset") + "; a bundle holds one, so name its folder");
        }
        RulesetFolder only = read.get(0);
        if (only.ruleset().isEmpty()) {
            only.issues().forEach(console.out()::println);
            console.say("not packed: " + Count.of(only.errors(), "error"));
            return ExitCode.DOES_NOT_HOLD;
        }
        Ruleset ruleset = only.ruleset().get();
        try {
            Bundle bundle = Bundle.pack(RulesetFiles.read(only.path()));
            if (BundleFile.isSigned(file)) {
                throw new UnusableInputException(file
                        + " is a bundle that somebody has signed; it stays as it is. Name another file, or remove it");
            }
            BundleFile.write(bundle, file);
            console.out().println(ruleset.name() + " " + ruleset.version() + " " + bundle.digest());
            return ExitCode.FINE;
        } catch (IllegalArgumentException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
    }
}

package io.limpid.server.cli;

import io.limpid.server.log.LogBackup;
import io.limpid.server.log.LogRefusedException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Copies a data folder and verifies the copy. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Copy a data folder, also while a service runs on it, and verify the copy.",
        description = {
            "The copy is a data folder: log, content, rulesets, keys, and the secrets that they need. Whoever has it can read"
                    + " what authors wrote, so keep it as safe as the original, and no longer than content is kept.",
            "It is verified as limpid log verify does; one that does not hold is left there to be looked at, and the command"
                    + " ends with 1."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  limpid backup --data data --to backups/2026-11-26",
            "",
            "Exit codes: 0 copied and verified, 1 the copy does not hold, 2 it cannot be made"
        })
final class BackupCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder. Default: data.")
    private Path data = Path.of("data");

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "The copy; made, so it must not be there.")
    private Path to = Path.of("");

    BackupCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return copy(console, data, to, "copied");
    }

    static int copy(Console console, Path from, Path to, String done) {
        try {
            LogBackup.copy(from, to);
        } catch (LogRefusedException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
        LogCheck.Report report = LogCheck.of(to);
        if (!report.holds()) {
            console.say("limpid: the copy in " + to + " does not hold:");
            report.lines().forEach(console::say);
            return ExitCode.DOES_NOT_HOLD;
        }
        console.out().println(done + " to " + to);
        report.lines().forEach(console.out()::println);
        return ExitCode.FINE;
    }
}

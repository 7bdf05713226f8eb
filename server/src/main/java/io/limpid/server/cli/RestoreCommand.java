package io.limpid.server.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a data folder of a backup. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Make a data folder of a backup, and verify it.",
        description = {
            "Decisions that were made after the backup are lost, and the service says so: it starts only after limpid log"
                    + " accept-rollback, which puts an entry into the log for everybody to see.",
            "Keys that were revoked after the backup are worth something again; revoke them before the service is reachable.",
            "Content that was erased after the backup is back. Erase it again before the service is reachable: the entries of"
                    + " the lost log, if somebody has them, or your own records name it."
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  limpid restore backups/2026-11-26 --data data",
            "",
            "Exit codes: 0 restored and verified, 1 the backup does not hold, 2 it cannot be restored there"
        })
final class RestoreCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "BACKUP", description = "The folder that limpid backup made.")
    private Path backup = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "The data folder; made, so it must not be there.")
    private Path data = Path.of("");

    RestoreCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        int code = BackupCommand.copy(console, backup, data, "restored");
        if (code == ExitCode.FINE) {
            console.say(
                    "note: keys are as they were: those revoked since are worth something again, those made since are gone."
                            + " See limpid keys list --data " + data + ", and revoke again what has to be");
        }
        return code;
    }
}

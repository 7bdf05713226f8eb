package io.limpid.server.cli;

import io.limpid.server.log.LogRefusedException;
import io.limpid.server.log.LogRepair;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Goes on with an older copy of a log, in the open. */
@Command(
        name = "accept-rollback",
        mixinStandardHelpOptions = true,
        header = "Go on with an older copy of a log whose later entries are lost.",
        description =
                "For a service that is stopped. An entry tells what was lost, and the guard takes the log as it is now."
                        + " Everyone who holds a later checkpoint will see that the log is not the one that they knew.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 the log can be started again, 2 it cannot, or was not asked to say yes")
final class AcceptRollbackCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--yes", description = "Decisions are lost, and this cannot be undone.")
    private boolean yes;

    AcceptRollbackCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (!yes) {
            throw new UnusableInputException(
                    "decisions are lost, and this cannot be undone; if that is what you want, add --yes");
        }
        try {
            console.out().println(LogRepair.acceptRollback(data.place()));
            return ExitCode.FINE;
        } catch (LogRefusedException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
    }
}

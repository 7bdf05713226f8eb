package io.limpid.server.cli;

import io.limpid.server.log.LogRefusedException;
import io.limpid.server.log.LogRepair;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts a new signing key in the place of the one in use. */
@Command(
        name = "rotate-key",
        mixinStandardHelpOptions = true,
        header = "Change the key that checkpoints are signed with.",
        description =
                "For a service that is stopped. The next start logs the change and signs one checkpoint with both keys,"
                        + " so that whoever trusts the old key can go over to the new one. Then the old secret is gone.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 the new key is printed, 2 it cannot be changed now")
final class RotateKeyCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--lost",
            description = "The old secret is lost: nothing is signed with it any more. Tell those who trust it.")
    private boolean lost;

    RotateKeyCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try {
            console.out().println(LogRepair.rotateKey(data.place(), lost));
            return ExitCode.FINE;
        } catch (LogRefusedException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
    }
}

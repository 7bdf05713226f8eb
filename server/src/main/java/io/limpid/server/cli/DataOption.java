package io.limpid.server.cli;

import io.limpid.server.log.LogPlace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command finds the log. */
final class DataOption {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder of the log and of the rulesets in force. Default: data.")
    private Path data = Path.of("data");

    @Option(
            names = "--guard",
            paramLabel = "FILE",
            description = "Keeps what each log signed last, apart from the logs, so that an older copy is recognised."
                    + " Default: guard.db in the user's state folder, such as ~/.local/state/limpid.")
    private @Nullable Path guard;

    Path folder() {
        return data;
    }

    /**
     * Makes sure that a guard which was named is there.
     *
     * @throws UnusableInputException if it is not
     */
    void checkGuard() {
        if (guard != null && !Files.isRegularFile(guard)) {
            throw new UnusableInputException("--guard: there is no file " + guard);
        }
    }

    /** The place of a log that is there. */
    LogPlace place() {
        return new LogPlace(
                data,
                guard == null ? LogPlace.usersGuard(System.getenv()) : guard,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}

package io.limpid.server.cli;

import io.limpid.server.log.LogPlace;
import io.limpid.server.log.LogRefusedException;
import io.limpid.server.verify.WitnessPolicy;
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
        return place(null, null, Optional.empty());
    }

    /**
     * The log's place.
     *
     * @param origin what a new log calls itself; null for a name that is drawn
     * @param published where checkpoints are written to, if anywhere
     * @param witnesses who cosigns them
     */
    LogPlace place(@Nullable String origin, @Nullable Path published, Optional<WitnessPolicy> witnesses) {
        try {
            return new LogPlace(
                    data,
                    guard == null ? usersGuard() : guard,
                    Optional.ofNullable(origin),
                    Optional.ofNullable(published),
                    witnesses);
        } catch (LogRefusedException e) {
            throw new UnusableInputException("--origin: " + e.getMessage());
        }
    }

    /** As the XDG base directory specification has it: state that should outlive a restart and belongs to this machine. */
    private static Path usersGuard() {
        String state = System.getenv("XDG_STATE_HOME");
        Path folder = state != null && Path.of(state).isAbsolute()
                ? Path.of(state)
                : Path.of(System.getProperty("user.home"), ".local", "state");
        return folder.resolve("limpid").resolve("guard.db").toAbsolutePath();
    }
}

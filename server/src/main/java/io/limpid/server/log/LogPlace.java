package io.limpid.server.log;

import io.limpid.server.tree.NoteSigner;
import io.limpid.server.verify.WitnessPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a log lies, and what it is called.
 *
 * @param data its folder
 * @param guard the file that keeps what was signed last, see {@code docs/audit.md}; best on another disk, so that nobody puts
 *     both back at once
 * @param origin the name that its checkpoints carry, such as {@code example.org/decisions}; it is settled when the log is made, and
 *     empty stands for one drawn then
 * @param published a folder into which checkpoints are written, for others to take
 * @param witnesses who is asked to cosign its checkpoints, and whose word is enough
 */
public record LogPlace(
        Path data, Path guard, Optional<String> origin, Optional<Path> published, Optional<WitnessPolicy> witnesses) {
    /** Refuses a name that no log can have. */
    public LogPlace {
        origin.filter(name -> !NoteSigner.isName(name)).ifPresent(name -> {
            throw new LogRefusedException("\"" + name
                    + "\" is no name for a log: it has neither spaces nor plus signs, such as example.org/decisions");
        });
    }

    /** Makes a data folder for nobody but its owner, where it is missing. */
    public static void makeFolder(Path data) throws IOException {
        LogFolder.make(data);
    }

    /**
     * The guard of whoever runs the program: state that should outlive a restart and belongs to this machine, as the XDG base
     * directory specification has it.
     */
    public static Path usersGuard(Map<String, String> environment) {
        String state = environment.get("XDG_STATE_HOME");
        Path folder = state != null && Path.of(state).isAbsolute()
                ? Path.of(state)
                : Path.of(System.getProperty("user.home"), ".local", "state");
        return folder.resolve("limpid").resolve("guard.db").toAbsolutePath();
    }

    /** A log with its guard in the same folder, which protects it from nothing: for one that nobody will keep. */
    public static LogPlace alone(Path data) {
        return new LogPlace(data, data.resolve("guard.db"), Optional.empty(), Optional.empty(), Optional.empty());
    }
}

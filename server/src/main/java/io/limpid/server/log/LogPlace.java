package io.limpid.server.log;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a log lies, and what it is called.
 *
 * @param data its folder
 * @param guard the file that keeps what was signed last, see {@code docs/audit.md}; best on another disk, so that nobody puts
 *     both back at once
 * @param origin the name that its checkpoints carry, such as {@code example.org/decisions}; it is settled when the log is made, and
 *     empty stands for one drawn then
 * @param published a folder into which each checkpoint is written, for others to take
 */
public record LogPlace(Path data, Path guard, Optional<String> origin, Optional<Path> published) {
    /** A log with its guard in the same folder, which protects it from nothing: for one that nobody will keep. */
    public static LogPlace alone(Path data) {
        return new LogPlace(data, data.resolve("guard.db"), Optional.empty(), Optional.empty());
    }
}

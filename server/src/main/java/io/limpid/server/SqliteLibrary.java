package io.limpid.server;

import io.limpid.server.config.StartRefusedException;
import io.limpid.server.log.IoErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite's native library and leaves no copy of it behind.
 *
 * <p>The library lies in a jar and has to be a file while it is loaded. Left alone, the driver deletes that file when the
 * Java machine exits, which a service that is killed, or halts with exit code 0 after a signal, never does.
 */
final class SqliteLibrary {
    /** Where the driver puts the file; the usual temporary folder if it is not set. */
    private static final String FOLDER = "org.sqlite.tmpdir";

    private SqliteLibrary() {}

    /** A second call does nothing that lasts. */
    static synchronized void load() {
        String before = System.getProperty(FOLDER);
        try {
            Path parent = Path.of(before == null ? System.getProperty("java.io.tmpdir") : before);
            Path folder = Files.createTempDirectory(parent, "limpid-sqlite");
            System.setProperty(FOLDER, folder.toString());
            try {
                SQLiteJDBCLoader.initialize();
            } finally {
                restore(before);
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot unpack SQLite into the folder for temporary files: " + IoErrors.inWords(e), e);
        } catch (Exception e) {
            throw new StartRefusedException("cannot load SQLite: " + e.getMessage(), e);
        }
    }

    private static void restore(@Nullable String before) {
        if (before == null) {
            System.clearProperty(FOLDER);
        } else {
            System.setProperty(FOLDER, before);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            // Some systems do not delete a library in use. Then the driver does at exit, if it comes to that.
        }
    }
}

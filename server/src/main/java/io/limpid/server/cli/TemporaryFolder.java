package io.limpid.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** A folder that is gone when it is closed, and also when the process is told to end before that. For one thread. */
final class TemporaryFolder implements AutoCloseable {
    /** Somebody may put a file into it while it is being deleted. */
    private static final int ATTEMPTS = 100;

    private static final long BETWEEN_ATTEMPTS_NANOS = 20_000_000;

    private final Path path;
    private final Thread hook;

    private TemporaryFolder(Path path) {
        this.path = path;
        this.hook = new Thread(this::delete, "delete " + path.getFileName());
    }

    /** Makes one whose name begins like this. */
    static TemporaryFolder make(String prefix) throws IOException {
        var folder = new TemporaryFolder(Files.createTempDirectory(prefix));
        Runtime.getRuntime().addShutdownHook(folder.hook);
        return folder;
    }

    Path path() {
        return path;
    }

    /** From now on only {@link #close} deletes it. */
    void outliveSignals() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends already, and the hook is at work.
        }
    }

    @Override
    public void close() {
        outliveSignals();
        delete();
    }

    /* A service in it may still be writing, so that files come and go under the walk. */
    private synchronized void delete() {
        for (int attempt = 1; ; attempt++) {
            try {
                deleteOnce();
                return;
            } catch (IOException e) {
                if (attempt == ATTEMPTS) {
                    throw new UncheckedIOException("cannot delete " + path, e);
                }
            }
            LockSupport.parkNanos(BETWEEN_ATTEMPTS_NANOS);
        }
    }

    private void deleteOnce() throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path file : (Iterable<Path>) paths.sorted(Comparator.reverseOrder())::iterator) {
                Files.deleteIfExists(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}

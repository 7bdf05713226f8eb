package io.limpid.server.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The data folder, held by one process at a time: {@code log.db}, {@code content.db}, {@code content.key},
 * {@code checkpoint.key}, {@code log.lock}. */
final class LogFolder implements AutoCloseable {
    /*
     * POSIX file locks belong to the process, and closing any descriptor of a file drops all of them. So a second log on the same
     * folder in this process must be turned away before it so much as opens the lock file, and nothing in this program may
     * open the database files but SQLite, whose own locks would go the same way.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel lockFile;

    private LogFolder(Path folder, FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /** Makes the folder where it is missing, for nobody but its owner. */
    static void make(Path folder) throws IOException {
        Files.createDirectories(folder, privately(folder, "rwx------"));
    }

    /** Makes the folder where it is missing, and takes hold of it. */
    static LogFolder hold(Path folder) {
        Path real;
        try {
            make(folder);
            real = folder.toRealPath();
        } catch (IOException e) {
            throw new LogRefusedException(
                    "cannot use " + folder + " as data folder (" + IoErrors.why(e)
                            + "); name a folder that can be made or written",
                    e);
        }
        if (!Files.isReadable(real) || !Files.isWritable(real) || !Files.isExecutable(real)) {
            throw new LogRefusedException(
                    "the data folder " + real + " cannot be read and written by this user; change its owner or mode");
        }
        if (!HELD.add(real)) {
            throw held(real);
        }
        try {
            return new LogFolder(real, lock(real));
        } catch (RuntimeException e) {
            HELD.remove(real);
            throw e;
        }
    }

    private static FileChannel lock(Path folder) {
        Path file = folder.resolve("log.lock");
        try {
            var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (channel.tryLock() != null) {
                    return channel;
                }
            } catch (OverlappingFileLockException e) {
                // Another class loader of this process holds it.
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            channel.close();
            throw held(folder);
        } catch (IOException e) {
            throw new LogRefusedException(
                    "cannot lock " + file + " (" + IoErrors.why(e) + "); the folder must be on a local disk", e);
        }
    }

    private static LogRefusedException held(Path folder) {
        return new LogRefusedException(
                "the data folder " + folder
                        + " is in use by another running limpid; two writers would fork the log. Stop the other, or name another folder");
    }

    Path log() {
        return folder.resolve("log.db");
    }

    Path content() {
        return folder.resolve("content.db");
    }

    Path key() {
        return folder.resolve("content.key");
    }

    Path signingKey() {
        return folder.resolve("checkpoint.key");
    }

    @Override
    public void close() {
        HELD.remove(folder);
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new LogUnavailableException("cannot release the lock on " + folder, e);
        }
    }

    /** An empty file that only its owner may use, from its first moment on; left alone where it exists. */
    static void createPrivate(Path file) throws IOException {
        try {
            Files.createFile(file, privately(of(file), "rw-------"));
        } catch (FileAlreadyExistsException e) {
            // Whatever it is, it is judged by its content.
        }
    }

    /** Makes the names in a folder durable; a no-op where folders cannot be opened. */
    static void syncDirectory(Path folder) throws IOException {
        if (!hasPosix(folder)) {
            return;
        }
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The folder that a file lies in. */
    static Path of(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file lies in a folder");
    }

    private static FileAttribute<?>[] privately(Path folder, String mode) {
        return hasPosix(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static boolean hasPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && Files.getFileAttributeView(file, PosixFileAttributeView.class) != null;
    }
}

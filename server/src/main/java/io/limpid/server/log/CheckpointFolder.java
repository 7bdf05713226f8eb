package io.limpid.server.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where checkpoints are left for somebody else to take: {@code checkpoint}, always the newest, and once a minute one to keep,
 * such as {@code 2026-11-26/00000000000000000260.checkpoint}. If the folder is a git repository, what is to be kept is committed,
 * and pushed where it has a remote.
 *
 * <p>The simple way for a platform without witnesses: let this lie where the operator of the log cannot change it. A folder that
 * cannot be written is told in the log of the program, and does not stop decisions.
 */
final class CheckpointFolder {
    /** Each file is a block on disk, and each commit stays for good. */
    private static final Duration BETWEEN_KEPT = Duration.ofMinutes(1);

    private static final Duration NEVER = Duration.ofDays(36_500);

    private static final Logger LOGGER = LoggerFactory.getLogger(CheckpointFolder.class);

    private final Path folder;
    private final Clock clock;

    /**
     * @throws LogRefusedException if there is no such folder, and none can be made
     */
    CheckpointFolder(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new LogRefusedException(
                    "cannot make the folder for checkpoints " + folder + " (" + IoErrors.why(e) + ")", e);
        }
    }

    /** Those who write into it, started. */
    List<Follower> followers() {
        return List.of(
                new Follower("limpid-checkpoint", Duration.ZERO, () -> NEVER, this::show),
                new Follower("limpid-checkpoints-kept", BETWEEN_KEPT, () -> NEVER, this::keep));
    }

    void show(SignedCheckpoint checkpoint) {
        try {
            write(checkpoint, folder.resolve("checkpoint"), folder.resolve("checkpoint.new"));
        } catch (IOException e) {
            failed(e);
        }
    }

    void keep(SignedCheckpoint checkpoint) {
        String day = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
        String name =
                String.format(Locale.ROOT, "%020d.checkpoint", checkpoint.head().size());
        try {
            Path kept = folder.resolve(day);
            Files.createDirectories(kept);
            // One of this size that says something else is evidence.
            if (!Files.exists(kept.resolve(name))) {
                write(checkpoint, kept.resolve(name), folder.resolve("kept.new"));
            }
        } catch (IOException e) {
            failed(e);
            return;
        }
        handOn(checkpoint);
    }

    private void handOn(SignedCheckpoint checkpoint) {
        if (!Files.exists(folder.resolve(".git"))) {
            return;
        }
        try {
            var git = new Git(folder);
            // Those of other days, too, that an earlier failure left behind.
            git.run("add", "--", "*/*.checkpoint");
            if (!git.run("diff", "--cached", "--name-only").isEmpty()) {
                git.run(
                        "commit",
                        "--quiet",
                        "--message",
                        "Checkpoint of " + checkpoint.head().size() + " entries");
            }
            Optional<String> remote = git.run("remote").lines().findFirst();
            if (remote.isPresent()) {
                git.run("push", "--quiet", remote.get(), "HEAD");
            }
        } catch (IOException e) {
            LOGGER.warn("a checkpoint is in {}, and git could not hand it on: {}", folder, e.getMessage());
        }
    }

    private static void write(SignedCheckpoint checkpoint, Path file, Path unfinished) throws IOException {
        try (FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE)) {
            ByteBuffer note = ByteBuffer.wrap(checkpoint.note().getBytes(StandardCharsets.UTF_8));
            while (note.hasRemaining()) {
                channel.write(note);
            }
            channel.force(true);
        }
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void failed(IOException e) {
        LOGGER.warn("a checkpoint could not be published in {}: {}", folder, IoErrors.why(e));
    }
}

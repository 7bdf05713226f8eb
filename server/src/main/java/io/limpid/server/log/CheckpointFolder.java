package io.limpid.server.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each checkpoint into a folder, where somebody else may take it: {@code checkpoint}, always the latest, and one file for
 * each size, such as {@code 00000000000000000260.checkpoint}.
 *
 * <p>The simple way for a platform without witnesses: let the folder be synchronised to a place that the operator of the log
 * cannot change. A folder that cannot be written is told in the log of the program and does not stop decisions.
 */
final class CheckpointFolder implements Consumer<SignedCheckpoint> {
    private static final Logger LOGGER = LoggerFactory.getLogger(CheckpointFolder.class);

    private final Path folder;

    /**
     * @throws LogRefusedException if there is no such folder, and none can be made
     */
    CheckpointFolder(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new LogRefusedException(
                    "cannot make the folder for checkpoints " + folder + " (" + IoErrors.why(e) + ")", e);
        }
    }

    @Override
    public void accept(SignedCheckpoint checkpoint) {
        try {
            Path unfinished = folder.resolve("checkpoint.new");
            Files.writeString(unfinished, checkpoint.note(), StandardCharsets.UTF_8);
            Path own = folder.resolve(String.format(
                    Locale.ROOT, "%020d.checkpoint", checkpoint.head().size()));
            // One of this size that says something else is evidence.
            if (!Files.exists(own)) {
                Files.copy(unfinished, own);
            }
            Files.move(unfinished, folder.resolve("checkpoint"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOGGER.warn("a checkpoint could not be published in {}: {}", folder, IoErrors.why(e));
        }
    }
}

package io.limpid.server.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files that hold secrets: only their owner may use them, and they are whole or not there at all. */
public final class KeyFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private KeyFile() {}

    /**
     * The text of a key file.
     *
     * @param opens what its secret is good for, as the end of a sentence about others who may use it
     * @throws LogRefusedException if others than its owner may use it, its owner may not read it, or it is no text
     */
    public static String read(Path file, String opens) {
        try {
            checkPermissions(file, opens);
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw notAKey(file, e);
        } catch (IOException e) {
            throw new LogRefusedException(
                    "cannot read the key file " + file + " (" + IoErrors.why(e) + "); check who owns it", e);
        }
    }

    /**
     * Writes a key file, in place of the one that may be there; of mode 0600 from its first moment.
     *
     * @throws LogRefusedException if it cannot be written
     */
    public static void write(Path file, String text) {
        Path unfinished = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(unfinished);
            LogFolder.createPrivate(unfinished);
            try (var channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
                var buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            LogFolder.syncDirectory(LogFolder.of(file));
        } catch (IOException e) {
            throw new LogRefusedException("cannot write the key file " + file + " (" + IoErrors.why(e) + ")", e);
        }
    }

    static LogRefusedException notAKey(Path file, @Nullable Throwable cause) {
        return new LogRefusedException(
                file + " is not a key file of this program; restore the one that this folder was made with", cause);
    }

    private static void checkPermissions(Path file, String opens) throws IOException {
        var view = Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view == null) {
            return; // No such permissions on this platform.
        }
        var attributes = view.readAttributes();
        if (!attributes.isRegularFile()) {
            throw new LogRefusedException("the key file " + file + " is not a regular file; put the file itself there");
        }
        if (!attributes.permissions().contains(PosixFilePermission.OWNER_READ)) {
            throw new LogRefusedException("the key file " + file + " has mode "
                    + PosixFilePermissions.toString(attributes.permissions())
                    + ", so that its owner cannot read it. Run: chmod 600 " + file);
        }
        var excess = EnumSet.copyOf(attributes.permissions());
        excess.removeAll(OWNER_ONLY);
        if (!excess.isEmpty()) {
            throw new LogRefusedException("the key file " + file + " has mode "
                    + PosixFilePermissions.toString(attributes.permissions())
                    + ", so that others than its owner may use it; it " + opens + ". Run: chmod 600 " + file);
        }
    }
}

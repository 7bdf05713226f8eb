package io.limpid.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IoErrorsTest {
    @TempDir
    Path folder;

    @Test
    void what_the_system_refuses_is_told_in_words() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xFF});

        says(() -> Files.readString(folder.resolve("none")), "no such file or folder", folder + "/none does not exist");
        says(
                () -> Files.createFile(file),
                "something of this name is there already",
                file + ": something of this name is there already");
        says(() -> Files.delete(folder), "the folder is not empty", folder + ": the folder is not empty");
        says(
                () -> Files.readString(binary, StandardCharsets.US_ASCII),
                "not text in the encoding that is expected",
                "not text in the encoding that is expected");
        says(
                () -> new FileInputStream(folder.resolve("none").toFile()).close(),
                "no such file or directory",
                "no such file or directory");
    }

    @Test
    void what_cannot_be_caused_at_will_is_told_in_words_too() {
        says(new NotDirectoryException("/a"), "not a folder", "/a is no folder");
        says(new AccessDeniedException("/a"), "permission denied", "/a may not be read or written");
        says(new FileSystemLoopException("/a"), "links that lead in a circle", "/a: links that lead in a circle");
        says(
                new FileSystemException("/a", null, "No space left on device"),
                "no space left on device",
                "/a: no space left on device");
        says(
                new FileSystemException("/a"),
                "an error of the disk or the system",
                "/a: an error of the disk or the system");
        says(new IOException("No space left on device"), "no space left on device", "no space left on device");
        says(new IOException(), "an error of the disk or the system", "an error of the disk or the system");
        says(new IOException(new AccessDeniedException("/a")), "permission denied", "permission denied");
        says(new IOException(new IllegalStateException("full")), "full", "full");
    }

    private static void says(ThrowingCallable call, String why, String inWords) {
        says(catchThrowableOfType(IOException.class, call), why, inWords);
    }

    private static void says(IOException e, String why, String inWords) {
        assertThat(IoErrors.why(e)).isEqualTo(why);
        assertThat(IoErrors.inWords(e)).isEqualTo(inWords);
    }
}

package io.limpid.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Texts that were read by a person once and must stay as they are. */
final class Golden {
    private Golden() {}

    static String text(String name) throws IOException {
        return Files.readString(Path.of(Ran.FILES + name));
    }
}

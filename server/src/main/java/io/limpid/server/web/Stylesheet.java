package io.limpid.server.web;

import io.limpid.rule.RulesetFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** How the pages look. Its address changes with it, so that browsers may keep it for good. */
final class Stylesheet {
    static final String PATH = "/rulebook/style.css";
    static final String TEXT = read();
    static final String VERSION = version();
    static final String HREF = PATH + "?v=" + VERSION;

    private Stylesheet() {}

    private static String version() {
        String digest = RulesetFiles.digest(TEXT.getBytes(StandardCharsets.UTF_8));
        return digest.substring(digest.indexOf(':') + 1).substring(0, 12);
    }

    private static String read() {
        try (InputStream in = Stylesheet.class.getResourceAsStream("style.css")) {
            if (in == null) {
                throw new AssertionError("no style.css");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read style.css", e);
        }
    }
}

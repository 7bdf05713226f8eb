package io.limpid.server.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a command can reach: data in and out, talk, and where the installation is.
 *
 * @param in data in
 * @param out data out; a command flushes what it wants seen before it ends
 * @param err talk: summaries, progress, errors
 * @param watched whether a person reads {@code err} on a terminal, so that progress may be shown
 * @param environment its variables
 * @param home the folder of the installation, whose {@code rulesets} serve where no other are named
 */
public record Console(
        InputStream in, PrintWriter out, PrintWriter err, boolean watched, Map<String, String> environment, Path home) {
    /** A line of talk. */
    void say(String line) {
        out.flush();
        err.println(line);
        err.flush();
    }
}

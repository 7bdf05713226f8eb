package io.limpid.server;

import io.limpid.server.cli.Ran;
import java.nio.file.Path;

/** Runs {@code limpid} in this process, with everything that it can do. */
final class Commands {
    private static final Path HOME = Path.of("..");

    private Commands() {}

    static Ran run(String... arguments) {
        return runWith("", arguments);
    }

    /** With data coming in. */
    static Ran runWith(String in, String... arguments) {
        return Ran.of(in, HOME, console -> Main.run(console, arguments));
    }

    /** With data and talk in one, as a person sees them. */
    static Ran runOnTerminal(String in, String... arguments) {
        return Ran.onTerminal(in, HOME, console -> Main.run(console, arguments));
    }
}

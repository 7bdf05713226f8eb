package io.limpid.server;

import io.limpid.server.cli.CommandLineProgram;
import io.limpid.server.cli.Console;
import io.limpid.server.cli.Service;
import io.limpid.server.config.ServerConfig;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The {@code limpid} program. */
public final class Main {
    /** The folder of the installation, which holds the published rulesets; set by the launcher. */
    private static final String HOME = "limpid.home";

    /** Whether a person watches standard error; set by the launcher. */
    private static final String WATCHED = "limpid.watched";

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        // The descriptors themselves, in UTF-8 whatever the locale: what goes out is JSON and the words of authors.
        var console = new Console(
                new FileInputStream(FileDescriptor.in),
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                Boolean.getBoolean(WATCHED),
                System.getenv(),
                Path.of(System.getProperty(HOME, "")));
        System.exit(run(console, args));
    }

    static int run(Console console, String... args) {
        return CommandLineProgram.run(console, Main::start, args);
    }

    private static Service start(ServerConfig config) {
        return new Running(LimpidServer.start(config));
    }

    /** A running server as commands see it. */
    private record Running(RunningServer server) implements Service {
        @Override
        public URI address() {
            return URI.create(server.url());
        }

        @Override
        public void awaitModels() {
            server.awaitModels();
        }

        @Override
        public void stop() {
            server.close();
        }
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8));
    }
}

package io.limpid.server;

import io.limpid.server.cli.CommandLineProgram;
import io.limpid.server.cli.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
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
                Path.of(System.getProperty(HOME, "")));
        System.exit(CommandLineProgram.run(console, args));
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8));
    }
}

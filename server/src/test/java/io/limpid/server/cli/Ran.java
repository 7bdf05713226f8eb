package io.limpid.server.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A command that was run in this process.
 *
 * @param code its exit code
 * @param out what it wrote as data
 * @param err what it wrote as talk
 */
record Ran(int code, String out, String err) {
    /** Where the rulesets of these tests are, from the folder in which tests run. */
    static final String FILES = "src/test/resources/io/limpid/server/cli/";

    static Ran limpid(String... args) {
        return limpidWith("", args);
    }

    static Ran limpidWith(String in, String... args) {
        return limpidWith(in.getBytes(StandardCharsets.UTF_8), args);
    }

    static Ran limpidWith(byte[] in, String... args) {
        return limpidWith(
                in,
                options -> {
                    throw new IllegalStateException("no service for tests of commands that need none");
                },
                args);
    }

    static Ran limpidWith(byte[] in, Service.Starter starter, String... args) {
        var out = new StringWriter();
        var err = new StringWriter();
        var console = new Console(
                new ByteArrayInputStream(in), new PrintWriter(out), new PrintWriter(err), false, Path.of(".."));
        int code = CommandLineProgram.run(console, starter, args);
        return new Ran(code, out.toString(), err.toString());
    }
}

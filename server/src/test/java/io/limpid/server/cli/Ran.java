package io.limpid.server.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * A command that was run in this process.
 *
 * @param code its exit code
 * @param out what it wrote as data
 * @param err what it wrote as talk
 */
public record Ran(int code, String out, String err) {
    /** Where the rulesets of these tests are, from the folder in which tests run. */
    static final String FILES = "src/test/resources/io/limpid/server/cli/";

    private static final Service.Starter NO_SERVICE = options -> {
        throw new IllegalStateException("no service for tests of commands that need none");
    };

    static Ran limpid(String... args) {
        return limpidWith("", args);
    }

    static Ran limpidWith(String in, String... args) {
        return limpidWith(in.getBytes(StandardCharsets.UTF_8), args);
    }

    static Ran limpidWith(byte[] in, String... args) {
        return limpidWith(in, NO_SERVICE, args);
    }

    static Ran limpidWith(byte[] in, Service.Starter starter, String... args) {
        return of(in, Path.of(".."), console -> CommandLineProgram.run(console, starter, args));
    }

    /** A command where these variables are set. */
    static Ran limpidIn(Map<String, String> environment, String... args) {
        return of(
                "",
                Path.of(".."),
                console -> CommandLineProgram.run(
                        new Console(console.in(), console.out(), console.err(), false, environment, console.home()),
                        NO_SERVICE,
                        args));
    }

    /** A command of an installation elsewhere. */
    static Ran limpidAt(Path home, String... args) {
        return of(new byte[0], home, console -> CommandLineProgram.run(console, NO_SERVICE, args));
    }

    /** What a program did that ends with an exit code. */
    public static Ran of(String in, Path home, ToIntFunction<Console> program) {
        return of(in.getBytes(StandardCharsets.UTF_8), home, program);
    }

    private static Ran of(byte[] in, Path home, ToIntFunction<Console> program) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = program.applyAsInt(console(in, out, err, home));
        return new Ran(code, out.toString(), err.toString());
    }

    /** As {@link #of}, but data and talk come together, in the order in which they were written, as {@code out}. */
    public static Ran onTerminal(String in, Path home, ToIntFunction<Console> program) {
        var shown = new StringWriter();
        int code = program.applyAsInt(console(in.getBytes(StandardCharsets.UTF_8), shown, shown, home));
        return new Ran(code, shown.toString(), "");
    }

    private static Console console(byte[] in, StringWriter out, StringWriter err, Path home) {
        return new Console(
                new ByteArrayInputStream(in), new PrintWriter(out), new PrintWriter(err), false, Map.of(), home);
    }
}

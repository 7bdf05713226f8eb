package io.limpid.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program in a process of its own, with a folder for temporary files of its own. */
final class LimpidProcess implements AutoCloseable {
    private static final String READY = "limpid listening on http://127.0.0.1:";

    private final Process process;
    private final BufferedReader out;

    private LimpidProcess(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts it with its temporary files in {@code folder/tmp}, which is made where it is missing. */
    static LimpidProcess start(Path folder, String... args) {
        try {
            Path tmp = Files.createDirectories(folder.resolve("tmp"));
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-Djava.io.tmpdir=" + tmp,
                    "-Dlimpid.home=" + folder,
                    "-cp",
                    System.getProperty("java.class.path"),
                    Main.class.getName()));
            if (Runtime.version().feature() >= 24) {
                // What launcher and manifest say, so that newer releases do not warn of libraries that other libraries
                // bring.
                command.addAll(
                        1, List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
            }
            command.addAll(Arrays.asList(args));
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectError(folder.resolve("err.txt").toFile());
            builder.environment()
                    .put(
                            "XDG_STATE_HOME",
                            folder.resolve("state").toAbsolutePath().toString());
            return new LimpidProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it can answer, and returns its port. */
    int awaitReady() {
        return Integer.parseInt(awaitLine(READY).substring(READY.length()));
    }

    /** Waits for a line of its output that begins like this. */
    String awaitLine(String start) {
        try {
            String line = out.readLine();
            while (line != null && !line.startsWith(start)) {
                line = out.readLine();
            }
            if (line == null) {
                throw new AssertionError("it ended without \"" + start + "\"");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9. */
    void kill() {
        process.toHandle().destroyForcibly();
        process.onExit().join();
    }

    /** Sends a signal, such as {@code TERM}, and does not wait. */
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Its exit code, once it has ended. */
    int exitCode() {
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new AssertionError("it did not end");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        out.close();
    }
}

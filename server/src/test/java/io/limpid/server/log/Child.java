package io.limpid.server.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Another process that appends to a log until it is killed; see {@link AppendUntilKilled}. */
final class Child implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    Child(Path folder) throws IOException {
        this(List.of(), folder, 8);
    }

    /**
     * Starts it under another program.
     *
     * @param under that program and its arguments
     */
    Child(List<String> under, Path folder, int threads) throws IOException {
        var command = new ArrayList<>(under);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                AppendUntilKilled.class.getName(),
                folder.toString(),
                Integer.toString(threads)));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.inputReader();
    }

    /** The next line; null after the last whole one. */
    @Nullable
    String readLine() {
        try {
            String line = out.readLine();
            return line == null || !line.endsWith(".") ? null : line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** kill -9; by its handle, which leaves what it printed to be read. */
    void kill() {
        List<ProcessHandle> under = process.descendants().toList();
        under.forEach(ProcessHandle::destroyForcibly);
        process.toHandle().destroyForcibly();
        process.onExit().join();
        // Who traces it may be gone before it is itself.
        under.forEach(one -> one.onExit().join());
    }

    @Override
    public void close() throws IOException {
        kill();
        out.close();
    }
}

package io.limpid.server.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program git in one repository, as whoever runs the service has set it up: its identity, keys and remotes. */
final class Git {
    private static final long MOST_SECONDS = 30;
    private static final int MOST_OUTPUT = 1 << 16;

    /** For a user who never told git who he is; what he has told it comes first. */
    private static final List<String> NAMES = List.of("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME");

    private static final List<String> ADDRESSES = List.of("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL");

    private final Path repository;

    Git(Path repository) {
        this.repository = repository;
    }

    /**
     * Runs a command.
     *
     * @return what it printed, stripped
     * @throws IOException if it fails, with what it said; or it takes longer than {@value #MOST_SECONDS} seconds
     */
    String run(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("git", "-C", repository.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        builder.environment().put("GIT_TERMINAL_PROMPT", "0");
        if (arguments[0].equals("commit") && !knowsUser()) {
            NAMES.forEach(name -> builder.environment().putIfAbsent(name, "limpid"));
            ADDRESSES.forEach(name -> builder.environment().putIfAbsent(name, "limpid@localhost"));
        }
        // A pipe would be held open by whatever git starts, and could not be given up reading.
        Path out = Files.createTempFile("limpid-git", ".out");
        try {
            return run(builder.redirectOutput(out.toFile()), arguments[0], out);
        } finally {
            Files.deleteIfExists(out);
        }
    }

    private static String run(ProcessBuilder builder, String what, Path out) throws IOException {
        Process process = builder.start();
        try {
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                end(process);
                throw new IOException("git " + what + " took longer than " + MOST_SECONDS + " seconds");
            }
            String said = said(out);
            if (process.exitValue() != 0) {
                throw new IOException("git " + what + " failed: " + (said.isEmpty() ? "no word from it" : said));
            }
            return said;
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while git " + what + " ran", e);
        }
    }

    /** First with a request, upon which git takes its locks away; then by force, with what it started. */
    private static void end(Process process) {
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        for (ProcessHandle one : all) {
            one.onExit().completeOnTimeout(one, 1, TimeUnit.SECONDS).join();
            one.destroyForcibly();
        }
    }

    private static String said(Path out) throws IOException {
        try (InputStream in = Files.newInputStream(out)) {
            return new String(in.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8).strip();
        }
    }

    private boolean knowsUser() {
        try {
            return !run("config", "user.email").isEmpty();
        } catch (IOException e) {
            return false;
        }
    }
}

package io.limpid.server.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
        Process process = builder.start();
        CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS).execute(process::destroyForcibly);
        try (InputStream out = process.getInputStream()) {
            String said = new String(out.readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new IOException(
                        "git " + arguments[0] + " failed: " + (said.isEmpty() ? "no word from it" : said));
            }
            return said;
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while git " + arguments[0] + " ran", e);
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

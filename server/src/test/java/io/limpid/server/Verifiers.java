package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.cli.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Both verifiers, ours and the independent one in {@code docs/verify.py}, over the same folder, whose guard lies in it. */
final class Verifiers {
    private static final Path PYTHON_VERIFIER = Path.of("../docs/verify.py");

    private Verifiers() {}

    /** How a verifier ended. */
    record Verdict(int code, String text, JsonNode json) {}

    /** {@code limpid log verify}. */
    static Verdict ours(Path folder, String... more) throws IOException {
        var arguments = new ArrayList<>(List.of("log", "verify", "--json"));
        arguments.addAll(at(folder));
        arguments.addAll(List.of(more));
        return limpid(arguments.toArray(String[]::new));
    }

    /** Any command, whose output is an object or nothing. */
    static Verdict limpid(String... arguments) throws IOException {
        Ran ran = Commands.run(arguments);
        return verdict(ran.code(), ran.out(), ran.err());
    }

    /** {@code docs/verify.py}; skips the test where there is no python3. */
    static Verdict theirs(Path folder, String... more) throws Exception {
        var arguments = at(folder);
        arguments.addAll(List.of(more));
        return python(arguments);
    }

    /** {@code docs/verify.py} over other things than a folder. */
    static Verdict python(List<String> arguments) throws Exception {
        var command = new ArrayList<>(List.of("python3", PYTHON_VERIFIER.toString(), "--json"));
        command.addAll(arguments);
        Path err = Files.createTempFile("verify", ".err");
        Process process;
        try {
            process = new ProcessBuilder(command).redirectError(err.toFile()).start();
        } catch (IOException e) {
            assumeThat(false).as("there is no python3 here").isTrue();
            throw e;
        }
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(err);
        Files.delete(err);
        return verdict(process.exitValue(), out, said);
    }

    private static List<String> at(Path folder) {
        return new ArrayList<>(List.of(
                "--data",
                folder.toString(),
                "--guard",
                folder.resolve("guard.db").toString()));
    }

    private static Verdict verdict(int code, String out, String err) throws IOException {
        return new Verdict(code, out + err, out.isBlank() ? Client.JSON.missingNode() : Client.JSON.readTree(out));
    }
}

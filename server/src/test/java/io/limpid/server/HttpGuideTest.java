package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.limpid.server.access.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/http.md} run as they stand there. */
class HttpGuideTest {
    private static final Path PAGE = Path.of("../docs/http.md");

    @TempDir
    Path folder;

    private KeyedService service;

    @BeforeEach
    void start() {
        service = new KeyedService(folder);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    /** The first example on the page in a language. */
    private static String example(String language) throws IOException {
        var found = Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(PAGE));
        assertThat(found.find()).as(language).isTrue();
        return found.group(1);
    }

    private String run(String language, String file, String... command) throws IOException, InterruptedException {
        assumeThat(isThere(command[0])).as(command[0]).isTrue();
        Files.writeString(folder.resolve(file), example(language));
        List<String> line = new ArrayList<>(List.of(command));
        line.add(file);
        Path out = folder.resolve("out.txt");
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment().put("LIMPID_URL", service.server.url());
        builder.environment().put("LIMPID_TOKEN", service.token(Role.PLATFORM));
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static boolean isThere(String command) {
        return command.startsWith("/")
                || Stream.of(System.getenv("PATH").split(":", -1))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, command)));
    }

    @Test
    void curl() throws Exception {
        assertThat(run("sh", "moderate.sh", "sh")).contains("\"action\":\"hold\"", "\"decision_id\"", "\"line\":2");
    }

    @Test
    void java() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();

        assertThat(run("java", "Moderate.java", java)).contains("hold\n200\nallow\nrefused\n");
    }

    @Test
    void python() throws Exception {
        assertThat(run("python", "moderate.py", "python3"))
                .contains("hold ['spam.contact-funnel']\nhold\nallow\n")
                .contains("'pointer': '/txt'");
    }

    @Test
    void node() throws Exception {
        assertThat(run("js", "moderate.js", "node")).contains("hold\nhold\nallow\n");
    }
}

package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.limpid.server.api.SampleRules;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was decided is decided again the same by other programs: in another locale and time zone, interpreted, on another JDK. */
final class ReplayTest {
    private static final int DECISIONS = 200;
    private static final List<String> WORDS = List.of(
            "Add me on telegram: lucky_88",
            "WHATSAPP ME",
            "İstanbul'da ılık IŞIK",
            "加微信 abc12345 領取獎品",
            "ﾃﾚｸﾞﾗﾑ",
            "t e l e g r a m",
            "the library opens on Sunday",
            "谢谢大家的支持",
            "ＴＥＬＥＧＲＡＭ",
            "www.example.com/I",
            "٣٤٥",
            "straße STRASSE",
            "13800138000",
            "i̇ I ı İ");

    @TempDir
    static Path folder;

    @BeforeAll
    static void decide() {
        SampleRules.writeTo(folder.resolve("rulesets"));
        var random = new Random(11);
        try (RunningServer server = TestConfig.in(folder).start()) {
            var client = new Client(server);
            for (int i = 0; i < DECISIONS; i++) {
                var text = new StringBuilder();
                for (int words = 1 + random.nextInt(5); words > 0; words--) {
                    text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
                }
                client.moderate(Client.JSON
                        .createObjectNode()
                        .put("text", text.toString())
                        .toString());
            }
        }
    }

    static Stream<List<String>> programs() throws IOException {
        String own = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<List<String>> programs = new ArrayList<>();
        programs.add(List.of(own));
        programs.add(List.of(
                own,
                "-Duser.language=tr",
                "-Duser.country=TR",
                "-Duser.timezone=Asia/Kolkata",
                "-Dfile.encoding=ISO-8859-9",
                "-Xint",
                "-XX:+UseSerialGC",
                "-Xmx200m"));
        // Whatever other Java is there that can run this program.
        Path installed = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (Stream<Path> homes = Files.list(installed)) {
                homes.filter(home -> !Files.isSymbolicLink(home))
                        .map(home -> home.resolve("bin/java"))
                        .filter(Files::isExecutable)
                        .filter(java -> !java.toString().equals(own))
                        .sorted()
                        .forEach(java ->
                                programs.add(List.of(java.toString(), "-Duser.language=ar", "-XX:+UseSerialGC")));
            }
        }
        return programs.stream();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void every_decision_comes_out_the_same(List<String> program) throws Exception {
        Path none = Files.createDirectories(folder.resolve("no-models"));
        var command = new ArrayList<>(program);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "log",
                "verify",
                "--data",
                folder.resolve("data").toString(),
                "--guard",
                folder.resolve("data/guard.db").toString(),
                "--models",
                none.toString(),
                "--replay",
                Integer.toString(DECISIONS)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        assumeThat(said).as("a Java that can run this program").doesNotContain("UnsupportedClassVersionError");

        assertThat(code).as(said).isZero();
        assertThat(said).contains("replayed 200 decisions: 200 same");
    }
}

package io.limpid.rule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What authors get wrong. A case is a folder in {@code broken-rulesets}, or in {@code doubtful-rulesets} if it is only warned of:
 * files that replace those of {@code sound-ruleset}, and {@code expected-issues.txt}, the whole text that the author is to
 * read.
 */
class BrokenRulesetTest {
    private static final String NAME = "sample";

    @TempDir
    @Nullable
    Path temp;

    static Stream<String> broken() throws IOException {
        return kinds("broken-rulesets");
    }

    static Stream<String> doubtful() throws IOException {
        return kinds("doubtful-rulesets");
    }

    private static Stream<String> kinds(String folder) throws IOException {
        try (Stream<Path> folders = Files.list(resource(folder))) {
            return folders.map(path -> String.valueOf(path.getFileName())).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("doubtful")
    void warns_and_locates(String kind) throws IOException {
        Path folder = resource("doubtful-rulesets").resolve(kind);

        RulesetReader.Result result = RulesetReader.read(files(changed(folder)));

        assertThat(text(result)).isEqualTo(Files.readString(folder.resolve("expected-issues.txt")));
        assertThat(result.ruleset()).isPresent();
        assertThat(result.issues()).isNotEmpty().noneMatch(RulesetIssue::isError);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void refuses_and_locates(String kind) throws IOException {
        Path folder = resource("broken-rulesets").resolve(kind);

        RulesetReader.Result result = RulesetReader.read(files(changed(folder)));

        assertThat(text(result)).isEqualTo(Files.readString(folder.resolve("expected-issues.txt")));
        assertThat(result.ruleset()).isEmpty();
        assertThat(result.issues()).anyMatch(RulesetIssue::isError).allSatisfy(issue -> {
            assertThat(issue.file()).startsWith(NAME + "/");
            assertThat(issue.line()).isPositive();
            assertThat(issue.column()).isPositive();
        });
    }

    @Test
    void the_ruleset_that_the_cases_break_is_sound() {
        assertThat(RulesetReader.read(files(sound())).issues()).isEmpty();
    }

    @Test
    void a_byte_order_mark_does_no_harm() {
        Map<String, byte[]> files = sound();
        files.replaceAll((path, bytes) -> ("\uFEFF" + new String(bytes, UTF_8)).getBytes(UTF_8));

        Ruleset ruleset = RulesetReader.read(files(files)).ruleset().orElseThrow();

        assertThat(ruleset.rules()).singleElement().extracting(Rule::id).isEqualTo("sample.offer");
        assertThat(ruleset.lists())
                .hasEntrySatisfying("metals", list -> assertThat(list.entries()).hasSize(2));
    }

    @Test
    void line_ends_of_every_system_are_read() {
        Map<String, byte[]> files = sound();
        files.replaceAll(
                (path, bytes) -> new String(bytes, UTF_8).replace("\n", "\r\n").getBytes(UTF_8));

        assertThat(RulesetReader.read(files(files)).issues()).isEmpty();
    }

    @Test
    void refuses_files_that_are_not_utf_8() {
        Map<String, byte[]> files = sound();
        files.put("rules/offer.yaml", "title: Gef\u00E4hrlich".getBytes(StandardCharsets.ISO_8859_1));
        files.put("lists/metals.txt", "\u91D1".getBytes(StandardCharsets.UTF_16));

        assertThat(text(RulesetReader.read(files(files)))).isEqualTo("""
                sample/lists/metals.txt:1:1: the file is not UTF-8 (save it as UTF-8)
                sample/rules/offer.yaml:1:1: the file is not UTF-8 (save it as UTF-8)
                """);
    }

    @Test
    void refuses_a_file_that_is_too_large() {
        Map<String, byte[]> files = sound();
        files.put("rules/offer.yaml", ("# " + "x".repeat(300_000)).getBytes(UTF_8));

        assertThat(text(RulesetReader.read(files(files))))
                .isEqualTo("sample/rules/offer.yaml:1:1: the file has 300002 bytes (at most 262144)\n");
    }

    @Test
    void refuses_a_ruleset_without_its_ruleset_file() {
        Map<String, byte[]> files = sound();
        files.remove("ruleset.yaml");

        assertThat(text(RulesetReader.read(files(files))))
                .isEqualTo("sample/ruleset.yaml:1:1: the file is missing (a ruleset needs a ruleset.yaml)\n");
    }

    @Test
    void refuses_a_ruleset_without_rules() {
        Map<String, byte[]> files = sound();
        files.remove("rules/offer.yaml");

        assertThat(text(RulesetReader.read(files(files))))
                .isEqualTo("sample/ruleset.yaml:1:1: a ruleset without rules (put one rule a file into rules/)\n");
    }

    @Test
    void refuses_links_and_does_not_follow_them() throws IOException {
        Path folder = written(sound());
        Path secret = Files.writeString(folder.resolveSibling("secret.txt"), "secret\n");
        Files.createSymbolicLink(folder.resolve("lists/stolen.txt"), secret);
        Files.createSymbolicLink(folder.resolve("more"), folder.resolve("rules"));

        RulesetReader.Result result = RulesetReader.read(RulesetFiles.read(folder));

        assertThat(text(result)).isEqualTo("""
                sample/lists/stolen.txt:1:1: a link (put the file itself there; links are not followed)
                sample/more:1:1: a link (put the file itself there; links are not followed)
                """);
        assertThat(result.ruleset()).isEmpty();
    }

    @Test
    void names_files_that_do_not_belong_and_goes_on() throws IOException {
        Path folder = written(sound());
        Files.writeString(folder.resolve("rules/notes.txt"), "notes\n");

        RulesetReader.Result result = RulesetReader.read(RulesetFiles.read(folder));

        assertThat(text(result)).isEqualTo("""
                sample/rules/notes.txt:1:1: warning: a file that no ruleset has (ruleset.yaml, rules/<name>.yaml, lists/<name>.txt)
                """);
        assertThat(result.ruleset()).isPresent();
    }

    private Path written(Map<String, byte[]> files) throws IOException {
        if (temp == null) {
            throw new AssertionError("no temporary folder");
        }
        Path folder = temp.resolve(NAME);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.resolveSibling("."));
            Files.write(path, file.getValue());
        }
        return folder;
    }

    private static String text(RulesetReader.Result result) {
        return result.issues().stream().map(issue -> issue + "\n").collect(Collectors.joining());
    }

    private static RulesetFiles files(Map<String, byte[]> files) {
        return new RulesetFiles(NAME, files, List.of(), List.of());
    }

    /** The sound ruleset with the files of a case in place of its own. */
    private static Map<String, byte[]> changed(Path folder) {
        Map<String, byte[]> files = sound();
        files.putAll(read(folder));
        files.remove("expected-issues.txt");
        return files;
    }

    private static Map<String, byte[]> sound() {
        return read(resource("sound-ruleset"));
    }

    private static Map<String, byte[]> read(Path folder) {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
            }
            return files;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path resource(String name) {
        try {
            return Path.of(Objects.requireNonNull(BrokenRulesetTest.class.getResource("/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}

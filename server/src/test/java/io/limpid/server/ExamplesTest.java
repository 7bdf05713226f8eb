package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pages show is what a reader gets.
 *
 * <p>A fenced block that begins with {@code $} is a session: its commands are run, and what stands under each is held against
 * what came. A line {@code …} stands for lines left out, and {@code …} within a line for the rest of it. Ids, times, hashes
 * and whatever else no two runs share are not compared.
 */
class ExamplesTest {
    private static final Pattern SESSION =
            Pattern.compile("^```[a-z]*\n(\\$ .*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void every_session_on_a_page_runs_as_it_stands_there() throws IOException {
        int sessions = 0;
        List<String> differences = new ArrayList<>();
        for (Path page : pages()) {
            var found = SESSION.matcher(Files.readString(page));
            while (found.find()) {
                sessions++;
                run(page, found.group(1), differences);
            }
        }
        assertThat(String.join("\n", differences)).isEmpty();
        assertThat(sessions).isGreaterThanOrEqualTo(5);
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String place : List.of("..", "../docs", "../docs/decisions", "../benchmarks")) {
            try (Stream<Path> files = Files.list(Path.of(place))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }

    private void run(Path page, String session, List<String> differences) {
        try (var shell = new Shell(folder)) {
            // A line that goes on ends in a backslash or a pipe, as for a shell.
            String joined = session.replace("\\\n", " ").replace("|\n", "| ");
            for (String part : Pattern.compile("^\\$ ", Pattern.MULTILINE)
                    .splitAsStream(joined)
                    .filter(text -> !text.isBlank())
                    .toList()) {
                List<String> lines = part.lines().toList();
                String came = shell.run(lines.get(0));
                difference(lines.subList(1, lines.size()), came)
                        .ifPresent(difference -> differences.add(
                                page + ": " + lines.get(0) + "\n" + difference + "\nWhat came:\n" + came));
            }
        }
    }

    private static Optional<String> difference(List<String> expected, String came) {
        List<String> actual = normal(came).lines().toList();
        int at = 0;
        boolean gap = false;
        for (String line : expected) {
            if (line.equals("…")) {
                gap = true;
            } else {
                Pattern pattern = pattern(normal(line));
                while (gap
                        && at < actual.size()
                        && !pattern.matcher(actual.get(at)).matches()) {
                    at++;
                }
                if (at == actual.size() || !pattern.matcher(actual.get(at)).matches()) {
                    return Optional.of("shows a line that did not come, or not there:\n" + line);
                }
                at++;
                gap = false;
            }
        }
        return gap || at == actual.size()
                ? Optional.empty()
                : Optional.of("leaves out, without a …, what came from here on:\n" + actual.get(at));
    }

    private static Pattern pattern(String line) {
        return Pattern.compile(
                Stream.of(line.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    /** The text without what differs between any two runs, or whenever any rule changes. */
    private static String normal(String text) {
        return text.lines()
                .map(line -> line.stripTrailing()
                        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
                        .replaceAll("sha256:[0-9a-f]{64}", "HASH")
                        .replaceAll("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z", "TIME")
                        .replaceAll("127\\.0\\.0\\.1:[0-9]+", "HOST")
                        .replaceAll("[0-9,]+ bytes", "N bytes")
                        .replaceAll("[0-9,]+ rules", "N rules")
                        .replaceAll("[0-9]+ candidates? among [0-9,]+;", "N candidates among N;")
                        .replaceAll("\\brevision [0-9]+", "revision N")
                        .replaceAll("([a-z]):[0-9]+ ", "$1:N "))
                .collect(Collectors.joining("\n"));
    }
}

package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pages show is what a reader gets.
 *
 * <p>A fenced block that begins with {@code $} is a session: its commands are run, and what stands under each is held against
 * what came. {@link RulesGuideTest} has a page of its own.
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
                files.filter(file -> file.toString().endsWith(".md"))
                        .filter(file -> !file.equals(RulesGuideTest.PAGE))
                        .sorted()
                        .forEach(pages::add);
            }
        }
        return pages;
    }

    private void run(Path page, String session, List<String> differences) {
        try (var shell = new Shell(folder)) {
            for (ShownCommand command : ShownCommand.of(session)) {
                String came = shell.run(command.line());
                command.difference(came)
                        .ifPresent(difference -> differences.add(
                                page + ": " + command.line() + "\n" + difference + "\nWhat came:\n" + came));
            }
        }
    }
}

package io.limpid.server;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A command on a page, and what the page says that it writes.
 *
 * <p>A line {@code …} stands for lines left out, and {@code …} within a line for the rest of it. Ids, times, hashes and whatever
 * else no two runs share are not compared.
 *
 * @param line the command, on one line
 * @param shown lines of its output
 */
record ShownCommand(String line, List<String> shown) {
    ShownCommand {
        shown = List.copyOf(shown);
    }

    /** The commands of a session. A line that goes on ends in a backslash or a pipe, as for a shell. */
    static List<ShownCommand> of(String session) {
        String joined = session.replace("\\\n", " ").replace("|\n", "| ");
        return Pattern.compile("^\\$ ", Pattern.MULTILINE)
                .splitAsStream(joined)
                .filter(text -> !text.isBlank())
                .map(text -> text.lines().toList())
                .map(lines -> new ShownCommand(lines.get(0), lines.subList(1, lines.size())))
                .toList();
    }

    /** How what came differs from what is shown; empty if it does not. */
    Optional<String> difference(String came) {
        List<String> actual = normal(came).lines().toList();
        int at = 0;
        boolean gap = false;
        for (String line : shown) {
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
                        .replaceAll("sha256:([0-9a-f]{64}|…)", "HASH")
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

package io.limpid.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.cli.Console;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.Retention;
import io.limpid.server.publish.Maintainers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** As much of a shell as the examples on the pages need, so that a test of them needs neither jq nor a free port 8080. */
final class Shell implements AutoCloseable {
    /** A word: bare, or with parts in quotes. */
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");

    private final Path folder;
    private @Nullable RunningServer server;

    Shell(Path folder) {
        this.folder = folder;
    }

    /** Runs commands joined by pipes, and returns what the last one writes. */
    String run(String line) {
        String data = "";
        for (List<String> words : commands(line)) {
            String name = words.get(0);
            List<String> rest = words.subList(1, words.size());
            data = switch (name) {
                case "echo" -> String.join(" ", rest) + "\n";
                case "./limpid" -> limpid(rest, data);
                case "curl" -> curl(rest);
                case "jq" -> jq(rest, data);
                default -> throw new AssertionError("the test of the examples knows no " + name);
            };
        }
        return data;
    }

    private static List<List<String>> commands(String line) {
        List<List<String>> commands = new ArrayList<>();
        commands.add(new ArrayList<>());
        Matcher words = WORD.matcher(line);
        while (words.find()) {
            String word = words.group();
            if (word.equals("|")) {
                commands.add(new ArrayList<>());
            } else {
                commands.get(commands.size() - 1).add(unquoted(word));
            }
        }
        return commands;
    }

    private static String unquoted(String word) {
        var text = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
            } else if (c == quote) {
                quote = 0;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private String limpid(List<String> words, String in) {
        if (words.get(0).equals("serve")) {
            server = LimpidServer.start(new ServerConfig(
                    "127.0.0.1",
                    0,
                    LogPlace.alone(folder.resolve("data")),
                    Path.of("../rulesets"),
                    List.of(),
                    200,
                    Retention.FOR_GOOD,
                    Maintainers.NONE,
                    Optional.empty(),
                    true));
            return "";
        }
        var out = new StringWriter();
        var console = new Console(
                new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out),
                new PrintWriter(new StringWriter()),
                false,
                Path.of(".."));
        int code = Main.run(console, words.toArray(String[]::new));
        if (code != 0) {
            throw new AssertionError("exit code " + code + " from limpid " + words);
        }
        return out.toString();
    }

    private String curl(List<String> words) {
        String path = "/";
        String body = "";
        String type = "application/x-www-form-urlencoded";
        for (int i = 0; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-s" -> {}
                case "-H" -> type = words.get(++i).substring("Content-Type: ".length());
                case "-d" -> body = words.get(++i);
                default -> path = URI.create(words.get(i)).getPath();
            }
        }
        if (server == null) {
            throw new AssertionError("no limpid serve before curl");
        }
        return new Client(server)
                .post(path, type, body.getBytes(StandardCharsets.UTF_8))
                .text();
    }

    /** {@code jq -c '.a, .b[0].c'}: members and elements, with commas between them. */
    private static String jq(List<String> words, String data) {
        if (words.size() != 2 || !words.get(0).equals("-c")) {
            throw new AssertionError("the test of the examples knows jq -c FILTER only");
        }
        return data.lines()
                .map(Shell::json)
                .flatMap(json -> Stream.of(words.get(1).split(", ", -1))
                        .map(filter -> json.at(filter.replaceAll("[.\\[]", "/").replace("]", "")) + "\n"))
                .collect(Collectors.joining());
    }

    private static JsonNode json(String line) {
        try {
            return Client.JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}

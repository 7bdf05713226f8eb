package io.limpid.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.cli.Ran;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** As much of a shell as the examples on the pages need, so that a test of them needs neither jq nor a free port 8080. */
final class Shell implements AutoCloseable {
    /** A word: bare, or with parts in quotes. */
    private static final Pattern WORD = Pattern.compile("(?:[^\\s'\"]|'[^']*'|\"[^\"]*\")+");

    private static final String USUAL = "http://127.0.0.1:8080";

    /** What a reader makes, in the folder where he is: {@code my-rules}, {@code market=my-key.pub}. */
    private static final Pattern OWN = Pattern.compile("^([a-z]+=)?(my-)");

    private final Path folder;
    private final boolean talks;
    private @Nullable RunningServer server;

    /** A shell that shows data, and takes no failure. */
    Shell(Path folder) {
        this(folder, false);
    }

    private Shell(Path folder, boolean talks) {
        this.folder = folder;
        this.talks = talks;
    }

    /** A shell that shows what a person sees on a terminal, talk and refusals too; {@code my-…} is a file in the folder. */
    static Shell terminal(Path folder) {
        return new Shell(folder, true);
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
            return serve(words.subList(1, words.size()));
        }
        String[] arguments = words.stream().map(this::real).toArray(String[]::new);
        Ran ran = talks ? Commands.runOnTerminal(in, arguments) : Commands.runWith(in, arguments);
        if (ran.code() != 0 && !(talks && ran.code() == 1)) {
            throw new AssertionError(
                    "exit code " + ran.code() + " from limpid " + words + ": " + ran.out() + ran.err());
        }
        return talks ? ran.out().replace(folder + "/", "").replace(address(), USUAL) : ran.out();
    }

    /** A word of a command with the address and the folder that are meant. */
    private String real(String word) {
        return talks
                ? OWN.matcher(word)
                        .replaceFirst(match -> Matcher.quoteReplacement(
                                (match.group(1) == null ? "" : match.group(1)) + folder + "/" + match.group(2)))
                        .replace(USUAL, address())
                : word;
    }

    private String address() {
        return server == null ? USUAL : server.url();
    }

    private String serve(List<String> words) {
        Path data = folder.resolve("data");
        List<String> trusted = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            switch (words.get(i)) {
                case "--open", "&" -> {}
                case "--data" -> data = Path.of(real(words.get(++i)));
                case "--trust" -> trusted.add(real(words.get(++i)));
                default -> throw new AssertionError("the test of the examples knows no serve " + words.get(i));
            }
        }
        server = TestConfig.in(folder)
                .withData(data)
                .withRulesets(Path.of("../rulesets"))
                .withMaintainers(trusted)
                .start();
        return talks ? "limpid listening on " + USUAL + "\n" : "";
    }

    private String curl(List<String> words) {
        String path = "/";
        String body = "";
        String type = "application/x-www-form-urlencoded";
        String method = "GET";
        boolean named = false;
        for (int i = 0; i < words.size(); i++) {
            switch (words.get(i)) {
                case "-s" -> {}
                case "-X" -> {
                    method = words.get(++i);
                    named = true;
                }
                case "-H" -> type = words.get(++i).substring("Content-Type: ".length());
                case "-d" -> {
                    body = words.get(++i);
                    method = named ? method : "POST";
                }
                case "--data-binary" -> {
                    body = content(words.get(++i));
                    method = "POST";
                }
                default -> path = URI.create(words.get(i)).getPath();
            }
        }
        if (server == null) {
            throw new AssertionError("no limpid serve before curl");
        }
        var client = new Client(server);
        return client.send(
                        client.request(path).header("Content-Type", type).method(method, BodyPublishers.ofString(body)))
                .text();
    }

    private String content(String word) {
        try {
            return Files.readString(Path.of(real(word.substring(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

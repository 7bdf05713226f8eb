package io.limpid.server.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.rule.Facts;
import io.limpid.rule.Ruleset;
import io.limpid.rule.Suggestion;
import io.limpid.server.api.PostRequest;
import io.limpid.server.api.RefusedException;
import io.limpid.server.log.IoErrors;
import io.limpid.text.Post;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Explains to a person what every rule makes of a post. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Explain what each layer saw in a text, and what each rule made of that.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  limpid rules explain --text \"加薇✓信 abc1234 领取\"",
            "  limpid rules explain --text \"hello\" --rule spam.contact-funnel     why not this rule?",
            "  limpid rules explain --text \"hello\" --fact author.age_days=3 --fact context.attributes.room=market",
            "  limpid rules explain --json post.json"
        })
final class ExplainCommand implements Callable<Integer> {
    private static final String ATTRIBUTES = "context.attributes.";
    private static final JsonMapper JSON = new JsonMapper();

    private final Console console;

    @ArgGroup(multiplicity = "1")
    private Given given = new Given();

    /** The post, in one of two ways. */
    private static final class Given {
        @Option(names = "--text", paramLabel = "TEXT", description = "The text of the post.")
        private @Nullable String text;

        @Option(
                names = "--json",
                paramLabel = "FILE",
                description = "A request as POST /v1/moderate takes it; - for standard input.")
        private @Nullable String json;
    }

    @Option(
            names = "--fact",
            paramLabel = "NAME=VALUE",
            description = "What the platform says, by its name in conditions, such as author.age_days=3,"
                    + " context.territory=DE or context.attributes.room=market (repeatable).")
    private Map<String, String> facts = new LinkedHashMap<>();

    @Option(names = "--language", paramLabel = "TAG", description = "Its declared language, such as en or zh.")
    private @Nullable String language;

    @Option(names = "--surface", paramLabel = "SURFACE", description = "post, comment, message or profile.")
    private @Nullable String surface;

    @Option(
            names = "--rule",
            paramLabel = "ID",
            description = "Tell of this rule whether it was a candidate or not (repeatable). Default: the candidates.")
    private List<String> only = new ArrayList<>();

    @Mixin
    private RulesetsOption rulesets = new RulesetsOption();

    @Mixin
    private ModelsOption models = new ModelsOption();

    ExplainCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Post post = post();
        try (Models asked = Models.of(models.read(console))) {
            return explain(post, asked);
        }
    }

    private int explain(Post post, Models asked) {
        List<Ruleset> loaded = rulesets.load(console, asked.descriptions());
        Set<String> unknown = new TreeSet<>(only);
        loaded.forEach(ruleset -> ruleset.rules().forEach(rule -> unknown.remove(rule.id())));
        if (!unknown.isEmpty()) {
            throw new UnusableInputException("no rule " + String.join(", ", unknown) + " in the rulesets");
        }
        asked.loadFor(loaded, console);
        Walkthrough.print(post, loaded, asked, only, console.out()::println);
        return ExitCode.FINE;
    }

    /** The post, read as a request is read, so that it is told in the same words what is wrong with one. */
    private Post post() {
        try {
            return PostRequest.read(request()).post();
        } catch (RefusedException e) {
            String faults = e.problem().errors().stream()
                    .map(fault ->
                            fault.pointer().isEmpty() ? fault.detail() : name(fault.pointer()) + ": " + fault.detail())
                    .collect(Collectors.joining("; "));
            throw new UnusableInputException("this is no post: " + faults);
        }
    }

    private byte[] request() {
        if (given.json != null) {
            if (language != null || surface != null || !facts.isEmpty()) {
                throw new UnusableInputException("--json holds the whole request; give its facts there");
            }
            return read(given.json);
        }
        ObjectNode request = JSON.createObjectNode().put("text", given.text);
        facts.forEach((name, value) -> put(request, name, value));
        if (language != null) {
            request.put("language", language);
        }
        if (surface != null) {
            request.put("surface", surface);
        }
        try {
            return JSON.writeValueAsBytes(request);
        } catch (JsonProcessingException e) {
            throw new AssertionError("a tree of plain values has a JSON form", e);
        }
    }

    private static void put(ObjectNode request, String name, String value) {
        if (name.startsWith(ATTRIBUTES)) {
            request.withObject("/context/attributes").put(name.substring(ATTRIBUTES.length()), value);
            return;
        }
        boolean isGiven = Facts.has(name) && !name.equals(Facts.LENGTH) && !name.equals("context.attributes");
        if (!isGiven) {
            throw new UnusableInputException("no fact \"" + name + "\" to give ("
                    + Suggestion.of(
                            name,
                            Facts.names().stream()
                                    .filter(fact -> !fact.equals(Facts.LENGTH))
                                    .map(fact -> fact.equals("context.attributes") ? ATTRIBUTES + "NAME" : fact)
                                    .toList())
                    + ")");
        }
        int dot = name.indexOf('.');
        ObjectNode parent = dot < 0 ? request : request.withObject("/" + name.substring(0, dot));
        parent.set(
                name.substring(dot + 1),
                Facts.isText(name) ? JSON.getNodeFactory().textNode(value) : literal(value));
    }

    /** A number or truth value; a text where it is none, which the reader of requests then refuses. */
    private static JsonNode literal(String value) {
        try {
            return JSON.readTree(value);
        } catch (JsonProcessingException e) {
            return JSON.getNodeFactory().textNode(value);
        }
    }

    private byte[] read(String file) {
        if (Files.isDirectory(Path.of(file))) {
            throw new UnusableInputException(file + " is a folder; --json takes a file with a request");
        }
        // A pipe has no length, and the stream of a file would ask for it.
        try (InputStream in =
                new BufferedInputStream(file.equals("-") ? console.in() : Files.newInputStream(Path.of(file)))) {
            return in.readNBytes(PostRequest.MAX_BYTES + 1);
        } catch (IOException e) {
            throw new UnusableInputException(IoErrors.inWords(e));
        }
    }

    /** A member as it is called in conditions: {@code author.age_days} for {@code /author/age_days}. */
    private static String name(String pointer) {
        return pointer.substring(1).replace('/', '.');
    }
}

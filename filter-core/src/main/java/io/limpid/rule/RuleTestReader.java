package io.limpid.rule;

import io.limpid.signal.repeat.RecentPosts;
import io.limpid.text.Author;
import io.limpid.text.Context;
import io.limpid.text.Post;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the tests of a rule. */
final class RuleTestReader {
    static final int MAX_TESTS = 500;

    private final Issues issues;

    RuleTestReader(Issues issues) {
        this.issues = issues;
    }

    /**
     * The rule's tests; those with a fault are left out, with issues.
     *
     * @param signals names of the rule's signals
     */
    List<RuleTest> read(Fields fields, Set<String> signals) {
        List<RuleTest> tests = new ArrayList<>();
        Optional<List<Fields>> given = fields.requiredMappings("tests", "a test");
        if (given.isEmpty()) {
            return tests;
        }
        List<Fields> forms = given.get();
        if (forms.size() > MAX_TESTS) {
            issues.error(fields.at("tests"), forms.size() + " tests", "at most " + MAX_TESTS);
            return tests;
        }
        for (Fields form : forms) {
            test(form, signals).ifPresent(tests::add);
        }
        boolean complete = tests.size() == forms.size();
        if (complete && tests.stream().noneMatch(RuleTest::matches)) {
            issues.error(
                    fields.atKey("tests"), "a rule without a test that must match", "add one with \"expect: match\"");
        }
        if (complete && tests.stream().allMatch(RuleTest::matches)) {
            issues.error(
                    fields.atKey("tests"),
                    "a rule without a test that must pass",
                    "add a near miss with \"expect: pass\"");
        }
        return tests;
    }

    private Optional<RuleTest> test(Fields form, Set<String> signals) {
        int before = issues.size();
        Optional<String> text = form.text("text");
        Map<String, String> texts = new LinkedHashMap<>();
        text.ifPresent(only -> texts.put(Post.TEXT, only));
        form.mapping("fields", "fields")
                .ifPresent(fields ->
                        fields.keys().forEach(name -> fields.text(name).ifPresent(value -> texts.put(name, value))));
        if (text.isPresent() && form.has("fields") || texts.isEmpty()) {
            issues.error(
                    form.place(),
                    texts.isEmpty() ? "a test without a text" : "a test with both text and fields",
                    "give it \"text\" or \"fields\"");
        }
        Optional<String> expect = form.requiredText("expect");
        if (expect.isPresent() && !expect.get().equals("match") && !expect.get().equals("pass")) {
            issues.error(form.at("expect"), "a test that expects \"" + expect.get() + "\"", "match or pass");
        }
        Optional<String> language = form.text("language");
        Optional<String> surface = form.text("surface");
        surface.ifPresent(name -> checkSurface(new Fields.Item(name, form.at("surface"))));
        Author author =
                form.mapping("author", "an author").map(RuleTestReader::author).orElse(null);
        Context context = form.mapping("context", "a context")
                .map(RuleTestReader::context)
                .orElse(null);
        Map<String, Integer> repeats = numbers(form, "repeats", "repeats");
        Map<String, Integer> scores = new LinkedHashMap<>();
        form.mapping("scores", "scores")
                .ifPresent(fields ->
                        fields.keys().forEach(name -> fields.share(name).ifPresent(value -> scores.put(name, value))));
        Map<String, List<String>> spans = spans(form, signals);
        String suppressedBy = form.text("suppressed_by").orElse(null);
        if (suppressedBy != null && expect.equals(Optional.of("match"))) {
            issues.error(form.atKey("suppressed_by"), "a test that must match and be suppressed", "expect: pass");
        }
        form.done();
        if (issues.size() > before) {
            return Optional.empty();
        }
        try {
            Post post = new Post(null, texts, language.orElse(null), surface.orElse(null), null, author, context);
            return Optional.of(new RuleTest(
                    form.place().line(),
                    post,
                    repeats,
                    scores,
                    expect.equals(Optional.of("match")),
                    spans,
                    suppressedBy));
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            issues.error(
                    form.has("language") && message.startsWith("language") ? form.at("language") : form.place(),
                    message,
                    "");
            return Optional.empty();
        }
    }

    private static Author author(Fields fields) {
        Author author = new Author(
                fields.text("id").orElse(null),
                boxed(fields.integer("age_days", 0, Integer.MAX_VALUE)),
                boxed(fields.integer("post_count", 0, Integer.MAX_VALUE)),
                fields.bool("trusted").orElse(null));
        fields.done();
        return author;
    }

    private static @Nullable Integer boxed(OptionalInt value) {
        return value.isPresent() ? Integer.valueOf(value.getAsInt()) : null;
    }

    private static Context context(Fields fields) {
        Map<String, String> attributes = new LinkedHashMap<>();
        fields.mapping("attributes", "attributes")
                .ifPresent(form ->
                        form.keys().forEach(name -> form.text(name).ifPresent(value -> attributes.put(name, value))));
        Context context = new Context(
                fields.text("reply_to").orElse(null), fields.text("territory").orElse(null), attributes);
        fields.done();
        return context;
    }

    private Map<String, Integer> numbers(Fields form, String key, String name) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        form.mapping(key, name).ifPresent(fields -> {
            for (String scope : fields.keys()) {
                if (!scope.equals("author") && !scope.equals("everyone")) {
                    fields.node(scope);
                    issues.error(
                            fields.atKey(scope),
                            "no scope \"" + scope + "\" of repeats",
                            Issues.suggest(scope, List.of("author", "everyone")));
                    continue;
                }
                fields.integer(scope, 1, RecentPosts.COUNT_MAX).ifPresent(value -> numbers.put(scope, value));
            }
        });
        return numbers;
    }

    private Map<String, List<String>> spans(Fields form, Set<String> signals) {
        Map<String, List<String>> spans = new LinkedHashMap<>();
        form.mapping("spans", "spans").ifPresent(fields -> {
            for (String name : fields.keys()) {
                List<String> quotes = fields.texts(name);
                if (!signals.contains(name)) {
                    issues.error(fields.atKey(name), "no signal \"" + name + "\"", Issues.suggest(name, signals));
                    continue;
                }
                spans.put(name, quotes);
            }
        });
        return spans;
    }

    void checkSurface(Fields.Item surface) {
        if (!Post.SURFACES.contains(surface.text())) {
            issues.error(
                    surface.at(),
                    "no surface \"" + surface.text() + "\"",
                    Issues.suggest(surface.text(), List.of("post", "comment", "message", "profile")));
        }
    }
}

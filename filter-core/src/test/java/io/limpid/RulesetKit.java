package io.limpid;

import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetIssue;
import io.limpid.rule.RulesetReader;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Rulesets written in a test. Immutable: each method gives back a larger ruleset. */
public record RulesetKit(String name, Map<String, String> files) {
    public RulesetKit {
        files = new LinkedHashMap<>(files);
    }

    /** A ruleset that has nothing but its {@code ruleset.yaml}. */
    public static RulesetKit named(String name) {
        return new RulesetKit(name, Map.of("ruleset.yaml", """
                ruleset: %s
                version: 2026.11.0
                title: A ruleset of a test
                maintainer: The tests
                terms_url: https://example.org/terms
                changes: first version
                """.formatted((Object) name)));
    }

    public RulesetKit with(String path, String text) {
        Map<String, String> more = new LinkedHashMap<>(files);
        more.put(path, text);
        return new RulesetKit(name, more);
    }

    public RulesetKit list(String list, String... lines) {
        return with("lists/" + list + ".txt", String.join("\n", lines) + "\n");
    }

    /**
     * A rule that holds posts for spam.
     *
     * @param body its {@code signals}, its {@code when} and what it has beyond what every rule has; a key that stands here is
     *     not written a second time
     */
    public RulesetKit rule(String rule, String body) {
        var text = new StringBuilder("rule: " + name + "." + rule + "\n");
        Map<String, String> usual = new LinkedHashMap<>();
        usual.put("revision", "1");
        usual.put("title", "A rule of a test");
        usual.put("category", "spam");
        usual.put("action", "hold");
        usual.put("ground", "{kind: terms, clause: \"Community rules 2.1\"}");
        usual.put("explain", "{public: \"Not allowed.\"}");
        usual.put("tests", "[{text: \"yes\", expect: match}, {text: \"no\", expect: pass}]");
        usual.forEach((key, value) -> {
            if (body.lines().noneMatch(line -> line.startsWith(key + ":"))) {
                text.append(key).append(": ").append(value).append('\n');
            }
        });
        return with(
                "rules/" + rule + ".yaml",
                text.append(body.strip()).append('\n').toString());
    }

    public RulesetFiles bytes() {
        Map<String, byte[]> bytes = new TreeMap<>();
        files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
        return new RulesetFiles(name, bytes, List.of(), List.of());
    }

    public List<RulesetIssue> issues() {
        return RulesetReader.read(bytes()).issues();
    }

    /** The ruleset; fails with its issues when it has an error. */
    public Ruleset compile() {
        RulesetReader.Result result = RulesetReader.read(bytes());
        return result.ruleset().orElseThrow(() -> new AssertionError(result.issues()));
    }

    /** A filter with this ruleset alone, active, and no models. */
    public ContentFilter filter() {
        return ContentFilter.of(List.of(PublishedRuleset.active(compile())), List.of(), () -> 0);
    }

    /** The same with its files' texts changed. */
    public RulesetKit map(String path, UnaryOperator<String> change) {
        return with(path, change.apply(String.valueOf(files.get(path))));
    }
}

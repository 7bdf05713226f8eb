package io.limpid.rulesets;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.limpid.rule.RulesetFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** The schemas in {@code docs/schema}, by which editors complete and check rules. */
class SchemaTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Schema RULE = schema("rule");
    private static final Schema RULESET = schema("ruleset");

    private static final String SOUND = """
            rule: sample.a
            revision: 1
            title: A rule
            category: spam
            action: hold
            ground: {kind: terms, clause: "Terms 1"}
            signals:
              word: {list: words, fold: [case, skip(2)]}
              other: {regex: 'a', near: word, within: 3}
            when: word && other
            explain: {public: "No."}
            tests:
              - {text: "yes", expect: match}
              - {text: "no", expect: pass}
            """;
    private static final String HEADER = """
            ruleset: sample
            version: 2026.11
            title: {en: Sample, zh: 样例}
            maintainer: The tests
            terms_url: https://example.org/terms
            changes: First version
            """;

    static Stream<Path> rulesets() {
        return RulesetFiles.folders(Path.of("").toAbsolutePath()).stream();
    }

    @ParameterizedTest
    @MethodSource("rulesets")
    void every_file_of_a_published_ruleset_is_valid(Path folder) {
        List<String> problems = new ArrayList<>();
        RulesetFiles.read(folder).files().forEach((path, bytes) -> {
            if (path.endsWith(".yaml")) {
                Schema schema = path.equals("ruleset.yaml") ? RULESET : RULE;
                problems(schema, new String(bytes, StandardCharsets.UTF_8))
                        .forEach(problem -> problems.add(path + ": " + problem));
            }
        });

        assertThat(problems).isEmpty();
    }

    @Test
    void the_files_that_the_wrong_ones_are_made_of_are_valid() {
        assertThat(problems(RULE, SOUND)).isEmpty();
        assertThat(problems(RULESET, HEADER)).isEmpty();
        assertThat(
                        problems(
                                RULESET,
                                HEADER
                                        + "approvals: 2\ngate: {shadow_posts: 1000, changed_at_most: 0.01, precision_at_least: 0.9}\n"
                                        + "brake: {to: hold, times: 3, most: 500, posts: 50, window: 3600}\ndisclosure: digest\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    revision: 1              | revison: 1
                    rule: sample.a           | rule: a
                    action: hold             | action: allow
                    category: spam           | category: politics
                    revision: 1              | revision: 0
                    {kind: terms, clause: "Terms 1"} | {kind: terms}
                    {kind: terms, clause: "Terms 1"} | {kind: terms, clause: a, dsa: {category: FRAUD}}
                    {kind: terms, clause: "Terms 1"} | {kind: terms, clause: a, url: example.org}
                    fold: [case, skip(2)]    | fold: [case, skip(9)]
                    fold: [case, skip(2)]    | fold: [invisble]
                    list: words              | list: lists/words.txt
                    list: words              | list: words, regex: 'a'
                    near: word, within: 3    | near: word
                    word:                    | author:
                    regex: 'a'               | link: listed
                    regex: 'a'               | link: any, hosts: words
                    regex: 'a'               | personal: passport
                    regex: 'a', near: word, within: 3 | repeat: author
                    regex: 'a', near: word, within: 3 | classifier: spam
                    regex: 'a', near: word, within: 3 | classifier: spam, score_at_least: 0.5, precision_at_least: 0.5
                    public:                  | reader:
                    expect: pass             | expect: match
                    expect: pass             | expect: fail
                    expect: pass             | expect: pass, surface: wall
                    expect: pass             | expect: pass, fields: {body: a}
                    expect: match            | expect: match, suppressed_by: words
                    when:                    | unless: {list: words, near: word, within: 3}\\nwhen:
                    when:                    | scope: {languages: [english]}\\nwhen:
                    when:                    | defaults: {author.age: 1}\\nwhen:
                    title: A rule            | title: 12
                    """)
    void a_rule_with_this_instead_of_that_is_not_valid(String that, String instead) {
        String rule = SOUND.replace(that, instead.replace("\\n", "\n"));

        assertThat(rule).isNotEqualTo(SOUND);
        assertThat(problems(RULE, rule)).isNotEmpty();
    }

    @Test
    void a_rule_without_what_every_rule_has_is_not_valid() {
        assertThat(problems(RULE, SOUND.substring(0, SOUND.indexOf("tests:")))).isNotEmpty();
        assertThat(problems(RULE, SOUND.replace("explain: {public: \"No.\"}\n", "")))
                .isNotEmpty();
        assertThat(problems(RULE, SOUND.replace("when: word && other\n", ""))).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ruleset: sample | ruleset: Sample
                    version: 2026.11 | version: "new one"
                    maintainer: The tests | maintainer: 12
                    https: | ftp:
                    changes: First version | change: a
                    changes: First version | changes: a\\napprovals: 3
                    changes: First version | changes: a\\ngate: {changed_at_most: 2}
                    changes: First version | changes: a\\nbrake: {to: hold, times: 1, posts: 1, window: 60}
                    changes: First version | changes: a\\nbrake: {to: remove, times: 2, posts: 1, window: 60}
                    changes: First version | changes: a\\nbrake: {to: hold}
                    changes: First version | changes: a\\ndisclosure: none
                    """)
    void a_ruleset_with_this_instead_of_that_is_not_valid(String that, String instead) {
        String header = HEADER.replace(that, instead.replace("\\n", "\n"));

        assertThat(header).isNotEqualTo(HEADER);
        assertThat(problems(RULESET, header)).isNotEmpty();
    }

    @Test
    void every_key_is_described() {
        for (Schema schema : List.of(RULE, RULESET)) {
            schema.getSchemaNode()
                    .get("properties")
                    .properties()
                    .forEach(
                            key -> assertThat(key.getValue().path("description").asText())
                                    .as(key.getKey())
                                    .isNotBlank());
        }
    }

    private static List<String> problems(Schema schema, String yaml) {
        LoadSettings core = LoadSettings.builder().setSchema(new CoreSchema()).build();
        JsonNode node = JSON.valueToTree(new Load(core).loadFromString(yaml));
        return schema.validate(node).stream().map(Error::toString).toList();
    }

    private static Schema schema(String name) {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(JSON.readTree(Files.readString(Path.of("../docs/schema/" + name + ".schema.json"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

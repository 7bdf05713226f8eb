package io.limpid.rule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.RulesetKit;
import io.limpid.Samples;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RulesetLayoutTest {
    private static final RulesetKit KIT = RulesetKit.named("sample").list("words", "hello");

    @Test
    void keys_come_in_one_order_and_take_their_comments_along() {
        assertThat(layout("""
                # Copyright: the authors of this rule.

                tests:   # as found
                  - {text: "yes", expect: match}
                  # the near miss
                  - {text: "no", expect: pass}
                  # more are welcome

                # Looks for "yes".
                when: word  \s
                signals:
                  word: {regex: 'yes'}
                explain: {public: "No."}
                title: A rule
                revision: 1


                rule: sample.a
                category: spam
                action: hold
                ground:
                  kind: terms
                  clause: >
                    One line,
                    and another.
                # The end.
                """)).isEqualTo("""
                # Copyright: the authors of this rule.

                rule: sample.a
                revision: 1
                title: A rule
                category: spam
                action: hold
                ground:
                  kind: terms
                  clause: >
                    One line,
                    and another.
                signals:
                  word: {regex: 'yes'}

                # Looks for "yes".
                when: word
                explain: {public: "No."}
                tests:   # as found
                  - {text: "yes", expect: match}
                  # the near miss
                  - {text: "no", expect: pass}
                  # more are welcome
                # The end.
                """);
    }

    @Test
    void white_space_that_is_part_of_a_value_stays() {
        String text = "rule: sample.a\ntitle: |\n  two spaces  \n\n\n  end\nexplain: \"a\\ \n  b\"\n";

        assertThat(layout(text + "\n\n")).isEqualTo(text);
    }

    @Test
    void a_line_for_editors_stays_at_the_top() {
        assertThat(layout("# yaml-language-server: $schema=x.json\n# Revised.\nrevision: 1\nrule: sample.a\n"))
                .isEqualTo("# yaml-language-server: $schema=x.json\nrule: sample.a\n# Revised.\nrevision: 1\n");
    }

    @Test
    void keys_that_nobody_knows_follow_the_others() {
        assertThat(layout("owner: me\nb: 1\nrule: sample.a\n")).isEqualTo("rule: sample.a\nowner: me\nb: 1\n");
    }

    @Test
    void line_ends_and_byte_order_marks_of_other_systems_go() {
        assertThat(layout("\uFEFFrevision: 1\r\nrule: sample.a\r\n")).isEqualTo("rule: sample.a\nrevision: 1\n");
        RulesetFiles files = KIT.with("lists/words.txt", "\uFEFFhello \t\r\n\r\n  there | note  \r\n\r\n\r\n")
                .bytes();
        assertThat(new String(
                        RulesetLayout.of(files, path -> true).changed().getOrDefault("lists/words.txt", new byte[0]),
                        UTF_8))
                .isEqualTo("hello\n\n  there | note\n");
    }

    @Test
    void a_file_that_cannot_be_read_is_left_alone_with_its_problem() {
        RulesetLayout.Result result = RulesetLayout.of(
                KIT.with("rules/a.yaml", "title: a\nrule: \"b\ntitle: c\n").bytes(), path -> true);

        assertThat(result.changed()).isEmpty();
        assertThat(result.issues())
                .singleElement()
                .satisfies(issue -> assertThat(issue.toString()).startsWith("sample/rules/a.yaml:4:1: not YAML:"));
        assertThat(RulesetLayout.of(KIT.with("rules/a.yaml", "b: 1\nb: 2\n").bytes(), path -> true)
                        .issues())
                .singleElement()
                .satisfies(issue -> assertThat(issue.toString()).contains("a second time"));
    }

    @Test
    void markers_of_a_document_stay_where_they_are() {
        assertThat(layout("# a\n---\nrevision: 1\nrule: sample.a\n...\n"))
                .isEqualTo("# a\n---\nrule: sample.a\nrevision: 1\n...\n");
    }

    @Test
    void the_published_rulesets_are_in_the_layout() {
        for (Path folder : RulesetFiles.folders(Path.of("../rulesets"))) {
            RulesetLayout.Result result = RulesetLayout.of(RulesetFiles.read(folder), path -> true);

            assertThat(result.changed().keySet()).isEmpty();
            assertThat(result.issues()).isEmpty();
        }
    }

    @Test
    void however_the_keys_of_a_published_rule_are_shuffled_it_comes_out_the_same_and_stays() {
        List<String> rules = new ArrayList<>();
        for (Path folder : RulesetFiles.folders(Path.of("../rulesets"))) {
            RulesetFiles.read(folder).files().forEach((path, bytes) -> {
                if (path.startsWith("rules/")) {
                    rules.add(new String(bytes, UTF_8));
                }
            });
        }
        Samples.check(150, random -> {
            String rule = rules.get(random.nextInt(rules.size()));
            String commented = commented(rule, random);

            String formatted = layout(shuffled(commented, random));

            assertThat(formatted).isEqualTo(commented);
            assertThat(layout(formatted)).isEqualTo(formatted);
        });
    }

    @Test
    void any_lines_at_all_are_left_alone_or_come_out_the_same_the_second_time() {
        List<String> lines = List.of(
                "rule: sample.a",
                "title: |",
                "  text  ",
                "",
                "  # deep",
                "# flat",
                "when: >+",
                "tests:",
                "  - a: \"b",
                "    c\"",
                "  - {a: b,",
                "    c: d}",
                "---",
                "explain: 'x",
                "   y'  ",
                "action: hold   ",
                "scope: a\\ ",
                "# yaml-language-server: $schema=a",
                "\t",
                "unless: ",
                "...",
                "    deeper",
                "ground: {a: \"\\",
                "  b\"}");
        Samples.check(600, random -> {
            var text = new StringBuilder();
            for (int count = random.nextInt(10); count >= 0; count--) {
                text.append(lines.get(random.nextInt(lines.size()))).append(random.nextInt(30) == 0 ? "\r\n" : "\n");
            }
            RulesetFiles files = KIT.with("rules/a.yaml", text.toString()).bytes();

            RulesetLayout.Result once = RulesetLayout.of(files, path -> true);
            Map<String, byte[]> all = new TreeMap<>(files.files());
            all.putAll(once.changed());
            RulesetLayout.Result twice =
                    RulesetLayout.of(new RulesetFiles("sample", all, List.of(), List.of()), path -> true);

            assertThat(twice.changed().keySet()).isEmpty();
            assertThat(twice.issues()).hasSameSizeAs(once.issues());
        });
    }

    private static String layout(String rule) {
        RulesetLayout.Result result =
                RulesetLayout.of(KIT.with("rules/a.yaml", rule).bytes(), path -> path.equals("rules/a.yaml"));
        assertThat(result.issues()).isEmpty();
        return new String(result.changed().getOrDefault("rules/a.yaml", rule.getBytes(UTF_8)), UTF_8);
    }

    private static String commented(String rule, Random random) {
        return Pattern.compile("^([a-z])", Pattern.MULTILINE)
                .matcher(rule)
                .replaceAll(key -> random.nextInt(3) == 0 ? "# about " + random.nextInt(9) + "\n$1" : "$1");
    }

    private static String shuffled(String rule, Random random) {
        List<String> blocks = new ArrayList<>(List.of(rule.split("(?m)^(?=#)|(?<!# about \\d\n)^(?=[a-z])", -1)));
        blocks.removeIf(String::isEmpty);
        Collections.shuffle(blocks, random);
        return String.join("", blocks);
    }
}

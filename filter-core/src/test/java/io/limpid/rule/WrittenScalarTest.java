package io.limpid.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.RulesetKit;
import io.limpid.Samples;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault of a condition is shown where its author wrote it, in whatever style of YAML. */
class WrittenScalarTest {
    private static final String RULE = "rules/a.yaml";

    private static RulesetKit rule(String when) {
        return RulesetKit.named("sample").list("metals", "gold").rule("a", "signals:\n  gold: {list: metals}\n" + when);
    }

    /** What stands at the place of the rule's only issue, up to the end of the line. */
    private static String blamed(RulesetKit kit) {
        RulesetIssue issue = kit.issues().get(0);
        assertThat(kit.issues()).hasSize(1);
        List<String> lines = kit.files().getOrDefault(RULE, "").lines().toList();
        String line = lines.get(issue.line() - 1);
        return line.substring(line.offsetByCodePoints(0, issue.column() - 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void a_literal_block_is_read_at_its_own_indent(int indent) {
        String margin = " ".repeat(indent);

        assertThat(blamed(rule("when: |\n" + margin + "gold &&\n" + margin + "  nickel > 3\n")))
                .isEqualTo("nickel > 3");
        assertThat(blamed(rule("when: |-  # why\n\n" + margin + "gold\n\n" + margin + "&& nickel\n")))
                .isEqualTo("nickel");
    }

    @Test
    void an_indent_that_the_header_states_counts_as_well() {
        assertThat(blamed(rule("when: |2\n     gold &&\n  nickel\n"))).isEqualTo("nickel");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8})
    void a_folded_block_is_read_line_by_line_too(int indent) {
        String margin = " ".repeat(indent);

        assertThat(blamed(rule("when: >\n" + margin + "gold &&\n" + margin + "nickel > 3\n")))
                .isEqualTo("nickel > 3");
        assertThat(blamed(rule("when: >-\n" + margin + "gold\n\n" + margin + "  && nickel\n")))
                .isEqualTo("nickel");
    }

    @Test
    void a_plain_text_may_go_on_in_further_lines() {
        assertThat(blamed(rule("when: gold &&\n      nickel\n"))).isEqualTo("nickel");
    }

    @Test
    void quotes_and_what_is_escaped_in_them_are_counted_in() {
        assertThat(blamed(rule("when: 'language == ''en'' && gold && nickel'\n")))
                .isEqualTo("nickel'");
        assertThat(blamed(rule("when: \"language == \\\"\\U0001F600\\\" && gold && nickel\"\n")))
                .isEqualTo("\"language == \\\"\\U0001F600\\\" && gold && nickel\"");
        assertThat(blamed(rule("when: \"language == \\\"\uD83D\uDE00\\\" && gold && nickel\"\n")))
                .isEqualTo("nickel\"");
    }

    @Test
    void an_end_that_comes_too_early_is_shown_behind_the_last_word() {
        RulesetKit kit = rule("when: |\n    gold &&\n    \n");
        RulesetIssue issue = kit.issues().get(0);

        assertThat(blamed(kit)).isEmpty();
        assertThat(kit.files().getOrDefault(RULE, "").lines().toList().get(issue.line() - 1))
                .isEqualTo("    gold &&");
    }

    @Test
    void every_style_tells_the_place_of_a_word() {
        Samples.check(200, random -> {
            String when = written(random);

            assertThat(blamed(rule(when))).describedAs(when).startsWith("nickel");
        });
    }

    @Test
    void where_an_escape_hides_the_place_the_start_is_named() {
        assertThat(blamed(rule("when: \"gold &&\\n nickel\"\n"))).isEqualTo("\"gold &&\\n nickel\"");
    }

    /** A sound condition but for the unknown name {@code nickel}, in a random style. */
    private static String written(Random random) {
        List<String> words = random.ints(1 + random.nextInt(6), 0, 5)
                .mapToObj(kind -> List.of(
                                "gold", "!gold", "language != 'x  y'", "surface == \"\uD83D\uDE00\"", "gold.count > 1")
                        .get(kind))
                .collect(Collectors.toList());
        words.add(random.nextInt(words.size() + 1), "nickel");
        String style = List.of("|", ">", "|-", ">+", "plain", "'", "\"").get(random.nextInt(7));
        String margin = " ".repeat(1 + random.nextInt(9));
        String joint = random.nextBoolean() ? " &&\n" + margin : " && ";
        String text = String.join(joint, words);
        return switch (style) {
            case "plain" -> "when: " + text.replaceFirst("^!", "(!").replaceFirst("^\\(!gold", "(!gold)") + "\n";
            case "'" -> "when: '" + text.replace("'", "''") + "'\n";
            case "\"" -> "when: \"" + text.replace("\"", "\\\"") + "\"\n";
            default -> "when: " + style + "\n" + margin + text + "\n";
        };
    }
}

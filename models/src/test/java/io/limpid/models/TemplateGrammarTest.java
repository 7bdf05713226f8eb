package io.limpid.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TemplateGrammarTest {
    private static final String YAML = """
            area: rights
            language: en
            slots:
              who: [you, "{other}"]
              other: [they, we]
            templates:
              - kind: greeting
                y: 0
                texts: ["hello {who} ##", "bye {who}", "see {who}", "meet {other}", "ask {who} \\\\#1", "a {who}", "b {who}", "c {who}"]
              - kind: shout
                y: 1
                labels: {insult: 1, threat: 0}
                texts: ["boo {who}", "d {who}", "e {who}", "f {who}", "g {who}", "h {who}", "i {who}", "j {who}"]
            """;

    @Test
    void slots_are_filled_and_signs_become_digits() {
        assertThat(all())
                .extracting(Example::text)
                .allSatisfy(text ->
                        assertThat(text).matches("(hello|bye|see|meet|ask|boo|[a-j]) (you|they|we)( \\d\\d| #1)?"));
    }

    @Test
    void each_text_is_in_one_part_whatever_fills_it() {
        TemplateGrammar grammar = TemplateGrammar.parse("t.yaml", YAML);

        assertThat(starts(grammar.expand(Split.TRAIN, 20, 1)))
                .doesNotContainAnyElementsOf(starts(grammar.expand(Split.DEV, 20, 2)));
        assertThat(grammar.size(Split.TRAIN) + grammar.size(Split.DEV)).isEqualTo(16);
    }

    @Test
    void the_same_seed_gives_the_same_posts() {
        TemplateGrammar grammar = TemplateGrammar.parse("t.yaml", YAML);

        assertThat(grammar.expand(Split.TRAIN, 5, 1)).isEqualTo(grammar.expand(Split.TRAIN, 5, 1));
        assertThat(grammar.expand(Split.TRAIN, 5, 1)).isNotEqualTo(grammar.expand(Split.TRAIN, 5, 2));
    }

    @Test
    void a_kinds_labels_reach_the_task() {
        Task task = Task.named("rights", false);
        Example shout = all().stream().filter(Example::positive).findFirst().orElseThrow();

        assertThat(task.templateJudge().of(shout).values()).containsExactly(1, 1, 0, -1, -1);
    }

    @Test
    void a_slot_that_is_not_there_is_named() {
        assertThatThrownBy(
                        () -> TemplateGrammar.parse("t.yaml", YAML.replace("other: [they, we]", "others: [they, we]")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("t.yaml")
                .hasMessageContaining("{other}");
    }

    @Test
    void slots_within_each_other_without_end_are_refused() {
        TemplateGrammar grammar =
                TemplateGrammar.parse("t.yaml", YAML.replace("other: [they, we]", "other: [\"{other}\"]"));

        assertThatThrownBy(() -> grammar.expand(Split.TRAIN, 20, 1)).hasMessageContaining("go on");
    }

    @Test
    void the_grammars_of_this_module_can_be_filled() {
        for (String area : List.of("spam", "rumour", "rights")) {
            for (TemplateGrammar grammar : Templates.of(area).grammars()) {
                assertThat(grammar.expand(Split.TRAIN, 3, 1)).as(grammar.file()).isNotEmpty();
                assertThat(grammar.expand(Split.DEV, 3, 1)).as(grammar.file()).isNotEmpty();
            }
        }
    }

    private static List<Example> all() {
        TemplateGrammar grammar = TemplateGrammar.parse("t.yaml", YAML);
        return Stream.of(Split.TRAIN, Split.DEV)
                .flatMap(split -> grammar.expand(split, 10, 1).stream())
                .toList();
    }

    private static List<String> starts(List<Example> examples) {
        return examples.stream()
                .map(example -> example.text().split(" ", -1)[0])
                .toList();
    }
}

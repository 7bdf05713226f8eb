package io.limpid.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.rule.LocalText;
import io.limpid.rule.RuleSource;
import io.limpid.server.publish.RulesetVersion;
import io.limpid.server.publish.VersionStage;
import io.limpid.server.web.History.Kind;
import io.limpid.server.web.History.Line;
import io.limpid.server.web.Shelf.Edition;
import io.limpid.server.web.Shelf.Passage;
import io.limpid.server.web.Shelf.Past;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static Past version(int number, Map<String, Passage> rules) {
        return new Past(
                new RulesetVersion("r", "1." + number, "sha256:" + number, VersionStage.RETIRED, List.of(), List.of()),
                new Edition(LocalText.of("R"), "note " + number, rules, Set.of()));
    }

    private static Past with(int number, int revision) {
        return version(number, Map.of("r.a", passage(revision)));
    }

    private static Passage passage(int revision) {
        return new Passage(
                revision,
                new RuleSource("r/rules/a.yaml", 1, "sha256:" + revision, "rule: r.a\nrevision: " + revision + "\n"));
    }

    private static List<String> told(History history) {
        return history.steps().stream()
                .map(step -> step.version().version() + " " + step.was() + ">" + step.revision())
                .toList();
    }

    @Test
    void only_versions_in_which_the_rule_changed_are_told_newest_first() {
        History history = History.of("r.a", List.of(with(4, 2), with(3, 2), with(2, 1), with(1, 1)), true);

        assertThat(told(history)).containsExactly("1.3 1>2", "1.1 0>1");
        assertThat(history.steps().get(0).lines())
                .contains(new Line(Kind.REMOVED, "revision: 1"), new Line(Kind.ADDED, "revision: 2"));
    }

    @Test
    void a_rule_that_goes_and_comes_back_is_told_as_such() {
        History history =
                History.of("r.a", List.of(with(4, 2), version(3, Map.of()), with(2, 1), version(1, Map.of())), true);

        assertThat(told(history)).containsExactly("1.4 0>2", "1.3 1>0", "1.2 0>1");
    }

    @Test
    void the_oldest_of_a_part_of_the_versions_is_not_taken_for_the_first() {
        History history = History.of("r.a", List.of(with(9, 5), with(8, 4)), false);

        assertThat(told(history)).containsExactly("1.9 4>5");
    }

    @Test
    void many_changes_are_counted_and_the_latest_are_shown() {
        List<Past> past = new ArrayList<>();
        for (int i = 30; i > 0; i--) {
            past.add(with(i, i));
        }

        History history = History.of("r.a", past, true);

        assertThat(history.steps()).hasSize(History.MOST_STEPS);
        assertThat(history.earlier()).isEqualTo(10);
        assertThat(told(history)).startsWith("1.30 29>30");
    }

    @Test
    void lines_that_look_like_marks_of_a_difference_stay_what_they_are() {
        assertThat(History.difference("- a\n+ b\n@@ c\n", "- a\n+ b\n@@ c\n--- d\n"))
                .contains(new Line(Kind.KEPT, "+ b"), new Line(Kind.KEPT, "@@ c"), new Line(Kind.ADDED, "--- d"))
                .hasSize(4);
    }
}

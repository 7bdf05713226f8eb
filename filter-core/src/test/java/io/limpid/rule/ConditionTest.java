package io.limpid.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No condition costs more than its limit, whatever it says and whatever the post is. */
class ConditionTest {
    private static final String ROOM = "context.attributes.room";
    /** The longest text that a condition reads, in letters that are slow to compare. */
    private static final String LONG = "\u91D1".repeat(Facts.MAX_SIZE - "room".length());

    @Test
    void counts_each_operation_by_the_sizes_of_what_it_is_given() throws Exception {
        assertThat(cost("m && text.length < 40 && author.age_days < 3")).isLessThan(50);
        assertThat(cost(ROOM + " == 'market'")).isBetween(4_000L, 20_000L);
        assertThat(cost("author.id.contains('0123456789')")).isBetween(40_000L, 50_000L);
        assertThat(cost("author.id.matches('a{100}')")).isBetween(400_000L, 500_000L);
        assertThat(cost("author.id + author.id + author.id == 'x'"))
                .isGreaterThan(cost("author.id + author.id == 'x'") + 3 * Facts.MAX_SIZE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "m && author.id.contains(context.reply_to)",
                "m && author.id.matches('(a?){120}b')",
                "m && (author.id + author.id + author.id + author.id).matches('[a-z]{60}')",
                "m && bytes(string(bytes(string(bytes(string(bytes(string(bytes(author.id))))))))).size() > 3",
                "m && [author.id + author.id, author.id].size() > 1 && (author.id + author.id).contains(author.id)",
                "m && dyn(author.id + author.id).contains(dyn(author.id))",
                "m && {author.id: author.id + author.id}[author.id].contains(author.id)",
            })
    void refuses_what_can_take_too_many_steps_and_says_where(String when) {
        assertThatThrownBy(() -> condition(when))
                .isInstanceOfSatisfying(
                        Condition.InvalidException.class,
                        e -> assertThat(e.faults()).singleElement().satisfies(fault -> {
                            assertThat(fault.problem())
                                    .matches("a condition that can take [0-9]{7,} steps, [0-9]{6,} of them here");
                            assertThat(fault.hint()).isEqualTo("at most 1000000");
                            assertThat(fault.line()).isEqualTo(1);
                            assertThat(fault.column()).isGreaterThan(4);
                        }));
    }

    @Test
    void refuses_a_sum_that_is_too_much_though_each_part_is_not() throws Exception {
        String part = "author.id.matches('a{100}')";

        assertThat(condition(part).steps()).isLessThan(Condition.MAX_STEPS);
        assertThatThrownBy(() -> condition(times(3, " || ", part))).isInstanceOf(Condition.InvalidException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[1, 2].exists(x, x > 1)",
                "[1, 2].all(x, x > 1)",
                "[1, 2].map(x, x + 1).size() > 1",
                "[1, 2].filter(x, x > 1).size() > 1",
                "cel.bind(x, author.id + author.id, x + x == 'y')",
                "context.attributes.exists(name, name == 'x')",
            })
    void nothing_loops(String when) {
        assertThatThrownBy(() -> condition(when)).isInstanceOf(Condition.InvalidException.class);
    }

    @Test
    void the_dearest_conditions_are_evaluated_within_a_second() throws Exception {
        Map<String, Optional<Object>> values = Map.of(
                "m", Optional.of(true),
                "author.id", Optional.of(LONG),
                "context.reply_to", Optional.of("a".repeat(Facts.MAX_SIZE)),
                "context.attributes", Optional.of(Map.of("room", LONG)));
        List<String> dear = List.of(
                "context.reply_to.matches('a{235}b')",
                "context.reply_to.matches('(a?){58}b')",
                "context.reply_to.matches('(.*a){46}b')",
                times(20, " || ", "context.reply_to.matches('a(|b|c)*x')"),
                "author.id.contains('" + "\u91D1".repeat(100) + "x" + "\u91D1".repeat(100) + "')",
                times(38, " || ", "author.id.contains('\u91D1\u91D1\u91D1\u91D1x')"),
                times(3, " || ", "(" + times(10, " + ", "author.id") + ").contains('x')"));
        for (String when : dear) {
            Condition condition = condition("m && (" + when + ")");

            long start = System.nanoTime();
            condition.test(values::get);
            Duration taken = Duration.ofNanos(System.nanoTime() - start);

            assertThat(condition.steps()).as(when).isBetween(Condition.MAX_STEPS * 3 / 4L, (long) Condition.MAX_STEPS);
            assertThat(taken).as(when).isLessThan(Duration.ofSeconds(1));
        }
    }

    @Test
    void a_fact_that_is_too_large_is_not_looked_at() throws Exception {
        Condition condition = condition("m && context.attributes.room == 'x'");
        Map<String, String> many = Map.of("room", "x", "other", "y".repeat(Facts.MAX_SIZE));

        assertThat(condition.test(values(Map.of("room", "x"))::get)).isTrue();
        assertThatThrownBy(() -> condition.test(values(many)::get))
                .isInstanceOfSatisfying(
                        Condition.EvaluationException.class,
                        e -> assertThat(e.largeFact()).contains("context.attributes"));
    }

    @Test
    void a_long_condition_falls_into_clauses() throws Exception {
        String words = "\u91D1".repeat(900);
        String sum = times(25, "+", "1");

        List<Condition> clauses = condition("m&&author.id=='" + words + "'&&" + sum + ">2&&author.id!=\"'\\n\"")
                .clauses();

        assertThat(clauses).hasSize(4);
    }

    private static Map<String, Optional<Object>> values(Map<String, String> attributes) {
        return Map.of("m", Optional.of(true), "context.attributes", Optional.of(attributes));
    }

    private static long cost(String when) throws Exception {
        return condition(when).steps();
    }

    private static Condition condition(String when) throws Condition.InvalidException {
        return Condition.compile(when, Set.of("m"), Set.of());
    }

    private static String times(int count, String joint, String part) {
        return String.join(joint, Collections.nCopies(count, part));
    }
}

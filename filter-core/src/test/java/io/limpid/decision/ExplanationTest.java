package io.limpid.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.RulesetKit;
import io.limpid.Surroundings;
import io.limpid.rule.Audience;
import io.limpid.signal.RepeatScope;
import io.limpid.signal.repeat.RepeatCount;
import io.limpid.text.Author;
import io.limpid.text.Post;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final RulesetKit METALS = RulesetKit.named("sample").list("metals", "gold", "silver");

    private static Reason reason(RulesetKit kit, Post post, Surroundings surroundings) {
        return kit.filter().decide(post, surroundings).reasons().get(0);
    }

    private static String toReader(Reason reason) {
        return Explanation.of(reason, Audience.PUBLIC, "en");
    }

    @Test
    void a_signal_becomes_the_first_thing_that_it_saw_and_a_fact_its_value() {
        RulesetKit kit = METALS.rule("a", """
                signals: {m: {list: metals, fold: [case]}}
                when: m && author.age_days < 30
                explain: {public: "'{{m}}' in an account of {{ author.age_days }} days"}
                """);

        Reason reason =
                reason(kit, Post.of("SILVER and gold").withAuthor(Author.UNKNOWN.withAgeDays(3)), Surroundings.NONE);

        assertThat(toReader(reason)).isEqualTo("'SILVER' in an account of 3 days");
        assertThat(Explanation.withoutQuotes(reason, Audience.PUBLIC, "en")).isEqualTo("'…' in an account of 3 days");
    }

    @Test
    void a_classifier_has_a_score_under_its_own_name_and_as_a_part() {
        RulesetKit kit = METALS.rule("a", """
                signals: {s: {classifier: spam, score_at_least: 0.8}}
                when: s
                explain: {public: "{{s}} {{s.score}} {{s.count}}", author: "{{ s.score }}"}
                """);

        Reason reason = reason(kit, Post.of("x"), new Surroundings(List.of(), Map.of("spam", 9_050)));

        assertThat(toReader(reason)).isEqualTo("0.9050 0.9050 1");
        assertThat(Explanation.of(reason, Audience.AUTHOR, "en")).isEqualTo("0.9050");
        assertThat(Explanation.withoutQuotes(reason, Audience.AUTHOR, "en")).isEqualTo("0.9050");
    }

    @Test
    void a_count_is_told_in_full_where_the_evidence_is_cut() {
        RulesetKit kit = METALS.rule("a", """
                signals: {m: {list: metals}, n: {regex: '[0-9]'}, o: {list: metals, fold: [case]}}
                when: m && n
                explain: {public: "{{m.count}} {{n.count}} {{o.count}}"}
                """);

        Reason reason = reason(kit, Post.of("gold 1 ".repeat(70)), Surroundings.NONE);

        assertThat(reason.evidence()).hasSizeLessThan(3 * 70);
        assertThat(toReader(reason)).isEqualTo("70 70 70");
        assertThat(reason.counts()).isEqualTo(Map.of("m", 70L, "n", 70L, "o", 70L));
    }

    @Test
    void a_count_leaves_out_what_an_allow_span_covers_and_counts_repeats() {
        RulesetKit kit = METALS.list("metals", "gold", "!gold rush").rule("a", """
                signals:
                  m: {list: metals}
                  r: {repeat: author, count_at_least: 3, window_seconds: 600}
                when: m && r
                explain: {public: "{{m.count}} {{r.count}} {{r}}"}
                """);
        var surroundings = new Surroundings(List.of(new RepeatCount(RepeatScope.AUTHOR, 600, 5)), Map.of());

        assertThat(toReader(reason(kit, Post.of("gold, gold rush, gold"), surroundings)))
                .isEqualTo("2 5 5");
    }

    @Test
    void what_saw_nothing_becomes_nothing_and_counts_zero() {
        RulesetKit kit = METALS.rule("a", """
                signals: {m: {list: metals}, n: {regex: '[0-9]'}}
                when: m || n
                explain: {public: "[{{m}}] {{m.count}} [{{n}}]"}
                """);

        assertThat(toReader(reason(kit, Post.of("7"), Surroundings.NONE))).isEqualTo("[] 0 [7]");
    }

    @Test
    void what_an_author_wrote_is_not_read_as_a_template() {
        RulesetKit kit = METALS.rule("a", """
                signals: {n: {regex: '.+'}}
                when: n
                explain: {public: "{{n}}"}
                """);

        assertThat(toReader(reason(kit, Post.of("{{n.count}} $1 \\"), Surroundings.NONE)))
                .isEqualTo("{{n.count}} $1 \\");
    }
}

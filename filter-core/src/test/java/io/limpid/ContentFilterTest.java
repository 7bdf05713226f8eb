package io.limpid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.limpid.decision.Decision;
import io.limpid.decision.Provenance;
import io.limpid.decision.Skipped;
import io.limpid.decision.Suppression;
import io.limpid.rule.Action;
import io.limpid.rule.Category;
import io.limpid.rule.Governance.Rung;
import io.limpid.rule.RulesetIssue;
import io.limpid.signal.Evidence;
import io.limpid.signal.RepeatScope;
import io.limpid.signal.repeat.RepeatCount;
import io.limpid.text.Author;
import io.limpid.text.Context;
import io.limpid.text.Post;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What rules do, in the words of CONTRACT.md section 7 and docs/writing-rules.md. */
class ContentFilterTest {
    private static final RulesetKit METALS = RulesetKit.named("sample").list("metals", "gold", "silver", "!gold rush");

    private static Decision decide(ContentFilter filter, String text) {
        return filter.decide(Post.of(text), Surroundings.NONE);
    }

    private static List<String> matched(Decision decision) {
        return decision.reasons().stream().map(reason -> reason.rule().id()).toList();
    }

    @Test
    void the_strongest_action_wins_and_all_reasons_are_kept() {
        ContentFilter filter = METALS.rule("a", "action: label\nsignals: {m: {list: metals}}\nwhen: m")
                .rule("b", "action: remove\ncategory: rights\nsignals: {m: {list: metals}}\nwhen: m")
                .rule("c", "action: hold\nsignals: {m: {list: metals}}\nwhen: m")
                .rule("d", "action: remove\nsignals: {m: {list: metals}}\nwhen: m.count > 5")
                .filter();

        Decision decision = decide(filter, "gold and silver");

        assertThat(decision.action()).isEqualTo(Action.REMOVE);
        assertThat(matched(decision)).containsExactly("sample.b", "sample.c", "sample.a");
        assertThat(decision.has(Category.RIGHTS)).isTrue();
        assertThat(decision.has(Category.RUMOUR)).isFalse();
    }

    @Test
    void nothing_found_is_allowed_and_complete() {
        Decision decision =
                decide(METALS.rule("a", "signals: {m: {list: metals}}\nwhen: m").filter(), "copper");

        assertThat(decision.action()).isEqualTo(Action.ALLOW);
        assertThat(decision.reasons()).isEmpty();
        assertThat(decision.suppressed()).isEmpty();
        assertThat(decision.isComplete()).isTrue();
    }

    @Test
    void a_reason_names_its_source_and_every_occurrence() {
        Decision decision = decide(
                METALS.rule("a", "signals: {m: {list: metals, fold: [case]}}\nwhen: m")
                        .filter(),
                "Gold, gold, SILVER");

        var reason = decision.reasons().get(0);
        assertThat(reason.rule().source().file()).isEqualTo("sample/rules/a.yaml");
        assertThat(reason.rule().source().line()).isEqualTo(1);
        assertThat(reason.ruleset().version()).isEqualTo("2026.11.0");
        assertThat(reason.evidence())
                .extracting(seen -> {
                    var keyword = (Evidence.Keyword) seen;
                    return keyword.quote() + " " + keyword.list() + ":" + keyword.line() + " " + keyword.folds();
                })
                .containsExactly("Gold metals:1 [case]", "gold metals:1 []", "SILVER metals:2 [case]");
    }

    @Test
    void an_allow_span_suppresses_what_it_covers_and_is_named() {
        ContentFilter filter =
                METALS.rule("a", "signals: {m: {list: metals}}\nwhen: m").filter();

        Decision covered = decide(filter, "the gold rush of 1849");
        Decision besides = decide(filter, "the gold rush and gold");

        assertThat(covered.action()).isEqualTo(Action.ALLOW);
        assertThat(covered.suppressed()).singleElement().satisfies(suppression -> {
            assertThat(suppression.by()).isEqualTo("metals#gold rush");
            assertThat(suppression.evidence()).singleElement().isInstanceOf(Evidence.Keyword.class);
        });
        assertThat(matched(besides)).containsExactly("sample.a");
        assertThat(besides.reasons().get(0).evidence())
                .singleElement()
                .satisfies(seen ->
                        assertThat(((Evidence.Keyword) seen).span().start()).isEqualTo(18));
    }

    @Test
    void an_allow_span_over_a_neighbour_suppresses_too() {
        ContentFilter filter = METALS.rule(
                        "a", "signals:\n  m: {list: metals}\n  n: {regex: '[0-9]+', near: m, within: 9}\nwhen: n")
                .filter();

        assertThat(decide(filter, "gold rush 1849").suppressed())
                .extracting(Suppression::by)
                .containsExactly("metals#gold rush");
        assertThat(matched(decide(filter, "gold rush of gold 1849"))).containsExactly("sample.a");
    }

    @Test
    void the_signal_that_was_silenced_names_what_suppressed_the_rule() {
        ContentFilter filter = METALS.list("verbs", "buy", "!buy nothing day")
                .rule("a", "signals:\n  a: {list: metals}\n  b: {list: verbs}\nwhen: a && b")
                .filter();

        assertThat(decide(filter, "gold rush and gold on buy nothing day").suppressed())
                .extracting(Suppression::by)
                .containsExactly("verbs#buy nothing day");
    }

    @Test
    void unless_suppresses_and_is_named() {
        ContentFilter filter = METALS.list("shops", "royal mint")
                .rule("a", "signals: {m: {list: metals}}\nwhen: m\nunless: {list: shops, fold: [case]}")
                .rule("b", "signals: {m: {list: metals}}\nwhen: m\nunless: {link: any}")
                .filter();

        Decision decision = decide(filter, "Royal Mint gold, see https://example.org/gold");

        assertThat(decision.action()).isEqualTo(Action.ALLOW);
        assertThat(decision.suppressed())
                .extracting(suppression -> suppression.rule().id() + " by " + suppression.by())
                .containsExactly("sample.a by shops#royal mint", "sample.b by unless#link");
    }

    @Test
    void a_rule_yields_to_a_rule_that_stands_and_to_no_other() {
        RulesetKit kit = METALS.rule("a", "signals: {m: {list: metals}}\nwhen: m\nyields_to: [sample.b]")
                .rule("b", "action: label\nsignals: {n: {regex: '[0-9]+'}}\nwhen: n\nyields_to: [sample.c]")
                .rule("c", "action: label\nsignals: {n: {regex: 'x'}}\nwhen: n");
        ContentFilter filter = kit.filter();

        assertThat(matched(decide(filter, "gold"))).containsExactly("sample.a");
        assertThat(matched(decide(filter, "gold 5"))).containsExactly("sample.b");
        assertThat(decide(filter, "gold 5").suppressed())
                .extracting(suppression -> suppression.rule().id() + " by " + suppression.by())
                .containsExactly("sample.a by sample.b");
        assertThat(matched(decide(filter, "gold 5x"))).containsExactly("sample.a", "sample.c");
    }

    @Test
    @Timeout(60)
    void rules_that_yield_in_many_layers_are_each_weighed_once() {
        RulesetKit kit = METALS;
        for (int layer = 0; layer < 16; layer++) {
            String above = layer < 15 ? "\nyields_to: [" + names("sample.", layer + 1) + "]" : "";
            for (String rule : names("", layer).split(", ", -1)) {
                kit = kit.rule(rule, "signals: {m: {list: metals}}\nwhen: m" + above);
            }
        }

        Decision decision = decide(kit.filter(), "gold");

        // The last layer stands, so the one before does not, so the one before that does.
        assertThat(matched(decision)).hasSize(48).allMatch(id -> (id.charAt(8) - 'a') % 2 == 1);
        assertThat(decision.suppressed())
                .hasSize(48)
                .allMatch(suppression ->
                        suppression.by().charAt(8) == suppression.rule().id().charAt(8) + 1
                                && suppression.by().endsWith("0"));
    }

    /** The six rules of a layer, as in {@code la0, la1}. */
    private static String names(String prefix, int layer) {
        return IntStream.range(0, 6)
                .mapToObj(i -> prefix + "l" + (char) ('a' + layer) + i)
                .collect(Collectors.joining(", "));
    }

    @Test
    void a_rule_may_stand_at_the_end_of_a_long_chain_of_rules_that_yield() {
        RulesetKit kit = METALS;
        for (int i = 0; i < 1_000; i++) {
            String above = i < 999 ? "\nyields_to: [sample.r" + (i + 1) + "]" : "";
            kit = kit.rule("r" + i, "signals: {m: {list: metals}}\nwhen: m" + above);
        }

        assertThat(matched(decide(kit.filter(), "gold"))).hasSize(500).contains("sample.r999", "sample.r1");
    }

    @Test
    void a_shadow_rule_is_reported_and_never_acts() {
        var ruleset = METALS.rule("a", "action: remove\nsignals: {m: {list: metals}}\nwhen: m")
                .compile();
        ContentFilter filter =
                ContentFilter.of(List.of(new PublishedRuleset(ruleset, Stage.SHADOW)), List.of(), () -> 0);

        Decision decision = decide(filter, "gold");

        assertThat(decision.action()).isEqualTo(Action.ALLOW);
        assertThat(decision.reasons()).isEmpty();
        assertThat(decision.shadow()).extracting(reason -> reason.rule().id()).containsExactly("sample.a");
    }

    @Test
    void a_version_in_shadow_is_weighed_as_if_it_were_in_force() {
        var acting = METALS.rule("a", "action: label\nsignals: {m: {list: metals}}\nwhen: m")
                .compile();
        var trial = METALS.rule("a", "action: remove\nsignals: {m: {list: metals}}\nwhen: m\nyields_to: [sample.b]")
                .rule("b", "action: limit\nsignals: {m: {list: metals}}\nwhen: m")
                .compile();

        Decision decision = decide(
                ContentFilter.of(
                        List.of(PublishedRuleset.active(acting), PublishedRuleset.shadow(trial)), List.of(), () -> 0),
                "gold");

        assertThat(decision.action()).isEqualTo(Action.LABEL);
        assertThat(decision.shadow()).extracting(reason -> reason.rule().id()).containsExactly("sample.b");
        assertThat(decision.provenance().rulesets())
                .extracting(Provenance.Pinned::digest)
                .containsExactly(acting.digest());
        assertThat(decision.provenance().shadow())
                .extracting(Provenance.Pinned::digest)
                .containsExactly(trial.digest());
    }

    @Test
    void a_braked_rule_does_less_than_it_says_and_never_more() {
        ContentFilter filter = METALS.rule("a", "action: remove\nsignals: {m: {list: metals}}\nwhen: m")
                .rule("b", "action: limit\nsignals: {m: {list: metals}}\nwhen: m\nyields_to: [sample.c]")
                .rule("c", "action: label\nsignals: {m: {list: metals}}\nwhen: m")
                .filter();

        Decision held = decide(filter.withBrakes(List.of(new Provenance.Braked("sample.a", Rung.HOLD))), "gold");
        Decision watched = decide(
                filter.withBrakes(List.of(
                        new Provenance.Braked("sample.c", Rung.HOLD), new Provenance.Braked("sample.a", Rung.SHADOW))),
                "gold");

        assertThat(held.action()).isEqualTo(Action.HOLD);
        assertThat(matched(held)).containsExactly("sample.a", "sample.c");
        assertThat(watched.action()).isEqualTo(Action.ALLOW);
        assertThat(watched.suppressed())
                .extracting(stopped -> stopped.rule().id(), Suppression::by)
                .containsExactly(tuple("sample.b", "sample.c"));
        assertThat(watched.shadow()).extracting(reason -> reason.rule().id()).containsExactly("sample.a", "sample.c");
        assertThat(watched.provenance().braked())
                .extracting(Provenance.Braked::rule)
                .containsExactly("sample.a", "sample.c");
        assertThat(decide(filter, "gold").action()).isEqualTo(Action.REMOVE);
    }

    @Test
    void tells_how_long_each_rule_took() {
        var ticks = new AtomicLong();
        ContentFilter filter = ContentFilter.of(
                List.of(PublishedRuleset.active(METALS.rule("a", "signals: {m: {list: metals}}\nwhen: m")
                        .compile())),
                List.of(),
                ticks::incrementAndGet);

        Decision decision = decide(filter, "gold");

        assertThat(decision.ruleTimes()).hasSize(1);
        assertThat(decision.ruleTimes().get(0).rule()).isEqualTo("sample.a");
        assertThat(decision.ruleTimes().get(0).nanos()).isPositive();
        assertThat(decide(filter, "lead").ruleTimes()).isEmpty();
    }

    @Test
    void a_missing_fact_keeps_a_rule_from_matching_and_is_named() {
        ContentFilter filter = METALS.rule("a", "signals: {m: {list: metals}}\nwhen: m && author.age_days < 30")
                .rule(
                        "b",
                        "signals: {m: {list: metals}}\nwhen: m && author.age_days < 30\ndefaults: {author.age_days: 0}")
                .filter();
        Post post = Post.of("gold");

        Decision unknown = filter.decide(post, Surroundings.NONE);
        Decision young = filter.decide(post.withAuthor(Author.UNKNOWN.withAgeDays(3)), Surroundings.NONE);
        Decision old = filter.decide(post.withAuthor(Author.UNKNOWN.withAgeDays(300)), Surroundings.NONE);

        assertThat(matched(unknown)).containsExactly("sample.b");
        assertThat(unknown.skipped()).contains(new Skipped("sample.a", Skipped.Cause.MISSING_FACT, "author.age_days"));
        assertThat(unknown.isComplete()).isTrue();
        assertThat(matched(young)).containsExactly("sample.a", "sample.b");
        assertThat(young.reasons().get(0).evidence()).contains(new Evidence.Fact("author.age_days", 3L));
        assertThat(matched(old)).isEmpty();
        assertThat(old.skipped()).noneMatch(skipped -> skipped.reason() == Skipped.Cause.MISSING_FACT);
    }

    @Test
    void an_attribute_that_the_post_lacks_is_a_missing_fact_and_has_asks_for_it() {
        ContentFilter filter = METALS.rule(
                        "a", "signals: {m: {list: metals}}\nwhen: m && context.attributes['room'] == 'market'")
                .rule(
                        "b",
                        "signals: {m: {list: metals}}\nwhen: m && has(context.attributes.room) && context.attributes.room == 'market'")
                .filter();
        Post post = Post.of("gold");

        Decision without = filter.decide(post, Surroundings.NONE);
        Decision with =
                filter.decide(post.withContext(new Context(null, null, Map.of("room", "market"))), Surroundings.NONE);

        assertThat(without.reasons()).isEmpty();
        assertThat(without.skipped())
                .contains(new Skipped("sample.a", Skipped.Cause.MISSING_FACT, "context.attributes"))
                .noneMatch(skipped -> skipped.what().equals("sample.b"));
        assertThat(matched(with)).containsExactly("sample.a", "sample.b");
    }

    @Test
    void a_fact_larger_than_a_condition_reads_makes_the_decision_incomplete() {
        ContentFilter filter = METALS.rule(
                        "a", "signals: {m: {list: metals}}\nwhen: m && context.attributes.room == 'market'")
                .filter();
        Map<String, String> attributes = Map.of("room", "market", "page", "x".repeat(5_000));
        Post post = Post.of("gold").withContext(new Context(null, null, attributes));

        Decision decision = filter.decide(post, Surroundings.NONE);

        assertThat(decision.reasons()).isEmpty();
        assertThat(decision.isComplete()).isFalse();
        assertThat(decision.skipped())
                .contains(new Skipped(
                        "sample.a", Skipped.Cause.LIMIT, "more than 4096 code points in context.attributes"));
    }

    @Test
    void a_condition_that_fails_makes_the_decision_incomplete() {
        ContentFilter filter = METALS.rule("a", "signals: {m: {list: metals}}\nwhen: m && 10 / (text.length - 4) > 1")
                .filter();

        Decision decision = decide(filter, "gold");

        assertThat(decision.isComplete()).isFalse();
        assertThat(decision.skipped()).anySatisfy(skipped -> {
            assertThat(skipped.what()).isEqualTo("sample.a");
            assertThat(skipped.reason()).isEqualTo(Skipped.Cause.ERROR);
        });
    }

    @Test
    void a_condition_that_fails_is_told_without_a_word_of_the_post() {
        Post post = Post.of("gold")
                .withAuthor(new Author("secret-user@example.org", null, null, null))
                .withContext(new Context(null, null, Map.of("room", "secret-room")));
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("int(author.id) > 3", "a value that cannot be converted");
        kinds.put("double(author.id) > 3.0", "a value that cannot be converted");
        kinds.put("timestamp(author.id) > timestamp('2026-01-01T00:00:00Z')", "a value that cannot be converted");
        kinds.put("int(context.attributes['room']) > 3", "a value that cannot be converted");
        kinds.put("{'a': 1}[author.id] > 3", "a key that is not there");
        kinds.put("[1, 2][text.length] > 3", "an index out of range");
        kinds.put("10 / (text.length - 4) > 1", "a division by zero");
        kinds.put("text.length * 9223372036854775807 > 1", "a number out of range");

        kinds.forEach((condition, kind) -> {
            ContentFilter filter = METALS.rule("a", "signals: {m: {list: metals}}\nwhen: \"m && " + condition + "\"")
                    .filter();

            Decision decision = filter.decide(post, Surroundings.NONE);

            assertThat(decision.skipped())
                    .as(condition)
                    .contains(new Skipped("sample.a", Skipped.Cause.ERROR, "its condition has no value: " + kind));
            assertThat(decision.isComplete()).isFalse();
            assertThat(filter.explain(post, Surroundings.NONE, "sample.a").detail())
                    .doesNotContain("secret");
        });
    }

    @Test
    void more_occurrences_than_are_looked_at_make_the_decision_incomplete() {
        ContentFilter filter =
                METALS.rule("a", "signals: {m: {list: metals}}\nwhen: m").filter();

        Decision enough = decide(filter, "gold ".repeat(10_000));
        Decision more = decide(filter, "gold ".repeat(10_001));

        assertThat(enough.isComplete()).isTrue();
        assertThat(more.isComplete()).isFalse();
        assertThat(matched(more)).containsExactly("sample.a");
        assertThat(more.skipped())
                .contains(new Skipped("keyword:metals", Skipped.Cause.LIMIT, "more than 10000 occurrences in text"));
    }

    @Test
    void a_neighbour_is_seen_however_many_matches_stand_before_it() {
        ContentFilter filter = METALS.rule(
                        "a", "signals:\n  m: {list: metals}\n  n: {regex: '[a-z]{7}', near: m, within: 2}\nwhen: n")
                .filter();

        for (int before : List.of(99, 100, 5_000)) {
            Decision decision = decide(filter, "abcdefg ".repeat(before) + "gold");

            assertThat(matched(decision)).containsExactly("sample.a");
            assertThat(decision.isComplete()).isTrue();
        }
    }

    @Test
    void more_matches_of_an_expression_than_are_looked_at_make_the_decision_incomplete() {
        ContentFilter filter = METALS.rule(
                        "a", "signals:\n  m: {list: metals}\n  n: {regex: '[a-z]{7}', near: m, within: 2}\nwhen: n")
                .filter();

        Decision enough = decide(filter, "abcdefg ".repeat(9_999) + "and gold abcdefg");
        Decision more = decide(filter, "abcdefg ".repeat(10_000) + "and gold abcdefg");

        assertThat(enough.isComplete()).isTrue();
        assertThat(more.reasons()).isEmpty();
        assertThat(more.isComplete()).isFalse();
        assertThat(more.skipped())
                .contains(new Skipped(
                        "pattern:sample.a#n",
                        Skipped.Cause.LIMIT,
                        "more than 10000 matches, or more work than is done, in text"));
    }

    @Test
    void what_a_rule_outside_its_scope_could_not_see_leaves_the_decision_complete() {
        ContentFilter filter = METALS.rule(
                        "a",
                        "scope: {surfaces: [message]}\nsignals: {s: {classifier: spam, score_at_least: 0.8}}\nwhen: s")
                .rule("b", "scope: {surfaces: [message]}\nsignals: {n: {regex: 'x'}}\nwhen: n")
                .filter();
        Post post = Post.of("x".repeat(10_001));

        Decision outside = filter.decide(post.withSurface("post"), Surroundings.NONE);
        Decision inside = filter.decide(post.withSurface("message"), Surroundings.NONE);

        assertThat(outside.isComplete()).isTrue();
        assertThat(inside.skipped())
                .extracting(skip -> skip.what() + " " + skip.reason().id())
                .contains("classifier:spam layer_unavailable", "pattern:sample.b#n limit");
    }

    @Test
    void a_neighbour_that_could_not_be_seen_makes_the_decision_incomplete() {
        ContentFilter filter = METALS.rule(
                        "a", "signals:\n  n: {regex: 'x'}\n  d: {regex: '[0-9]', near: n, within: 1}\nwhen: d")
                .filter();

        Decision decision = decide(filter, "x".repeat(10_005) + "5");

        assertThat(decision.reasons()).isEmpty();
        assertThat(decision.skipped()).extracting(Skipped::what).contains("pattern:sample.a#n");
    }

    @Test
    void only_a_language_known_to_be_another_is_outside_the_scope() {
        ContentFilter filter = METALS.rule("a", "scope: {languages: [zh]}\nsignals: {m: {list: metals}}\nwhen: m")
                .filter();

        assertThat(matched(filter.decide(Post.of("gold").withLanguage("zh-Hant"), Surroundings.NONE)))
                .containsExactly("sample.a");
        assertThat(matched(filter.decide(Post.of("gold"), Surroundings.NONE))).containsExactly("sample.a");
        assertThat(matched(filter.decide(Post.of("gold").withLanguage("und"), Surroundings.NONE)))
                .containsExactly("sample.a");
        assertThat(matched(filter.decide(Post.of("gold").withLanguage("en"), Surroundings.NONE)))
                .isEmpty();
    }

    @Test
    void only_another_surface_is_outside_the_scope() {
        ContentFilter filter = METALS.rule("a", "scope: {surfaces: [message]}\nsignals: {m: {list: metals}}\nwhen: m")
                .filter();

        assertThat(matched(filter.decide(Post.of("gold").withSurface("message"), Surroundings.NONE)))
                .containsExactly("sample.a");
        assertThat(matched(filter.decide(Post.of("gold"), Surroundings.NONE))).containsExactly("sample.a");
        assertThat(matched(filter.decide(Post.of("gold").withSurface("post"), Surroundings.NONE)))
                .isEmpty();
    }

    @Test
    void within_counts_code_points_on_both_sides_and_not_across_fields() {
        ContentFilter filter = METALS.rule(
                        "a", "signals:\n  m: {list: metals}\n  n: {regex: '[0-9]+', near: m, within: 4}\nwhen: n")
                .filter();

        assertThat(matched(decide(filter, "gold \uD83D\uDE00\uD83D\uDE00 5"))).containsExactly("sample.a");
        assertThat(matched(decide(filter, "5 \uD83D\uDE00\uD83D\uDE00 gold"))).containsExactly("sample.a");
        assertThat(matched(decide(filter, "gold \uD83D\uDE00\uD83D\uDE00\uD83D\uDE00 5")))
                .isEmpty();
        assertThat(matched(decide(filter, "5 \uD83D\uDE00\uD83D\uDE00\uD83D\uDE00 gold")))
                .isEmpty();
        assertThat(filter.decide(Post.of(Map.of("title", "gold", "body", "5")), Surroundings.NONE)
                        .reasons())
                .isEmpty();
    }

    @Test
    void near_keeps_only_the_occurrences_that_are_near() {
        ContentFilter filter = METALS.rule(
                        "a",
                        "signals:\n  m: {list: metals}\n  n: {regex: '[0-9]+', near: m, within: 2}\nwhen: n.count == 2")
                .filter();

        Decision decision = decide(filter, "1 and 2 gold 3 and 4");

        assertThat(decision.reasons().get(0).seen().get("n"))
                .extracting(seen -> ((Evidence.Located) seen).quote())
                .containsExactly("2", "3");
    }

    @Test
    void repeats_fire_by_the_count_and_window_that_are_handed_in() {
        ContentFilter filter = RulesetKit.named("sample")
                .rule("a", "signals: {r: {repeat: author, count_at_least: 5, window_seconds: 600}}\nwhen: r")
                .filter();

        assertThat(matched(filter.decide(Post.of("x"), repeats(RepeatScope.AUTHOR, 600, 5))))
                .containsExactly("sample.a");
        assertThat(matched(filter.decide(Post.of("x"), repeats(RepeatScope.AUTHOR, 600, 4))))
                .isEmpty();
        assertThat(matched(filter.decide(Post.of("x"), repeats(RepeatScope.AUTHOR, 60, 9))))
                .isEmpty();
        assertThat(matched(filter.decide(Post.of("x"), repeats(RepeatScope.EVERYONE, 600, 9))))
                .isEmpty();
        assertThat(filter.repeatWindows()).containsExactly(600);
    }

    private static Surroundings repeats(RepeatScope scope, int window, int count) {
        return new Surroundings(List.of(new RepeatCount(scope, window, count)), Map.of());
    }

    @Test
    void a_classifier_that_is_missing_where_a_rule_needs_it_makes_the_decision_incomplete() {
        ContentFilter filter = METALS.rule(
                        "a",
                        "signals:\n  m: {list: metals}\n  s: {classifier: spam, score_at_least: 0.8}\nwhen: m && s")
                .filter();

        Decision needed = decide(filter, "gold");
        Decision notNeeded = decide(filter, "copper");
        Decision given = filter.decide(Post.of("gold"), new Surroundings(List.of(), Map.of("spam", 9_000)));

        assertThat(needed.isComplete()).isFalse();
        assertThat(needed.skipped()).anySatisfy(skipped -> {
            assertThat(skipped.what()).isEqualTo("classifier:spam");
            assertThat(skipped.reason()).isEqualTo(Skipped.Cause.LAYER_UNAVAILABLE);
        });
        assertThat(notNeeded.isComplete()).isTrue();
        assertThat(notNeeded.skipped()).extracting(Skipped::what).contains("classifier:spam");
        assertThat(matched(given)).containsExactly("sample.a");
    }

    @Test
    void the_same_lists_in_two_rulesets_are_two_lists() {
        var one = RulesetKit.named("one")
                .list("words", "gold")
                .rule("a", "signals: {m: {list: words}}\nwhen: m")
                .compile();
        var two = RulesetKit.named("two")
                .list("words", "silver")
                .rule("a", "signals: {m: {list: words}}\nwhen: m")
                .compile();
        ContentFilter filter = ContentFilter.of(
                List.of(PublishedRuleset.active(two), PublishedRuleset.active(one)), List.of(), () -> 0);

        assertThat(matched(decide(filter, "gold"))).containsExactly("one.a");
        assertThat(matched(decide(filter, "silver"))).containsExactly("two.a");
        assertThat(filter.provenance().rulesets())
                .extracting(pinned -> pinned.name())
                .containsExactly("one", "two");
    }

    @Test
    void a_template_and_a_test_say_what_the_rule_saw() {
        RulesetKit kit = METALS.rule("a", """
                signals: {m: {list: metals, fold: [case, skip(2)]}}
                when: m
                tests:
                  - {text: "buy G-O-L-D", expect: match, spans: {m: "G-O-L-D"}}
                  - {text: "a gold rush", expect: pass, suppressed_by: metals}
                  - {text: "copper", expect: pass}
                """);

        assertThat(RuleTests.run(kit.compile())).isEqualTo(new RuleTests.Report(3, List.of(), List.of()));
    }

    @Test
    void a_test_that_nothing_had_to_suppress_passes_with_a_remark() {
        RulesetKit kit = METALS.list("shops", "jeweller").rule("a", """
                signals: {m: {list: metals}}
                when: m && author.age_days < 3
                defaults: {author.age_days: 0}
                unless: {list: shops}
                tests:
                  - {text: "gold", expect: match}
                  - {text: "gold of a jeweller", expect: pass, suppressed_by: shops}
                  - {text: "gold of a jeweller", author: {age_days: 9}, expect: pass, suppressed_by: shops}
                """);

        RuleTests.Report report = RuleTests.run(kit.compile());

        assertThat(report.failures()).isEmpty();
        assertThat(report.remarks())
                .extracting(RulesetIssue::toString)
                .containsExactly(
                        "sample/rules/a.yaml:15:1: warning: test of sample.a passes, but \"shops\" had nothing to "
                                + "suppress: the rule does not match without it either (false: author.age_days < 3; it saw m [gold], "
                                + "unless [jeweller])");
    }

    @Test
    void a_test_that_fails_says_where_and_why() {
        RulesetKit kit = METALS.rule("a", """
                signals: {m: {list: metals}}
                when: m
                tests:
                  - {text: "copper", expect: match}
                  - {text: "gold", expect: pass}
                  - {text: "gold", expect: match, spans: {m: "silver"}}
                  - {text: "copper", expect: pass, suppressed_by: metals}
                """);

        RuleTests.Report report = RuleTests.run(kit.compile());

        assertThat(report.run()).isEqualTo(4);
        assertThat(report.failures())
                .extracting(issue -> issue.file() + ":" + issue.line())
                .containsExactly(
                        "sample/rules/a.yaml:11",
                        "sample/rules/a.yaml:12",
                        "sample/rules/a.yaml:13",
                        "sample/rules/a.yaml:14");
        assertThat(report.failures().get(0).toString())
                .contains("test of sample.a fails")
                .contains("m");
    }

    @Test
    void the_example_of_the_contract_is_sound_and_passes_its_tests() {
        RulesetKit kit = RulesetKit.named("spam")
                .list("contact-verbs", "\u52A0", "add me on | English form", "# a comment", "!\u52A0\u6CB9")
                .list("messenger-names", "\u5FAE\u4FE1", "\u8587\u4FE1", "wechat")
                .list("official-support", "\u5B98\u65B9\u5BA2\u670D")
                .rule("verified-shop", """
                        signals: {shop: {regex: 'verified shop'}}
                        when: shop && author.trusted
                        tests:
                          - {text: "a verified shop", author: {trusted: true}, expect: match}
                          - {text: "a verified shop", author: {trusted: false}, expect: pass}
                        """)
                .with("rules/contact-funnel.yaml", """
                        rule: spam.contact-funnel            # immutable id
                        revision: 3
                        title: Off-platform contact funnel
                        category: spam                       # spam | rumour | rights
                        action: hold                         # label | limit | hold | remove
                        ground: {kind: terms, clause: "Community rules 2.1, unsolicited commercial contact", dsa: {category: SCAMS_AND_FRAUD, keywords: [OTHER]}}
                        scope: {languages: [zh, en], surfaces: [post, comment]}
                        signals:
                          verb:   {list: contact-verbs, fold: [width, case, invisible, repeat, simplified]}
                          app:    {list: messenger-names, fold: [width, case, invisible, confusable, skip(2)], near: verb, within: 12}
                          handle: {regex: '[A-Za-z][A-Za-z0-9_]{5,}'}
                          spammy: {classifier: spam, precision_at_least: 0.90}
                        when: verb && app && (handle || spammy) && author.age_days < 30
                        defaults: {author.age_days: 0}
                        unless: {list: official-support}
                        yields_to: [spam.verified-shop]
                        explain:
                          public: "Posts may not move readers to private contact channels."
                          author: "Your post appears to ask readers to add a contact."
                          reviewer: "{{verb}} near {{app}}"
                        known_false_positives: ["customer-service signatures"]
                        tests:
                          - {text: "\u52A0\u8587\u2713\u4FE1 abc1234 \u9886\u53D6", expect: match, spans: {verb: "\u52A0", app: "\u8587\u2713\u4FE1"}}
                          - {text: "\u52A0\u8587\u2713\u4FE1 abc1234 \u9886\u53D6", author: {age_days: 900}, expect: pass}
                          - {text: "\u5FAE\u4FE1\u652F\u4ED8\u63A5\u53E3\u6587\u6863", expect: pass}
                          - {text: "\u8BF7\u8054\u7CFB\u5B98\u65B9\u5BA2\u670D\u5FAE\u4FE1", expect: pass, suppressed_by: official-support}
                        """);

        assertThat(kit.issues()).isEmpty();
        RuleTests.Report report = RuleTests.run(kit.compile());

        assertThat(report.run()).isEqualTo(6);
        assertThat(report.failures()).isEmpty();
        assertThat(report.remarks())
                .extracting(RulesetIssue::problem)
                .containsExactly(
                        "test of spam.contact-funnel passes, but \"official-support\" had nothing to suppress: "
                                + "the rule does not match without it either");
    }
}

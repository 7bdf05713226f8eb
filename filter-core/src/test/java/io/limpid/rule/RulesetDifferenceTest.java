package io.limpid.rule;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.RulesetKit;
import io.limpid.rule.RulesetDifference.Change;
import io.limpid.rule.RulesetDifference.Kind;
import io.limpid.rule.RulesetDifference.ListDifference;
import io.limpid.rule.RulesetDifference.RuleDifference;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesetDifferenceTest {
    private static final RulesetKit BEFORE = RulesetKit.named("sample")
            .list("verbs", "add me", "call me | by phone", "text me")
            .rule("funnel", """
                    title: {en: Funnel, zh: 引流}
                    scope: {languages: [en, zh]}
                    signals:
                      verb: {list: verbs, fold: [case, width]}
                      app: {regex: 'wh?atsapp', near: verb, within: 12}
                      spammy: {classifier: spam, precision_at_least: 0.9}
                    when: verb && (app || spammy) && author.age_days < 30
                    defaults: {author.age_days: 0}
                    explain: {public: "No.", author: "Not you.", reviewer: "{{verb}}"}
                    """)
            .rule("plain", """
                    signals: {word: {regex: 'yes'}}
                    when: word
                    """);

    @Test
    void a_version_does_not_differ_from_itself_however_it_is_laid_out() {
        Ruleset other = BEFORE.map(
                        "rules/funnel.yaml",
                        text -> "# a comment\n\n" + text.replace("[case, width]", "[width,   case]"))
                .map("lists/verbs.txt", text -> "# verbs\n" + text)
                .compile();

        var difference = RulesetDifference.between(BEFORE.compile(), other);

        assertThat(difference.isNone()).isTrue();
        assertThat(difference.lacksVersion()).isFalse();
        assertThat(difference).isEqualTo(RulesetDifference.between(other, BEFORE.compile()));
    }

    @Test
    void a_rule_that_changed_tells_each_value_as_it_was_and_as_it_is() {
        Ruleset after = BEFORE.map(
                        "rules/funnel.yaml",
                        text -> text.replace("revision: 1", "revision: 2")
                                .replace("action: hold", "action: limit")
                                .replace("引流", "站外引流")
                                .replace("[en, zh]", "[en]")
                                .replace("within: 12", "within: 20")
                                .replace("0.9}", "0.95}")
                                .replace("age_days: 0", "age_days: 40")
                                .replace("age_days < 30", "age_days < 7")
                                .replace("author: \"Not you.\", ", "")
                                .replace(
                                        "{text: \"no\", expect: pass}",
                                        "{text: \"nope\", expect: pass}, {text: a, expect: pass}"))
                .compile();

        var difference = RulesetDifference.between(BEFORE.compile(), after);

        assertThat(difference.rules()).extracting(RuleDifference::id).containsExactly("sample.funnel");
        RuleDifference funnel = difference.rules().get(0);
        assertThat(funnel.kind()).isEqualTo(Kind.CHANGED);
        assertThat(funnel.lacksRevision()).isFalse();
        assertThat(funnel.changes())
                .containsExactly(
                        new Change("title.zh", "引流", "站外引流"),
                        new Change("action", "hold", "limit"),
                        new Change("scope.languages", "en, zh", "en"),
                        new Change(
                                "signals.app",
                                "{regex: 'wh?atsapp', near: verb, within: 12}",
                                "{regex: 'wh?atsapp', near: verb, within: 20}"),
                        new Change(
                                "signals.spammy",
                                "{classifier: spam, precision_at_least: 0.9000}",
                                "{classifier: spam, precision_at_least: 0.9500}"),
                        new Change(
                                "when",
                                "verb && (app || spammy) && author.age_days < 30",
                                "verb && (app || spammy) && author.age_days < 7"),
                        new Change("defaults.author.age_days", "0", "40"),
                        new Change("explain.author", "Not you.", "No."),
                        new Change("tests", "2 tests, 1 of them removed", "3 tests, 2 of them added"));
    }

    @Test
    void what_a_rule_gained_and_lost_stands_where_its_file_would_have_it() {
        Ruleset after = BEFORE.map(
                        "rules/plain.yaml",
                        text -> text.replace("{word: {regex: 'yes'}}", "{word: {regex: 'yes'}, other: {link: any}}")
                                .replace("when: word", "when: word || other\nscope: {surfaces: [post]}")
                                .replace("explain: {public: \"Not allowed.\"}", "explain: {public: {en: \"Never.\"}}"))
                .compile();

        var difference = RulesetDifference.between(BEFORE.compile(), after);

        assertThat(difference.rules().get(0).changes())
                .containsExactly(
                        new Change("scope.surfaces", "", "post"),
                        new Change("signals.other", "", "{link: any}"),
                        new Change("when", "word", "word || other"),
                        new Change("explain.public", "Not allowed.", ""),
                        new Change("explain.author", "Not allowed.", ""),
                        new Change("explain.reviewer", "Not allowed.", ""),
                        new Change("explain.public.en", "", "Never."),
                        new Change("explain.author.en", "", "Never."),
                        new Change("explain.reviewer.en", "", "Never."));
    }

    @Test
    void what_a_ruleset_asks_of_its_maintainers_is_compared() {
        Ruleset after = BEFORE.map(
                        "ruleset.yaml",
                        text -> text
                                + "approvals: 2\ngate: {shadow_posts: 1000, changed_at_most: 0.01}\ndisclosure: digest\n"
                                + "brake: {to: hold, times: 3, posts: 50, window: 600}\n")
                .compile();

        assertThat(RulesetDifference.between(BEFORE.compile(), after).header())
                .containsExactlyInAnyOrder(
                        new Change("approvals", "1", "2"),
                        new Change("gate.shadow_posts", "", "1000"),
                        new Change("gate.changed_at_most", "", "0.0100"),
                        new Change("brake.to", "", "hold"),
                        new Change("brake.times", "", "3"),
                        new Change("brake.posts", "", "50"),
                        new Change("brake.window", "", "600"),
                        new Change("disclosure", "full", "digest"));
    }

    @Test
    void what_was_added_and_removed_is_told_with_what_it_was_or_is() {
        Ruleset after = RulesetKit.named("sample")
                .rule("other", "signals: {word: {regex: 'yes'}}\nwhen: word")
                .rule("plain", "signals: {word: {regex: 'yes'}}\nwhen: word")
                .compile();

        var difference = RulesetDifference.between(BEFORE.compile(), after);

        assertThat(difference.rules())
                .extracting(RuleDifference::id, RuleDifference::kind)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("sample.funnel", Kind.REMOVED),
                        org.assertj.core.groups.Tuple.tuple("sample.other", Kind.ADDED));
        assertThat(difference.lists())
                .containsExactly(new ListDifference(
                        "verbs", Kind.REMOVED, List.of(), List.of("add me", "call me", "text me"), List.of()));
    }

    @Test
    void a_changed_list_changes_the_rules_that_use_it() {
        Ruleset after = BEFORE.list("verbs", "call me | on the phone", "text me", "write me", "!text me later")
                .compile();

        var difference = RulesetDifference.between(BEFORE.compile(), after);

        assertThat(difference.lists())
                .containsExactly(new ListDifference(
                        "verbs",
                        Kind.CHANGED,
                        List.of("write me", "!text me later"),
                        List.of("add me"),
                        List.of(new Change("call me", "by phone", "on the phone"))));
        assertThat(difference.rules()).singleElement().satisfies(funnel -> {
            assertThat(funnel.id()).isEqualTo("sample.funnel");
            assertThat(funnel.changes()).isEmpty();
            assertThat(funnel.lists()).containsExactly("verbs");
            assertThat(funnel.lacksRevision()).isTrue();
        });
        assertThat(difference.lacksVersion()).isTrue();
    }

    @Test
    void a_version_goes_up_by_numbers_and_from_a_candidate_to_what_it_was_one_for() {
        assertThat(lacksVersion("2026.9.0", "2026.11.0")).isFalse();
        assertThat(lacksVersion("2026.11", "2026.11.1")).isFalse();
        assertThat(lacksVersion("1.0.0-rc1", "1.0.0")).isFalse();
        assertThat(lacksVersion("1.0.0-rc1", "1.0.0-rc2")).isFalse();
        assertThat(lacksVersion("1.0.0", "1.0.0-rc1")).isTrue();
        assertThat(lacksVersion("2026.11.0", "2026.9.0")).isTrue();
        assertThat(lacksVersion("2026.11.0", "2026.11.0")).isTrue();
    }

    private static boolean lacksVersion(String before, String after) {
        return RulesetDifference.between(version(before, "before"), version(after, "after"))
                .lacksVersion();
    }

    private static Ruleset version(String version, String changes) {
        return BEFORE.map(
                        "ruleset.yaml",
                        text -> text.replace("2026.11.0", version).replace("first version", changes))
                .compile();
    }
}

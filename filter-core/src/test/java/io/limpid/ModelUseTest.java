package io.limpid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.decision.Decision;
import io.limpid.decision.Skipped;
import io.limpid.rule.Action;
import io.limpid.rule.RulesetReader;
import io.limpid.signal.Evidence;
import io.limpid.signal.classifier.BatchingClassifier;
import io.limpid.signal.classifier.BatchingClassifier.Patience;
import io.limpid.signal.classifier.Classifier;
import io.limpid.signal.classifier.ModelDescription;
import io.limpid.signal.classifier.WordModel;
import io.limpid.text.Post;
import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When models are asked, and what decisions make of what they say. */
class ModelUseTest {
    private static final String SPAMMY = "spammy: {classifier: spam, precision_at_least: 0.9}";
    private static final RulesetKit METALS = RulesetKit.named("sample").list("metals", "gold", "silver", "!gold rush");

    private final WordModel spam = WordModel.of("spam", Map.of("prize", 6.0, "claim", 2.0));
    private final WordModel rights = WordModel.of(
            "rights", Map.of("rights", Map.of("hurt", 6.0, "idiot", 6.0), "threat", Map.of("hurt", 6.0)), "threat");
    private final List<BatchingClassifier> classifiers = new ArrayList<>();

    @AfterEach
    void close() {
        classifiers.forEach(BatchingClassifier::close);
    }

    private ContentFilter filter(RulesetKit kit, Stage stage, WordModel... models) {
        List<Classifier> asked = new ArrayList<>();
        for (WordModel model : models) {
            var classifier = new BatchingClassifier(model.description(), () -> model, Patience.ENDLESS);
            classifiers.add(classifier);
            asked.add(classifier);
        }
        return ContentFilter.of(List.of(new PublishedRuleset(kit.compile(), stage)), asked, () -> 0);
    }

    private ContentFilter filter(RulesetKit kit) {
        return filter(kit, Stage.ACTIVE, spam, rights);
    }

    private static Decision decide(ContentFilter filter, String text) {
        return filter.decide(Post.of(text), Surroundings.NONE);
    }

    private static List<String> matched(Decision decision) {
        return decision.reasons().stream().map(reason -> reason.rule().id()).toList();
    }

    private static List<String> skipped(Decision decision, Skipped.Cause cause) {
        return decision.skipped().stream()
                .filter(skip -> skip.reason() == cause)
                .map(Skipped::what)
                .toList();
    }

    @Test
    void a_score_over_the_bar_is_evidence_with_what_it_rests_on() {
        ContentFilter filter = filter(METALS.rule("a", "signals: {" + SPAMMY + "}\nwhen: spammy"));

        Decision decision = decide(filter, "Claim your prize");

        assertThat(decision.action()).isEqualTo(Action.HOLD);
        assertThat(decision.scores()).containsExactly(Map.entry("spam", 9_933));
        assertThat(decision.isComplete()).isTrue();
        assertThat(decision.reasons().get(0).evidence())
                .containsExactly(new Evidence.Score(
                        "spam",
                        spam.description().digest(),
                        "spam",
                        9_933,
                        8_000,
                        List.of(
                                new Evidence.Contribution("text", new Span(11, 16), "prize", 60_000),
                                new Evidence.Contribution("text", new Span(0, 5), "Claim", 20_000))));
    }

    @Test
    void a_condition_that_cheap_signals_settle_asks_no_model() {
        for (String when : List.of(
                "m && spammy",
                "spammy && m",
                "!spammy && m",
                "m && (spammy || other)",
                "spammy.score > 0.95 && m",
                "text.length > 1000 && spammy",
                "text.length < 1000 && m && !(spammy.count < 1)",
                "(m || spammy) && m")) {
            ContentFilter filter = filter(METALS.rule(
                    "a",
                    "signals: {m: {list: metals}, other: {regex: 'zzz'}, " + SPAMMY + "}\nwhen: \"" + when
                            + "\"\nexplain: {public: \"{{m}} {{other}}\"}"));

            Decision decision = decide(filter, "claim your prize");

            assertThat(skipped(decision, Skipped.Cause.NOT_NEEDED))
                    .as(when)
                    .containsExactly("classifier:spam", "classifier:rights");
            assertThat(decision.scores()).isEmpty();
            assertThat(decision.isComplete()).isTrue();
        }
        assertThat(spam.scored()).isZero();
    }

    @Test
    void a_rule_that_matches_without_a_score_asks_no_model_either() {
        ContentFilter filter = filter(METALS.rule("a", """
                signals: {m: {list: metals}, %s}
                when: spammy || m
                explain: {public: "{{m}} {{spammy.score}}"}
                """.formatted(SPAMMY)));

        Decision decision = decide(filter, "gold, and claim your prize");

        assertThat(matched(decision)).containsExactly("sample.a");
        assertThat(decision.reasons().get(0).evidence()).hasOnlyElementsOfType(Evidence.Keyword.class);
        assertThat(spam.scored()).isZero();
    }

    @Test
    void only_the_models_that_matter_are_asked() {
        ContentFilter filter = filter(
                METALS.rule("a", "signals: {m: {list: metals}, " + SPAMMY + "}\nwhen: m && spammy")
                        .rule(
                                "b",
                                "signals: {n: {regex: 'never'}, r: {classifier: rights, score_at_least: 0.5}}\nwhen: n && r"));

        Decision decision = decide(filter, "gold, and claim your prize");

        assertThat(matched(decision)).containsExactly("sample.a");
        assertThat(decision.scores()).containsOnlyKeys("spam");
        assertThat(skipped(decision, Skipped.Cause.NOT_NEEDED)).containsExactly("classifier:rights");
        assertThat(rights.scored()).isZero();
    }

    @Test
    void a_rule_outside_its_scope_asks_no_model() {
        ContentFilter filter = filter(METALS.rule(
                "a", "scope: {surfaces: [comment], languages: [en]}\nsignals: {" + SPAMMY + "}\nwhen: spammy"));

        Decision elsewhere = filter.decide(Post.of("claim your prize").withSurface("profile"), Surroundings.NONE);
        Decision chinese = filter.decide(
                Post.of("\u4F60\u597D claim prize").withSurface("comment").withLanguage("zh"), Surroundings.NONE);

        assertThat(elsewhere.action()).isEqualTo(Action.ALLOW);
        assertThat(chinese.action()).isEqualTo(Action.ALLOW);
        assertThat(spam.scored()).isZero();
    }

    @Test
    void a_post_that_is_removed_anyway_asks_no_model() {
        RulesetKit kit = METALS.rule("a", "action: remove\nsignals: {m: {list: metals}}\nwhen: m")
                .rule("b", "signals: {" + SPAMMY + "}\nwhen: spammy");

        Decision removed = decide(filter(kit), "gold, and claim your prize");

        assertThat(removed.action()).isEqualTo(Action.REMOVE);
        assertThat(matched(removed)).containsExactly("sample.a");
        assertThat(skipped(removed, Skipped.Cause.NOT_NEEDED)).contains("classifier:spam");
        assertThat(removed.isComplete()).isTrue();
        assertThat(spam.scored()).isZero();
    }

    @Test
    void a_removal_that_a_score_could_stop_is_not_settled() {
        RulesetKit kit = METALS.rule(
                        "a", "action: remove\nsignals: {m: {list: metals}}\nwhen: m\nyields_to: [sample.b]")
                .rule("b", "action: label\nsignals: {" + SPAMMY + "}\nwhen: spammy")
                .rule(
                        "c",
                        "action: remove\nsignals: {m: {regex: 'silver'}}\nwhen: m\nunless: {classifier: spam, score_at_least: 0.5}");

        Decision stopped = decide(filter(kit), "gold, and claim your prize");
        Decision stoppedByUnless = decide(filter(kit), "a silver prize");
        Decision stands = decide(filter(kit), "gold, and a silver dish");

        assertThat(stopped.action()).isEqualTo(Action.LABEL);
        assertThat(stoppedByUnless.suppressed())
                .filteredOn(suppression -> suppression.rule().id().equals("sample.c"))
                .extracting(suppression -> suppression.by())
                .containsExactly("unless#classifier");
        assertThat(matched(stands)).containsExactly("sample.a", "sample.c");
    }

    @Test
    void a_rule_in_shadow_that_removes_settles_nothing_and_asks_what_it_needs() {
        RulesetKit kit = METALS.rule("a", "action: remove\nsignals: {m: {list: metals}}\nwhen: m")
                .rule("b", "signals: {" + SPAMMY + "}\nwhen: spammy");

        Decision decision = decide(filter(kit, Stage.SHADOW, spam), "gold, and claim your prize");

        assertThat(decision.shadow()).extracting(reason -> reason.rule().id()).containsExactly("sample.a", "sample.b");
    }

    @Test
    void what_an_allow_span_covers_is_told_of_a_rule_that_needs_a_score_too() {
        ContentFilter filter =
                filter(METALS.rule("a", "signals: {m: {list: metals}, " + SPAMMY + "}\nwhen: m && spammy"));

        Decision spammy = decide(filter, "a gold rush: claim your prize");
        Decision plain = decide(filter, "a gold rush: claim");

        assertThat(spammy.suppressed())
                .extracting(suppression -> suppression.by())
                .containsExactly("metals#gold rush");
        assertThat(plain.suppressed()).isEmpty();
    }

    @Test
    void every_score_is_given_where_every_score_is_asked_for() {
        ContentFilter filter = filter(METALS.rule("a", "action: remove\nsignals: {m: {list: metals}}\nwhen: m")
                .rule("b", "signals: {t: {classifier: rights, label: threat, score_at_least: 0.5}}\nwhen: t"));

        Decision decision = filter.decide(new Case(Post.of("gold, or I hurt you"), Surroundings.NONE, true));

        assertThat(decision.scores())
                .containsExactly(Map.entry("rights", 9_526), Map.entry("rights.threat", 9_526), Map.entry("spam", 474));
        assertThat(skipped(decision, Skipped.Cause.NOT_NEEDED)).isEmpty();
        assertThat(decision.reasons())
                .isEqualTo(decide(filter, "gold, or I hurt you").reasons())
                .hasSize(1);
    }

    @Test
    void a_label_has_a_score_of_its_own() {
        ContentFilter filter = filter(
                METALS.rule("a", "signals: {t: {classifier: rights, label: threat, score_at_least: 0.5}}\nwhen: t")
                        .rule("b", "signals: {r: {classifier: rights, score_at_least: 0.5}}\nwhen: r"));

        assertThat(matched(decide(filter, "you idiot"))).containsExactly("sample.b");
        assertThat(matched(decide(filter, "I hurt you"))).containsExactly("sample.a", "sample.b");
        assertThat(filter.decide(Post.of("hello"), new Surroundings(List.of(), Map.of("rights.threat", 9_000)))
                        .reasons())
                .extracting(reason -> reason.rule().id())
                .containsExactly("sample.a");
    }

    @Test
    void a_score_that_was_handed_in_rests_on_nothing_that_the_model_says() {
        ContentFilter filter =
                filter(METALS.rule("a", "signals: {r: {classifier: rights, score_at_least: 0.5}}\nwhen: r")
                        .rule("b", "signals: {t: {classifier: rights, label: threat, score_at_least: 0.5}}\nwhen: t"));

        Decision decision = filter.decide(Post.of("I hurt you"), new Surroundings(List.of(), Map.of("rights", 7_000)));

        assertThat(decision.reasons())
                .flatExtracting(reason -> reason.evidence())
                .containsExactly(
                        new Evidence.Score("rights", rights.description().digest(), "rights", 7_000, 5_000, List.of()),
                        new Evidence.Score(
                                "rights",
                                rights.description().digest(),
                                "threat",
                                9_526,
                                5_000,
                                List.of(new Evidence.Contribution("text", new Span(2, 6), "hurt", 60_000))));
    }

    @Test
    void posts_that_are_decided_together_are_scored_together() {
        ContentFilter filter = filter(METALS.rule("a", "signals: {" + SPAMMY + "}\nwhen: spammy"));
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            cases.add(Case.of(Post.of(i % 2 == 0 ? "claim prize " + i : "hello " + i), Surroundings.NONE));
        }

        List<Decision> together = filter.decide(cases);

        // How many there are hangs on how fast the model is; one by one there would be as many as posts.
        assertThat(spam.batches()).hasSizeLessThan(cases.size());
        for (int i = 0; i < cases.size(); i++) {
            assertThat(together.get(i)).isEqualTo(filter.decide(cases.get(i)));
        }
    }

    @Test
    void a_model_that_does_not_answer_is_named_and_the_decision_is_incomplete() {
        var stopped = new BatchingClassifier(spam.description(), () -> spam, Patience.OF_CALLERS);
        stopped.close();
        ContentFilter filter = ContentFilter.of(
                List.of(PublishedRuleset.active(
                        METALS.rule("a", "signals: {m: {list: metals}, " + SPAMMY + "}\nwhen: m && spammy")
                                .rule("b", "action: label\nsignals: {m: {list: metals}}\nwhen: m")
                                .compile())),
                List.of(stopped),
                () -> 0);

        Decision decision = decide(filter, "gold, and claim your prize");
        Decision cheap = decide(filter, "claim your prize");

        assertThat(decision.isComplete()).isFalse();
        assertThat(matched(decision)).containsExactly("sample.b");
        assertThat(decision.skipped())
                .contains(new Skipped("classifier:spam", Skipped.Cause.LAYER_UNAVAILABLE, "it has stopped"));
        assertThat(cheap.isComplete()).isTrue();
    }

    @Test
    void a_demand_is_held_against_the_table_of_the_label() {
        RulesetKit kit = RulesetKit.named("sample").rule("a", """
                        signals:
                          kept:    {classifier: spam, precision_at_least: 0.9}
                          broken:  {classifier: spam, precision_at_least: 0.95}
                          few:     {classifier: rights, label: threat, false_positives_at_most: 0.001}
                          unknown: {classifier: rights, label: thread, score_at_least: 0.5}
                          absent:  {classifier: rihgts, score_at_least: 0.5}
                        when: kept || broken || few || unknown || absent
                        """);
        List<ModelDescription> models = List.of(spam.description(), rights.description());

        assertThat(RulesetReader.read(kit.bytes(), models).issues())
                .extracting(Object::toString)
                .containsExactly(
                        "sample/rules/a.yaml:11:51: the model promises no precision_at_least of 0.9500 for spam (the best that it"
                                + " can promise is 0.9000)",
                        "sample/rules/a.yaml:12:73: the model promises no false_positives_at_most of 0.0010 for rights.threat (the"
                                + " best that it can promise is 0.0020)",
                        "sample/rules/a.yaml:13:40: the model \"rights\" has no label \"thread\" (did you mean \"threat\"?)",
                        "sample/rules/a.yaml:14:25: warning: no model \"rihgts\" is here, so the signal never fires (did you mean"
                                + " \"rights\"?)");
        assertThat(kit.issues())
                .as("without models nothing is held against them")
                .isEmpty();
        assertThatThrownBy(() -> filter(kit))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0.95");
    }
}

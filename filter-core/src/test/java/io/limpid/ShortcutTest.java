package io.limpid;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.decision.Decision;
import io.limpid.decision.Provenance;
import io.limpid.decision.Reason;
import io.limpid.decision.Skipped;
import io.limpid.decision.Suppression;
import io.limpid.rule.Action;
import io.limpid.rule.Governance.Rung;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetReader;
import io.limpid.signal.Evidence;
import io.limpid.signal.RepeatScope;
import io.limpid.signal.classifier.BatchingClassifier;
import io.limpid.signal.classifier.WordModel;
import io.limpid.signal.repeat.RepeatCount;
import io.limpid.text.Author;
import io.limpid.text.Context;
import io.limpid.text.LanguageIdentifier;
import io.limpid.text.Post;
import io.limpid.text.RandomText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Properties of decisions by random rulesets on random posts. */
class ShortcutTest {
    private static final String[] WORDS = {
        "gold",
        "GOLD",
        "silver",
        "gold rush",
        "mold",
        "tin",
        "g\u200Bold",
        "123",
        "4567",
        "\u5FAE\u4FE1",
        "\u52A0",
        "https://example.org/a",
        "http://10.0.0.1/x",
        "me@example.org",
        "t.i.n",
        "I",
        "\u0130stanbul",
        "tinny",
        "\uD83D\uDE00",
        "and so on"
    };
    private static final String[] SIGNALS = {"a", "b", "c", "d", "e"};

    private static final WordModel WORD_MODEL = WordModel.of(
            "rights",
            Map.of("rights", Map.of("gold", 2.0, "tin", 3.0, "so", 4.0), "threat", Map.of("silver", 6.0, "on", 1.5)),
            "threat");
    private static final BatchingClassifier RIGHTS =
            new BatchingClassifier(WORD_MODEL.description(), () -> WORD_MODEL, BatchingClassifier.Patience.ENDLESS);

    @AfterAll
    static void close() {
        RIGHTS.close();
    }

    @Test
    void evaluating_only_candidates_never_changes_the_outcome() {
        List<Decision> decisions = new ArrayList<>();
        Samples.check(50, random -> {
            ContentFilter filter = filter(random);
            for (int i = 0; i < 40; i++) {
                Post post = post(random);
                Surroundings surroundings = surroundings(random);

                Decision fast = filter.decide(post, surroundings);
                Decision dull = filter.decideDully(post, surroundings);

                assertThat(fast.action()).isEqualTo(dull.action());
                // What is removed is settled: rules that hang on a model add nothing. model.
                if (fast.action() == Action.REMOVE) {
                    assertThat(reasons(dull.reasons())).containsAll(reasons(fast.reasons()));
                } else {
                    assertThat(reasons(fast.reasons())).isEqualTo(reasons(dull.reasons()));
                    assertThat(suppressed(fast)).isEqualTo(suppressed(dull));
                }
                assertThat(reasons(fast.shadow())).isEqualTo(reasons(dull.shadow()));
                assertThat(dull.scores()).containsAllEntriesOf(fast.scores());
                assertLeavesOutOnlyWhatDoesNotMatter(fast, dull, post);
                evidence(fast).forEach(evidence -> assertSlices(post, evidence));
                decisions.add(fast);
            }
        });
        assertReachesEveryOutcome(decisions);
    }

    @Test
    void a_version_in_shadow_changes_nothing_of_what_acts() {
        Samples.check(50, random -> {
            Ruleset acting = ruleset(random, "acting");
            Ruleset trial = ruleset(random, "trial");
            ContentFilter alone = ContentFilter.of(List.of(PublishedRuleset.active(acting)), List.of(RIGHTS), () -> 0);
            ContentFilter watched = ContentFilter.of(
                    List.of(PublishedRuleset.active(acting), PublishedRuleset.shadow(trial)), List.of(RIGHTS), () -> 0);
            for (int i = 0; i < 40; i++) {
                Post post = post(random);
                Surroundings surroundings = surroundings(random);

                Decision without = alone.decide(post, surroundings);
                Decision with = watched.decide(post, surroundings);

                assertThat(with.action()).isEqualTo(without.action());
                assertThat(reasons(with.reasons())).isEqualTo(reasons(without.reasons()));
                assertThat(suppressed(with)).isEqualTo(suppressed(without));
            }
        });
    }

    @Test
    void brakes_make_no_decision_harsher() {
        List<Decision> softened = new ArrayList<>();
        Samples.check(50, random -> {
            Ruleset ruleset = ruleset(random, "sample");
            ContentFilter free = ContentFilter.of(List.of(PublishedRuleset.active(ruleset)), List.of(RIGHTS), () -> 0);
            List<Provenance.Braked> brakes = ruleset.rules().stream()
                    .filter(rule -> random.nextInt(3) == 0)
                    .map(rule -> new Provenance.Braked(rule.id(), random.nextBoolean() ? Rung.HOLD : Rung.SHADOW))
                    .toList();
            ContentFilter braked = free.withBrakes(brakes);
            for (int i = 0; i < 40; i++) {
                Post post = post(random);
                Surroundings surroundings = surroundings(random);

                Decision without = free.decide(post, surroundings);
                Decision with = braked.decide(post, surroundings);

                assertThat(with.action()).isLessThanOrEqualTo(without.action());
                // What is removed leaves out what a model would add.
                if (without.action() != Action.REMOVE) {
                    assertThat(ids(without.reasons())).containsAll(ids(with.reasons()));
                    assertThat(suppressed(with)).isEqualTo(suppressed(without));
                }
                if (with.action() != without.action()) {
                    softened.add(with);
                }
            }
        });
        assertThat(softened).hasSizeGreaterThan(50);
    }

    private static List<String> ids(List<Reason> reasons) {
        return reasons.stream().map(reason -> reason.rule().id()).toList();
    }

    /** Whether a model was left out that a rule would have asked, had the post not been removed without it. */
    private static boolean isRemovedWithout(Decision decision) {
        return decision.action() == Action.REMOVE
                && decision.skipped().stream().anyMatch(skip -> skip.reason() == Skipped.Cause.NOT_NEEDED);
    }

    /** Rules with what they saw, but for the scores: one that a rule could do without is no part of the shortcut's evidence. */
    private static List<String> reasons(List<Reason> reasons) {
        return reasons.stream()
                .map(reason -> reason.rule().id() + withoutScores(reason.evidence()))
                .toList();
    }

    private static List<String> suppressed(Decision decision) {
        return decision.suppressed().stream()
                .map(suppression -> suppression.rule().id() + suppression.by() + withoutScores(suppression.evidence()))
                .toList();
    }

    private static List<Evidence> withoutScores(List<Evidence> evidence) {
        return evidence.stream()
                .filter(seen -> !(seen instanceof Evidence.Score))
                .toList();
    }

    /**
     * A rule that cannot match is neither skipped nor does it ask for the language or for a model, so that much may be missing
     * from the shortcut's decision, and nothing else may differ.
     */
    private static void assertLeavesOutOnlyWhatDoesNotMatter(Decision fast, Decision dull, Post post) {
        assertThat(fast.language()).isIn(dull.language(), LanguageIdentifier.byScript(post));
        // The dull decision may say layer_unavailable where the shortcut's says no_model: no candidate asked for it.
        Set<Skipped> notNeeded = new LinkedHashSet<>(fast.skipped());
        notNeeded.removeIf(skip -> skip.reason() == Skipped.Cause.NO_MODEL);
        // The dull decision asks every model.
        notNeeded.removeIf(skip -> skip.reason() == Skipped.Cause.NOT_NEEDED);
        assertThat(dull.skipped()).containsAll(notNeeded);
        assertThat(what(dull)).containsAll(notNeeded.stream().map(Skipped::what).toList());
        Set<Skipped> leftOut = new LinkedHashSet<>(dull.skipped());
        fast.skipped().forEach(leftOut::remove);
        assertThat(leftOut)
                .extracting(Skipped::reason)
                .isSubsetOf(Skipped.Cause.MISSING_FACT, Skipped.Cause.LAYER_UNAVAILABLE, Skipped.Cause.LIMIT);
        if (dull.isComplete()) {
            assertThat(fast.isComplete()).isTrue();
        }
    }

    private static List<String> what(Decision decision) {
        return decision.skipped().stream().map(Skipped::what).toList();
    }

    /** Agreement on decisions that are all alike would prove little. */
    private static void assertReachesEveryOutcome(List<Decision> decisions) {
        assertThat(decisions.stream().map(Decision::action)).contains(Action.values());
        assertThat(decisions).anyMatch(decision -> decision.reasons().size() > 1);
        assertThat(decisions).anyMatch(ShortcutTest::isRemovedWithout);
        assertThat(decisions).anyMatch(decision -> decision.scores().containsKey("rights.threat"));
        assertThat(decisions).anyMatch(decision -> !decision.shadow().isEmpty());
        assertThat(decisions.stream()
                        .flatMap(decision -> decision.skipped().stream())
                        .map(Skipped::reason))
                .contains(
                        Skipped.Cause.MISSING_FACT,
                        Skipped.Cause.NO_MODEL,
                        Skipped.Cause.NOT_NEEDED,
                        Skipped.Cause.LAYER_UNAVAILABLE,
                        Skipped.Cause.ERROR);
        assertThat(decisions.stream()
                        .flatMap(decision -> decision.suppressed().stream())
                        .map(suppression -> suppression.by().contains("#")))
                .contains(true, false);
        assertThat(decisions.stream().flatMap(ShortcutTest::evidence).flatMap(List::stream))
                .hasAtLeastOneElementOfType(Evidence.Keyword.class)
                .hasAtLeastOneElementOfType(Evidence.Pattern.class)
                .hasAtLeastOneElementOfType(Evidence.Link.class)
                .hasAtLeastOneElementOfType(Evidence.Personal.class)
                .hasAtLeastOneElementOfType(Evidence.Repeat.class)
                .hasAtLeastOneElementOfType(Evidence.Score.class);
    }

    private static Stream<List<Evidence>> evidence(Decision decision) {
        return Stream.of(
                        decision.reasons().stream().map(Reason::evidence),
                        decision.shadow().stream().map(Reason::evidence),
                        decision.suppressed().stream().map(Suppression::evidence))
                .flatMap(Function.identity());
    }

    /** Evidence slices the text as submitted. */
    private static void assertSlices(Post post, List<Evidence> evidence) {
        for (Evidence item : evidence) {
            if (item instanceof Evidence.Located located && !(item instanceof Evidence.Personal)) {
                String text = String.valueOf(post.fields().get(located.field()));
                assertThat(text.substring(located.span().start(), located.span().end()))
                        .isEqualTo(located.quote());
            }
        }
    }

    @Test
    void the_reader_s_language_changes_no_decision() {
        Locale usual = Locale.getDefault();
        try {
            Samples.check(3, random -> {
                long seed = random.nextLong();
                Locale.setDefault(Locale.ENGLISH);
                List<Decision> english = decisions(seed);
                Locale.setDefault(Locale.forLanguageTag("tr"));
                List<Decision> turkish = decisions(seed);

                assertThat(turkish.stream().map(ShortcutTest::summary))
                        .isEqualTo(english.stream().map(ShortcutTest::summary).toList());
            });
        } finally {
            Locale.setDefault(usual);
        }
    }

    private static List<Decision> decisions(long seed) {
        Random random = new Random(seed);
        ContentFilter filter = filter(random);
        List<Decision> decisions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            decisions.add(filter.decide(post(random), surroundings(random)));
        }
        return decisions;
    }

    private static String summary(Decision decision) {
        return decision.action()
                + " "
                + decision.reasons().stream()
                        .map(reason -> reason.rule().id() + reason.seen())
                        .toList()
                + decision.suppressed().stream()
                        .map(suppression -> suppression.rule().id() + suppression.by() + suppression.evidence())
                        .toList()
                + decision.skipped();
    }

    private static ContentFilter filter(Random random) {
        return ContentFilter.of(
                List.of(
                        new PublishedRuleset(ruleset(random, "acting"), Stage.ACTIVE),
                        new PublishedRuleset(ruleset(random, "trial"), Stage.SHADOW)),
                List.of(RIGHTS),
                () -> 0);
    }

    /** Four rules; one that the reader refuses, such as one that can never be true, is drawn again. */
    private static Ruleset ruleset(Random random, String name) {
        RulesetKit kit = RulesetKit.named(name)
                .list("metals", "gold", "silver", "tin", "!gold rush", "!tinny")
                .list("chinese", "\u5FAE\u4FE1", "\u52A0", "!\u52A0\u5FAE\u4FE1");
        List<String> missing = List.of("r0", "r1", "r2", "r3");
        while (true) {
            for (String rule : missing) {
                kit = kit.rule(rule, rule(random, name, rule.charAt(1) - '0'));
            }
            RulesetReader.Result result = RulesetReader.read(kit.bytes());
            if (result.ruleset().isPresent()) {
                return result.ruleset().get();
            }
            missing = Stream.of("r0", "r1", "r2", "r3")
                    .filter(rule -> result.issues().stream()
                            .anyMatch(issue -> issue.file().endsWith("/" + rule + ".yaml")))
                    .toList();
        }
    }

    private static String rule(Random random, String name, int number) {
        var rule = new StringBuilder("action: ")
                .append(pick(random, "label", "limit", "hold", "remove"))
                .append("\nsignals:\n");
        for (int i = 0; i < SIGNALS.length; i++) {
            String near = i > 0 && i < 3 && random.nextInt(3) == 0
                    ? ", near: " + SIGNALS[i - 1] + ", within: " + random.nextInt(12)
                    : "";
            rule.append("  ").append(SIGNALS[i]).append(": {");
            rule.append(
                    switch (i) {
                        case 0, 1 ->
                            pick(
                                    random,
                                    "list: metals, fold: [width, case, invisible, skip(2)]",
                                    "list: metals",
                                    "list: chinese");
                        case 2 -> pick(random, "regex: '[0-9]{3}'", "regex: '(?i)g.?old'", "list: metals");
                        case 3 -> pick(random, "link: any", "link: ip-host", "personal: email", "list: chinese");
                        default ->
                            pick(
                                    random,
                                    "repeat: author, count_at_least: 3, window_seconds: 600",
                                    "classifier: spam, score_at_least: 0.5",
                                    "classifier: rights, precision_at_least: 0.9",
                                    "classifier: rights, label: threat, score_at_least: 0.4",
                                    "list: metals, fold: [case]");
                    });
            rule.append(near).append("}\n");
        }
        rule.append("when: \"").append(condition(random, 3)).append("\"\n");
        rule.append("explain: {public: \"{{a}} {{b}} {{c}} {{d}} {{e}}\"}\n");
        if (random.nextInt(3) == 0) {
            rule.append("unless: {")
                    .append(pick(random, "list: metals", "list: chinese", "classifier: rights, score_at_least: 0.5"))
                    .append("}\n");
        }
        if (number > 0 && random.nextInt(2) == 0) {
            rule.append("yields_to: [")
                    .append(name)
                    .append(".r")
                    .append(random.nextInt(number))
                    .append("]\n");
        }
        if (random.nextInt(3) == 0) {
            rule.append("scope: {languages: [").append(pick(random, "en", "zh")).append("]}\n");
        }
        if (random.nextBoolean()) {
            rule.append("defaults: {author.age_days: 5}\n");
        }
        return rule.toString();
    }

    private static String condition(Random random, int depth) {
        int kind = random.nextInt(depth == 0 ? 5 : 10);
        String signal = pick(random, SIGNALS);
        return switch (kind) {
            case 0, 1 -> signal;
            case 2 ->
                signal + ".count " + pick(random, ">", ">=", "==", "<", "<=", "!=") + " "
                        + pick(random, "0", "1", "2", "-1", "1.5");
            case 3 ->
                pick(random, "0", "1", "2") + " " + pick(random, ">", ">=", "==", "<", "<=", "!=") + " " + signal
                        + ".count";
            case 4 ->
                pick(
                        random,
                        "author.age_days < 10",
                        "text.length > 20",
                        "context.attributes['room'] == 'market'",
                        "surface == 'post'",
                        "true",
                        "false",
                        "language == 'zh'",
                        "a.count + b.count > 1",
                        "1 / a.count == 1");
            case 5 -> "!(" + condition(random, depth - 1) + ")";
            case 6, 7 -> "(" + condition(random, depth - 1) + " && " + condition(random, depth - 1) + ")";
            case 8 -> "(" + condition(random, depth - 1) + " || " + condition(random, depth - 1) + ")";
            default ->
                "(" + condition(random, depth - 1) + " ? " + condition(random, depth - 1) + " : "
                        + condition(random, depth - 1) + ")";
        };
    }

    private static Post post(Random random) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("title", text(random, 3));
        fields.put("body", text(random, 10));
        Post post = Post.of(fields);
        if (random.nextBoolean()) {
            post = post.withAuthor(Author.UNKNOWN.withAgeDays(random.nextInt(20)));
        }
        if (random.nextBoolean()) {
            post = post.withSurface(pick(random, "post", "comment"));
        }
        if (random.nextInt(3) == 0) {
            post = post.withLanguage(pick(random, "en", "zh-Hant", "und"));
        }
        if (random.nextBoolean()) {
            post = post.withContext(new Context(null, null, Map.of(pick(random, "room", "hall"), "market")));
        }
        return post;
    }

    private static String text(Random random, int most) {
        return Stream.generate(() -> random.nextInt(12) == 0 ? RandomText.of(random, 8) : pick(random, WORDS))
                .limit(1 + random.nextInt(most))
                .collect(Collectors.joining(random.nextInt(4) == 0 ? "" : " "));
    }

    private static Surroundings surroundings(Random random) {
        return new Surroundings(
                random.nextBoolean()
                        ? List.of()
                        : List.of(new RepeatCount(RepeatScope.AUTHOR, 600, 1 + random.nextInt(5))),
                random.nextBoolean() ? Map.of() : Map.of("spam", random.nextInt(10_001)));
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}

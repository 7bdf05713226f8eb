package io.limpid.server.web;

import io.limpid.rule.Audience;
import io.limpid.rule.Governance.Rung;
import io.limpid.rule.Rule;
import io.limpid.rule.RuleSignal;
import io.limpid.rule.RuleTest;
import io.limpid.rule.Ruleset;
import io.limpid.server.publish.RuleFigures;
import io.limpid.server.publish.RulesetVersion;
import io.limpid.server.publish.VersionStage;
import io.limpid.server.web.Shelf.Past;
import io.limpid.server.web.Shelf.Standing;
import io.limpid.server.web.Shelf.Volume;
import io.limpid.text.Author;
import io.limpid.text.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A rule, told to people.
 *
 * @param other the version in shadow that has this rule in other words, where this one is in force
 * @param brake what a brake leaves of the rule, where there is one on it
 */
record RulePage(
        View view,
        Volume volume,
        Rule rule,
        Phrase title,
        Phrase forbids,
        Phrase told,
        @Nullable String clauseHref,
        List<Example> matching,
        List<Example> passing,
        List<SignalRow> signals,
        List<ConditionWords.Token> condition,
        @Nullable SignalRow unless,
        List<Superior> yieldsTo,
        History history,
        RuleFigures figures,
        Chart chart,
        Optional<RulesetVersion> other,
        Optional<Rung> brake) {
    /**
     * A test of the rule.
     *
     * @param texts by field
     * @param circumstances what else is supposed, and what must have stopped the rule, in words
     */
    record Example(List<Phrase> texts, List<String> circumstances) {}

    /** A rule that this one yields to. */
    record Superior(String id, Phrase title) {}

    static RulePage of(View view, Standing standing, Shelf shelf) {
        Rule rule = standing.rule();
        Volume volume = standing.volume();
        Ruleset ruleset = volume.ruleset();
        Words words = view.words();
        ReaderLanguage reader = words.language();
        List<Past> past = shelf.past(ruleset.name());
        boolean whole = shelf.published().versions(ruleset.name()).size() <= Shelf.MOST_VERSIONS;
        String url = rule.ground().url();
        RuleSignal unless = rule.unless();
        RuleFigures figures = shelf.published().figures(ruleset.digest(), rule.id());
        return new RulePage(
                view,
                volume,
                rule,
                Phrase.of(rule.title(), reader),
                Phrase.of(rule, Audience.PUBLIC, reader),
                Phrase.of(rule, Audience.AUTHOR, reader),
                Links.web(url == null ? ruleset.termsUrl() : url),
                examples(rule, true, words),
                examples(rule, false, words),
                rule.signals().values().stream()
                        .map(signal -> SignalRow.of(signal, volume, words))
                        .toList(),
                ConditionWords.of(rule, words),
                unless == null ? null : SignalRow.of(unless, volume, words),
                superiors(rule, ruleset, reader),
                History.of(rule.id(), past, whole),
                figures,
                Chart.of(figures.days()),
                standing.stage() == VersionStage.ACTIVE ? shelf.otherInShadow(rule) : Optional.empty(),
                standing.stage() == VersionStage.ACTIVE ? shelf.brake(rule) : Optional.empty());
    }

    private static List<Superior> superiors(Rule rule, Ruleset ruleset, ReaderLanguage reader) {
        return rule.yieldsTo().stream()
                .map(id -> new Superior(
                        id,
                        ruleset.rule(id)
                                .map(superior -> Phrase.of(superior.title(), reader))
                                .orElse(new Phrase(id, null))))
                .toList();
    }

    private static List<Example> examples(Rule rule, boolean matching, Words words) {
        return rule.tests().stream()
                .filter(test -> test.matches() == matching)
                .map(test -> new Example(
                        test.post().fields().values().stream()
                                .map(text -> phrase(text, test.post().language()))
                                .toList(),
                        circumstances(test, words)))
                .toList();
    }

    private static Phrase phrase(String text, @Nullable String language) {
        return language == null ? Phrase.guessed(text) : new Phrase(text, language);
    }

    private static List<String> circumstances(RuleTest test, Words words) {
        List<String> said = new ArrayList<>();
        Author author = test.post().author();
        if (author != null) {
            add(said, author.ageDays(), days -> words.count("test.age", days));
            add(said, author.postCount(), posts -> words.count("test.posts", posts));
            add(said, author.trusted(), trusted -> words.say(trusted ? "test.trusted" : "test.untrusted"));
        }
        add(said, test.post().language(), tag -> words.say("test.language", words.languageName(tag)));
        add(said, test.post().surface(), surface -> words.say("test.surface", words.say("surface." + surface)));
        Context context = test.post().context();
        if (context != null) {
            add(said, context.replyTo(), post -> words.say("test.reply"));
            add(said, context.territory(), territory -> words.say("test.territory", territory));
            context.attributes().forEach((name, value) -> said.add(words.say("test.attribute", name, value)));
        }
        test.repeats().forEach((scope, count) -> said.add(words.say("test.repeats." + scope, count)));
        test.scores()
                .forEach(
                        (model, score) -> said.add(words.say("test.score", model, words.decimal(score / 10_000.0, 4))));
        add(said, test.suppressedBy(), by -> words.say("test.suppressed", by));
        return said;
    }

    private static <T> void add(List<String> said, @Nullable T value, Function<T, String> inWords) {
        if (value != null) {
            said.add(inWords.apply(value));
        }
    }

    String listed(List<String> ids, String key) {
        return ids.stream()
                .map(id -> view.words().say(key + id))
                .collect(Collectors.joining(view.words().say("list.comma")));
    }

    List<Map.Entry<String, Long>> languages() {
        return figures.byLanguage().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .toList();
    }

    /** Defaults of facts, in words. */
    List<String> defaults() {
        Words words = view.words();
        return rule.defaults().entrySet().stream()
                .map(entry -> words.say(
                        "rule.default",
                        words.has("fact." + entry.getKey()) ? words.say("fact." + entry.getKey()) : entry.getKey(),
                        entry.getValue() instanceof Boolean yes ? words.say(yes ? "yes" : "no") : entry.getValue()))
                .toList();
    }
}

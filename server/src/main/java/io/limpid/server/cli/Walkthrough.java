package io.limpid.server.cli;

import io.limpid.Case;
import io.limpid.ContentFilter;
import io.limpid.PublishedRuleset;
import io.limpid.RuleOutcome;
import io.limpid.Surroundings;
import io.limpid.decision.Decision;
import io.limpid.decision.Explanation;
import io.limpid.decision.Reason;
import io.limpid.decision.Skipped;
import io.limpid.decision.Suppression;
import io.limpid.rule.Audience;
import io.limpid.rule.Facts;
import io.limpid.rule.Rule;
import io.limpid.rule.RuleSignal;
import io.limpid.rule.Ruleset;
import io.limpid.rule.Scope;
import io.limpid.signal.Evidence;
import io.limpid.signal.Signal;
import io.limpid.text.FoldSet;
import io.limpid.text.FoldedText;
import io.limpid.text.FoldedViews;
import io.limpid.text.Language;
import io.limpid.text.LanguageIdentifier;
import io.limpid.text.Post;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells a person how a post was decided: the text as folded, what was seen in it, and what each rule made of that. */
final class Walkthrough {
    /** More differences than this in one view are counted, not shown. */
    private static final int MOST_DIFFERENCES = 20;

    /** More sightings than this are counted, not shown. */
    private static final int MOST_SIGHTINGS = 60;

    private final Post post;
    private final List<Ruleset> rulesets;
    private final Consumer<String> out;
    private final List<RuleOutcome> outcomes;
    private final Decision decision;

    private Walkthrough(Post post, List<Ruleset> rulesets, Models models, Consumer<String> out) {
        this.post = post;
        this.rulesets = rulesets;
        this.out = out;
        ContentFilter filter = ContentFilter.of(
                rulesets.stream().map(PublishedRuleset::active).toList(), models.classifiers(), () -> 0);
        this.outcomes = filter.explain(post, Surroundings.NONE);
        this.decision = filter.decide(new Case(post, Surroundings.NONE, true));
    }

    /**
     * Prints the explanation.
     *
     * @param only the rules to tell of whether they were candidates or not; empty for the candidates
     */
    static void print(Post post, List<Ruleset> rulesets, Models models, Collection<String> only, Consumer<String> out) {
        var walkthrough = new Walkthrough(post, rulesets, models, out);
        walkthrough.post();
        walkthrough.views();
        walkthrough.sightings();
        walkthrough.rules(only);
        walkthrough.decision();
    }

    private void heading(String text) {
        out.accept("");
        out.accept(text);
    }

    private void post() {
        out.accept("The post");
        post.fields().forEach((field, text) -> out.accept("  " + field + "  " + Shown.text(text)));
        out.accept("  " + Count.of(post.length(), "code point") + "; every [start, end) below counts them from 0");
        Language language = LanguageIdentifier.identify(post);
        out.accept("  language " + language.tag() + ", " + source(language));
        facts();
    }

    /** What the platform says about author and surroundings; a rule that needs what is not said does not match. */
    private void facts() {
        Facts.names().stream()
                .filter(name -> !name.equals(Facts.LANGUAGE) && !name.equals(Facts.LENGTH))
                .forEach(name -> Facts.of(post, name)
                        .map(String::valueOf)
                        .filter(value -> !value.equals("{}"))
                        .ifPresent(value -> out.accept("  " + name + " " + Shown.text(value))));
    }

    private static String source(Language language) {
        return switch (language.source()) {
            case DECLARED -> "as declared";
            case SCRIPT -> "by its script";
            case DETECTED -> "as detected";
            case UNKNOWN -> "not known";
        };
    }

    private void views() {
        heading("The text as folded");
        FoldedViews views = FoldedViews.of(post);
        List<String> unchanged = new ArrayList<>();
        foldSets().forEach((names, folds) -> {
            boolean changed = false;
            for (String field : post.fields().keySet()) {
                FoldedText view = views.view(field, folds);
                List<FoldDifference> differences = FoldDifference.of(view);
                if (!differences.isEmpty()) {
                    if (!changed) {
                        out.accept("  " + names);
                    }
                    changed = true;
                    view(field, view, differences);
                }
            }
            if (!changed) {
                unchanged.add(names);
            }
        });
        if (!unchanged.isEmpty()) {
            out.accept("  as written under " + String.join(", ", unchanged));
        }
    }

    private void view(String field, FoldedText view, List<FoldDifference> differences) {
        String name = post.fields().size() == 1 ? "" : field + "  ";
        out.accept("      " + name + Shown.text(view.text()));
        differences.stream().limit(MOST_DIFFERENCES).forEach(difference -> {
            String before = Shown.text(view.original()
                    .substring(difference.span().start(), difference.span().end()));
            String after =
                    difference.folded().isEmpty() ? "dropped" : "read as \"" + Shown.text(difference.folded()) + "\"";
            out.accept("        " + Shown.padded(Shown.span(view.original(), difference.span()), 11) + "\"" + before
                    + "\" " + after);
        });
        if (differences.size() > MOST_DIFFERENCES) {
            out.accept("        and " + Count.of(differences.size() - MOST_DIFFERENCES, "more difference"));
        }
    }

    /** The distinct sets of folds that rules ask for, by their names. */
    private Map<String, FoldSet> foldSets() {
        Map<String, FoldSet> sets = new TreeMap<>();
        for (Ruleset ruleset : rulesets) {
            for (Rule rule : ruleset.rules()) {
                Stream.concat(rule.signals().values().stream(), Stream.ofNullable(rule.unless()))
                        .map(RuleSignal::signal)
                        .flatMap(signal -> folds(signal).stream())
                        .filter(set -> !set.folds().isEmpty())
                        .forEach(set -> sets.put(set.toString(), set));
            }
        }
        return sets;
    }

    private static Optional<FoldSet> folds(Signal signal) {
        if (signal instanceof Signal.Keyword keyword) {
            return Optional.of(keyword.folds());
        }
        return signal instanceof Signal.Pattern pattern ? Optional.of(pattern.folds()) : Optional.empty();
    }

    /**
     * Something seen.
     *
     * @param under the allow-span that covers it, so that it does not count; else empty
     */
    private record Sighting(Evidence evidence, String under) {
        private int start() {
            return evidence instanceof Evidence.Located located ? located.span().start() : 0;
        }
    }

    private void sightings() {
        Map<Sighting, List<String>> seen = new LinkedHashMap<>();
        for (RuleOutcome outcome : outcomes) {
            String id = outcome.rule().id();
            outcome.evidence()
                    .forEach((signal, all) -> all.forEach(
                            evidence -> seen.computeIfAbsent(new Sighting(evidence, ""), unknown -> new ArrayList<>())
                                    .add(id + " " + signal)));
            outcome.covered()
                    .forEach((signal, all) -> all.forEach(covered -> seen.computeIfAbsent(
                                    new Sighting(covered.evidence(), covered.by()), unknown -> new ArrayList<>())
                            .add(id + " " + signal)));
        }
        heading("What the layers saw" + (seen.isEmpty() ? ": nothing" : ""));
        seen.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Sighting, List<String>> entry) ->
                                entry.getKey().evidence().layer())
                        .thenComparingInt(entry -> entry.getKey().start()))
                .limit(MOST_SIGHTINGS)
                .forEach(entry -> out.accept("  "
                        + Shown.padded(entry.getKey().evidence().layer(), 11)
                        + sighting(entry.getKey().evidence()) + "   for " + users(entry.getValue())
                        + (entry.getKey().under().isEmpty()
                                ? ""
                                : "; does not count, under the allow-span "
                                        + Shown.text(entry.getKey().under()))));
        if (seen.size() > MOST_SIGHTINGS) {
            out.accept("  and " + Count.of(seen.size() - MOST_SIGHTINGS, "more sighting"));
        }
        if (!decision.scores().isEmpty()) {
            out.accept("  scores     "
                    + decision.scores().entrySet().stream()
                            .map(score -> score.getKey() + " " + Shown.share(score.getValue()))
                            .collect(Collectors.joining(", ")));
        }
    }

    private static String users(List<String> users) {
        return String.join(", ", users.stream().limit(2).toList())
                + (users.size() > 2 ? " and " + (users.size() - 2) + " more" : "");
    }

    private String sighting(Evidence evidence) {
        if (evidence instanceof Evidence.Located located) {
            String text = post.fields().getOrDefault(located.field(), "");
            String field = post.fields().size() == 1 ? "" : located.field() + " ";
            return Shown.padded(field + Shown.span(text, located.span()), 11) + "\"" + Shown.text(located.quote())
                    + "\"  " + what(evidence);
        }
        return what(evidence);
    }

    private static String what(Evidence evidence) {
        if (evidence instanceof Evidence.Keyword keyword) {
            return keyword.list() + ":" + keyword.line() + " " + Shown.text(keyword.entry())
                    + (keyword.folds().isEmpty() ? "" : ", seen through " + String.join(", ", keyword.folds()));
        }
        if (evidence instanceof Evidence.Pattern pattern) {
            return "pattern " + pattern.pattern();
        }
        if (evidence instanceof Evidence.Personal personal) {
            return personal.kind();
        }
        if (evidence instanceof Evidence.Link link) {
            return link.feature() + " " + link.host() + (link.detail().isEmpty() ? "" : ", as " + link.detail());
        }
        if (evidence instanceof Evidence.Repeat repeat) {
            return repeat.count() + " within " + repeat.windowSeconds() + " s, by " + repeat.scope();
        }
        if (evidence instanceof Evidence.Score score) {
            return score(score);
        }
        Evidence.Fact fact = (Evidence.Fact) evidence;
        return fact.attribute() + " is " + fact.value();
    }

    private static String score(Evidence.Score score) {
        String name = score.model().equals(score.label()) ? score.model() : score.model() + "." + score.label();
        String top = score.top().stream()
                .map(piece -> "\"" + Shown.text(piece.quote()) + "\" "
                        + String.format(Locale.ROOT, "%+.2f", piece.weight() / 10_000.0))
                .collect(Collectors.joining(", "));
        return name + " " + Shown.share(score.score()) + ", bar " + Shown.share(score.threshold())
                + (top.isEmpty() ? "" : "; most by " + top);
    }

    private void rules(Collection<String> only) {
        List<RuleOutcome> told = outcomes.stream()
                .filter(outcome -> only.isEmpty()
                        ? outcome.candidate()
                        : only.contains(outcome.rule().id()))
                .toList();
        long candidates = outcomes.stream().filter(RuleOutcome::candidate).count();
        heading("Rules: " + Count.of(candidates, "candidate") + " among " + outcomes.size()
                + (candidates == outcomes.size() ? "" : "; of the others none of the signals that they need fired"));
        told.forEach(this::rule);
    }

    private void rule(RuleOutcome outcome) {
        Rule rule = outcome.rule();
        out.accept("  " + rule.id() + " revision " + rule.revision() + ": " + outcomeInWords(outcome));
        out.accept("      " + rule.source().file() + ":" + rule.source().line());
        outcome.clauses().forEach((clause, value) -> out.accept("      " + Shown.padded(value, 6) + clause));
        out.accept("      saw   " + signals(outcome));
    }

    private static String signals(RuleOutcome outcome) {
        List<String> fired = new ArrayList<>();
        List<String> silent = new ArrayList<>();
        outcome.evidence().forEach((signal, evidence) -> {
            if (!evidence.isEmpty()) {
                fired.add(times(signal, evidence.size()));
            } else if (!outcome.covered().containsKey(signal)) {
                silent.add(signal);
            }
        });
        List<String> covered = new ArrayList<>();
        outcome.covered().forEach((signal, under) -> covered.add(times(signal, under.size())));
        return (fired.isEmpty() ? "nothing" : String.join(", ", fired))
                + (silent.isEmpty() ? "" : "; not " + String.join(", ", silent))
                + (covered.isEmpty() ? "" : "; under an allow-span " + String.join(", ", covered));
    }

    private static String times(String signal, int count) {
        return count == 1 ? signal : signal + " " + count + " times";
    }

    private String outcomeInWords(RuleOutcome outcome) {
        Rule rule = outcome.rule();
        return switch (outcome.status()) {
            case MATCHED ->
                yieldedTo(rule)
                        .map(by -> "matches, and yields to " + by)
                        .orElse("matches: " + rule.action().id());
            case SUPPRESSED -> "suppressed by " + Shown.text(outcome.detail());
            case NOT_MATCHED ->
                outcome.candidate() ? "does not match" : "no candidate: no signal fired that it cannot match without";
            case OUT_OF_SCOPE -> "out of its scope, " + scope(rule.scope());
            case SKIPPED -> "skipped: " + outcome.detail();
            // Every model was asked.
            case UNDECIDED -> throw new AssertionError("a rule that is not decided: " + rule.id());
        };
    }

    private Optional<String> yieldedTo(Rule rule) {
        return decision.suppressed().stream()
                .filter(suppression -> suppression.rule().id().equals(rule.id()))
                .map(Suppression::by)
                .findFirst();
    }

    private static String scope(Scope scope) {
        List<String> parts = new ArrayList<>();
        if (!scope.languages().isEmpty()) {
            parts.add("languages " + String.join(", ", scope.languages()));
        }
        if (!scope.surfaces().isEmpty()) {
            parts.add("surfaces " + String.join(", ", scope.surfaces()));
        }
        return String.join("; ", parts);
    }

    private void decision() {
        heading("Decision: " + decision.action().id());
        for (Reason reason : decision.reasons()) {
            Rule rule = reason.rule();
            String language = decision.language().tag();
            out.accept("  " + rule.action().id() + " by " + rule.id() + ", "
                    + rule.title().in(language));
            out.accept("      ground: " + rule.ground().clause());
            out.accept("      to the author: " + Shown.text(Explanation.of(reason, Audience.AUTHOR, language)));
        }
        for (Suppression suppression : decision.suppressed()) {
            out.accept("  not " + suppression.rule().action().id() + " by "
                    + suppression.rule().id() + ", which " + Shown.text(suppression.by()) + " stopped");
        }
        decision.skipped().stream()
                .filter(skip -> skip.reason() != Skipped.Cause.NO_MODEL)
                .forEach(skip -> out.accept("  skipped " + skip.what() + ": " + skip.detail()));
    }
}

package io.limpid;

import io.limpid.RuleOutcome.Status;
import io.limpid.decision.Decision;
import io.limpid.decision.Suppression;
import io.limpid.rule.Rule;
import io.limpid.rule.RuleSignal;
import io.limpid.rule.RuleTest;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetIssue;
import io.limpid.signal.Evidence;
import io.limpid.signal.Signal;
import io.limpid.signal.repeat.RepeatCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs the tests that rules carry. */
public final class RuleTests {
    private RuleTests() {}

    /**
     * What the tests of a ruleset gave.
     *
     * @param run how many ran
     * @param failures those that failed, each at its place; in order of rule and line
     */
    public record Report(int run, List<RulesetIssue> failures) {
        public Report {
            failures = List.copyOf(failures);
        }
    }

    /** Runs every test of every rule of the ruleset, with that ruleset alone active. */
    public static Report run(Ruleset ruleset) {
        ContentFilter filter = ContentFilter.of(List.of(PublishedRuleset.active(ruleset)), List.of(), () -> 0);
        int run = 0;
        List<RulesetIssue> failures = new ArrayList<>();
        for (Rule rule : ruleset.rules()) {
            for (RuleTest test : rule.tests()) {
                run++;
                failure(filter, rule, test)
                        .ifPresent(problem -> failures.add(new RulesetIssue(
                                RulesetIssue.Severity.ERROR,
                                rule.source().file(),
                                test.line(),
                                1,
                                "test of " + rule.id() + " fails: " + problem.what(),
                                problem.hint())));
            }
        }
        return new Report(run, failures);
    }

    private record Problem(String what, String hint) {}

    private static Optional<Problem> failure(ContentFilter filter, Rule rule, RuleTest test) {
        Surroundings surroundings = new Surroundings(repeats(rule, test), test.scores());
        Decision decision = filter.decide(test.post(), surroundings);
        boolean matched = decision.reasons().stream()
                .anyMatch(reason -> reason.rule().id().equals(rule.id()));
        RuleOutcome outcome = outcome(filter, rule, test, surroundings);
        if (matched != test.matches()) {
            return Optional.of(
                    matched
                            ? new Problem("it matched, expected to pass", "it saw " + sightings(outcome))
                            : new Problem("it passed, expected to match", why(rule, decision, outcome)));
        }
        for (Map.Entry<String, List<String>> expected : test.spans().entrySet()) {
            List<String> quotes = quotes(outcome.evidence().getOrDefault(expected.getKey(), List.of()));
            for (String quote : expected.getValue()) {
                if (!quotes.contains(quote)) {
                    return Optional.of(new Problem(
                            "\"" + expected.getKey() + "\" did not see \"" + quote + "\"",
                            quotes.isEmpty() ? "it saw nothing" : "it saw " + quotes));
                }
            }
        }
        if (test.suppressedBy() != null && !isSuppressedBy(rule, test.suppressedBy(), decision, outcome)) {
            return Optional.of(new Problem(
                    "nothing of \"" + test.suppressedBy() + "\" suppressed it", why(rule, decision, outcome)));
        }
        return Optional.empty();
    }

    private static List<RepeatCount> repeats(Rule rule, RuleTest test) {
        List<RepeatCount> repeats = new ArrayList<>();
        for (RuleSignal signal : rule.signals().values()) {
            if (signal.signal() instanceof Signal.Repeat repeat) {
                Integer count = test.repeats().get(repeat.scope().id());
                if (count != null) {
                    repeats.add(new RepeatCount(repeat.scope(), repeat.windowSeconds(), count));
                }
            }
        }
        return repeats;
    }

    private static RuleOutcome outcome(ContentFilter filter, Rule rule, RuleTest test, Surroundings surroundings) {
        return filter.explain(test.post(), surroundings, rule.id());
    }

    private static boolean isSuppressedBy(Rule rule, String wanted, Decision decision, RuleOutcome outcome) {
        boolean decided = decision.suppressed().stream()
                .filter(suppression -> suppression.rule().id().equals(rule.id()))
                .map(Suppression::by)
                .anyMatch(by -> by.equals(wanted) || by.startsWith(wanted + "#"));
        // A rule that does not match anyway may still be told apart by what its unless saw.
        return decided
                || outcome.evidence().getOrDefault(RuleSignal.UNLESS, List.of()).stream()
                        .anyMatch(seen -> seen instanceof Evidence.Keyword keyword
                                && keyword.list().equals(wanted));
    }

    private static String sightings(RuleOutcome outcome) {
        StringBuilder text = new StringBuilder();
        outcome.evidence().forEach((signal, evidence) -> {
            if (!evidence.isEmpty()) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(signal)
                        .append(' ')
                        .append(quotes(evidence));
            }
        });
        return text.isEmpty() ? "nothing" : text.toString();
    }

    private static String why(Rule rule, Decision decision, RuleOutcome outcome) {
        for (Suppression suppression : decision.suppressed()) {
            if (suppression.rule().id().equals(rule.id())) {
                return "it was suppressed by " + suppression.by();
            }
        }
        if (outcome.status() == Status.OUT_OF_SCOPE) {
            return "the post is outside the rule's scope; its language is "
                    + decision.language().tag();
        }
        if (outcome.status() == Status.SKIPPED) {
            return "it was skipped: " + outcome.detail();
        }
        List<String> failed = outcome.clauses().entrySet().stream()
                .filter(clause -> !clause.getValue().equals("true"))
                .map(Map.Entry::getKey)
                .toList();
        return (failed.isEmpty() ? "" : "false: " + String.join(", ", failed) + "; ") + "it saw " + sightings(outcome);
    }

    private static List<String> quotes(List<Evidence> evidence) {
        return evidence.stream()
                .filter(Evidence.Located.class::isInstance)
                .map(seen -> ((Evidence.Located) seen).quote())
                .toList();
    }
}

package io.limpid;

import io.limpid.RuleOutcome.Status;
import io.limpid.decision.Decision;
import io.limpid.decision.Suppression;
import io.limpid.rule.Rule;
import io.limpid.rule.RuleSignal;
import io.limpid.rule.RuleTest;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetIssue;
import io.limpid.rule.RulesetIssue.Severity;
import io.limpid.signal.Evidence;
import io.limpid.signal.Signal;
import io.limpid.signal.classifier.Classifier;
import io.limpid.signal.repeat.RepeatCount;
import java.util.ArrayList;
import java.util.Collection;
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
     * @param remarks those that pass and do not prove what they are there for, likewise; warnings
     */
    public record Report(int run, List<RulesetIssue> failures, List<RulesetIssue> remarks) {
        public Report {
            failures = List.copyOf(failures);
            remarks = List.copyOf(remarks);
        }
    }

    /** Runs every test of every rule of the ruleset, with that ruleset alone active, without models. */
    public static Report run(Ruleset ruleset) {
        return run(ruleset, List.of());
    }

    /**
     * Runs every test of every rule of the ruleset, with that ruleset alone active.
     *
     * @param classifiers models that are asked where a test does not say what they give
     */
    public static Report run(Ruleset ruleset, Collection<Classifier> classifiers) {
        ContentFilter filter = ContentFilter.of(List.of(PublishedRuleset.active(ruleset)), classifiers, () -> 0);
        int run = 0;
        List<RulesetIssue> failures = new ArrayList<>();
        List<RulesetIssue> remarks = new ArrayList<>();
        for (Rule rule : ruleset.rules()) {
            for (RuleTest test : rule.tests()) {
                run++;
                Run of = Run.of(filter, rule, test);
                Optional<Problem> failure = of.failure();
                failure.ifPresent(problem ->
                        failures.add(of.issue(Severity.ERROR, "test of " + rule.id() + " fails: ", problem)));
                if (failure.isEmpty()) {
                    of.remark()
                            .ifPresent(problem -> remarks.add(
                                    of.issue(Severity.WARNING, "test of " + rule.id() + " passes, but ", problem)));
                }
            }
        }
        return new Report(run, failures, remarks);
    }

    private record Problem(String what, String hint) {}

    /** A test with what came of it. */
    private record Run(Rule rule, RuleTest test, Decision decision, RuleOutcome outcome) {
        static Run of(ContentFilter filter, Rule rule, RuleTest test) {
            Surroundings surroundings = new Surroundings(repeats(rule, test), test.scores());
            return new Run(
                    rule,
                    test,
                    filter.decide(test.post(), surroundings),
                    filter.explain(test.post(), surroundings, rule.id()));
        }

        RulesetIssue issue(Severity severity, String before, Problem problem) {
            return new RulesetIssue(
                    severity, rule.source().file(), test.line(), 1, before + problem.what(), problem.hint());
        }

        Optional<Problem> failure() {
            boolean matched = decision.reasons().stream()
                    .anyMatch(reason -> reason.rule().id().equals(rule.id()));
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
            String wanted = test.suppressedBy();
            return wanted == null || isSuppressedBy(wanted) || unlessSaw(wanted)
                    ? Optional.empty()
                    : Optional.of(
                            new Problem("nothing of \"" + wanted + "\" suppressed it", why(rule, decision, outcome)));
        }

        /** A test for suppression in which only {@code unless} fired holds, but it would hold without {@code unless}, too. */
        Optional<Problem> remark() {
            String wanted = test.suppressedBy();
            return wanted == null || isSuppressedBy(wanted)
                    ? Optional.empty()
                    : Optional.of(new Problem(
                            "\"" + wanted + "\" had nothing to suppress: the rule does not match without it either",
                            why(rule, decision, outcome)));
        }

        private boolean isSuppressedBy(String wanted) {
            return decision.suppressed().stream()
                    .filter(suppression -> suppression.rule().id().equals(rule.id()))
                    .map(Suppression::by)
                    .anyMatch(by -> by.equals(wanted) || by.startsWith(wanted + "#"));
        }

        private boolean unlessSaw(String wanted) {
            return outcome.evidence().getOrDefault(RuleSignal.UNLESS, List.of()).stream()
                    .anyMatch(seen -> seen instanceof Evidence.Keyword keyword
                            && keyword.list().equals(wanted));
        }
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

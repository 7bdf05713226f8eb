package io.limpid;

import io.limpid.RuleOutcome.Status;
import io.limpid.decision.Reason;
import io.limpid.decision.Suppression;
import io.limpid.rule.Action;
import io.limpid.rule.Rule;
import io.limpid.signal.Evidence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Weighs the verdicts on one post against each other: which rules stand, which yield, which only watch, and what is done.
 *
 * @param reasons rules that stand, strongest first, then by id
 * @param suppressed rules of active rulesets that were stopped, by id
 * @param shadow rules of shadow rulesets that matched, in the order of {@code reasons}; nothing stops them but their own {@code
 *     unless} and allow-spans
 */
record Precedence(List<Reason> reasons, List<Suppression> suppressed, List<Reason> shadow) {
    private static final Comparator<Reason> STRONGEST_FIRST = Comparator.comparing(
                    (Reason reason) -> reason.rule().action())
            .reversed()
            .thenComparing(reason -> reason.rule().id());

    static Precedence of(List<Verdict> verdicts, Evaluation evaluation) {
        Map<String, Verdict> active = new LinkedHashMap<>();
        for (Verdict verdict : verdicts) {
            if (!verdict.isShadow()) {
                active.put(verdict.ruleId(), verdict);
            }
        }
        Map<String, Optional<String>> superiors = new HashMap<>();
        List<Reason> reasons = new ArrayList<>();
        List<Suppression> suppressed = new ArrayList<>();
        List<Reason> shadow = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            boolean matched = verdict.status() == Status.MATCHED;
            if (verdict.isShadow()) {
                if (matched) {
                    shadow.add(reason(verdict, evaluation));
                }
                continue;
            }
            Optional<String> stopper = matched
                    ? superior(verdict.compiled().rule(), active, superiors)
                    : verdict.status() == Status.SUPPRESSED ? Optional.of(verdict.detail()) : Optional.empty();
            if (stopper.isPresent()) {
                suppressed.add(new Suppression(
                        verdict.compiled().rule(), stopper.get(), evidence(verdict, !matched, evaluation)));
            } else if (matched) {
                reasons.add(reason(verdict, evaluation));
            }
        }
        reasons.sort(STRONGEST_FIRST);
        shadow.sort(STRONGEST_FIRST);
        suppressed.sort(Comparator.comparing(suppression -> suppression.rule().id()));
        return new Precedence(reasons, suppressed, shadow);
    }

    /** The strongest action of the rules that stand. */
    Action action() {
        return reasons.stream().map(reason -> reason.rule().action()).reduce(Action.ALLOW, Action::or);
    }

    /**
     * The first of the rules that this one yields to that itself stands. No rule yields to itself by a circle.
     *
     * @param known what was found for other rules: a rule that many yield to, by many ways, is looked at once
     */
    private static Optional<String> superior(
            Rule rule, Map<String, Verdict> active, Map<String, Optional<String>> known) {
        Optional<String> found = known.get(rule.id());
        if (found == null) {
            found = Optional.empty();
            for (String id : rule.yieldsTo()) {
                Verdict other = active.get(id);
                if (other != null
                        && other.status() == Status.MATCHED
                        && superior(other.compiled().rule(), active, known).isEmpty()) {
                    found = Optional.of(id);
                    break;
                }
            }
            known.put(rule.id(), found);
        }
        return found;
    }

    private static Reason reason(Verdict verdict, Evaluation evaluation) {
        CompiledRule compiled = verdict.compiled();
        return new Reason(
                compiled.rule(), compiled.ruleset(), evaluation.evidence(compiled, false), evaluation.counts(compiled));
    }

    private static List<Evidence> evidence(Verdict verdict, boolean suppressedToo, Evaluation evaluation) {
        return evaluation.evidence(verdict.compiled(), suppressedToo).values().stream()
                .flatMap(List::stream)
                .toList();
    }
}

package io.limpid;

import io.limpid.RuleOutcome.Status;
import io.limpid.decision.Provenance;
import io.limpid.decision.Reason;
import io.limpid.decision.Suppression;
import io.limpid.rule.Action;
import io.limpid.signal.Evidence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Weighs the verdicts on one post against each other: which rules stand, which yield, which only watch, and what is done.
 *
 * @param reasons rules that stand, strongest first, then by id
 * @param suppressed rules of active rulesets that were stopped, by id
 * @param shadow rules of shadow rulesets that would stand, were their version in force, in the order of {@code reasons}, and
 *     rules that a brake lets only watch
 */
record Precedence(List<Reason> reasons, List<Suppression> suppressed, List<Reason> shadow) {
    private static final Comparator<Reason> STRONGEST_FIRST = Comparator.comparing(
                    (Reason reason) -> reason.rule().action())
            .reversed()
            .thenComparing(reason -> reason.rule().id())
            .thenComparing(reason -> reason.ruleset().version());

    static Precedence of(List<Verdict> verdicts, Evaluation evaluation) {
        // Rules yield within their own version: one in shadow is weighed as it would be, were it in force.
        Map<Side, Map<String, Verdict>> sides = new HashMap<>();
        for (Verdict verdict : verdicts) {
            sides.computeIfAbsent(Side.of(verdict), side -> new HashMap<>()).put(verdict.ruleId(), verdict);
        }
        Map<Integer, Optional<String>> superiors = new HashMap<>();
        List<Reason> reasons = new ArrayList<>();
        List<Suppression> suppressed = new ArrayList<>();
        List<Reason> shadow = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            boolean matched = verdict.status() == Status.MATCHED;
            Map<String, Verdict> beside = sides.getOrDefault(Side.of(verdict), Map.of());
            Optional<String> stopper = matched
                    ? superior(verdict.compiled(), beside, superiors)
                    : verdict.status() == Status.SUPPRESSED ? Optional.of(verdict.detail()) : Optional.empty();
            if (verdict.isShadow()) {
                if (matched && stopper.isEmpty()) {
                    shadow.add(reason(verdict, evaluation));
                }
            } else if (stopper.isPresent()) {
                suppressed.add(new Suppression(
                        verdict.compiled().rule(), stopper.get(), evidence(verdict, !matched, evaluation)));
            } else if (matched) {
                (verdict.isForceful() ? reasons : shadow).add(reason(verdict, evaluation));
            }
        }
        reasons.sort(STRONGEST_FIRST);
        shadow.sort(STRONGEST_FIRST);
        suppressed.sort(Comparator.comparing(suppression -> suppression.rule().id()));
        return new Precedence(reasons, suppressed, shadow);
    }

    /**
     * The rules that are weighed against each other. One that a brake lets only watch still stops those that yield to it: a brake
     * must not bring harsher rules down on the posts that it was pulled to spare.
     */
    private record Side(Provenance.Pinned ruleset, boolean shadow) {
        static Side of(Verdict verdict) {
            return new Side(verdict.compiled().ruleset(), verdict.isShadow());
        }
    }

    /** The strongest action of the rules that stand. */
    Action action() {
        return reasons.stream().map(reason -> reason.rule().action()).reduce(Action.ALLOW, Action::or);
    }

    /**
     * The first of the rules that this one yields to that itself stands. No rule yields to itself by a circle.
     *
     * @param beside the verdicts of its version, by rule
     * @param known what was found for other rules, by number: a rule that many yield to, by many ways, is looked at once
     */
    private static Optional<String> superior(
            CompiledRule rule, Map<String, Verdict> beside, Map<Integer, Optional<String>> known) {
        Optional<String> found = known.get(rule.number());
        if (found == null) {
            found = Optional.empty();
            for (String id : rule.rule().yieldsTo()) {
                Verdict other = beside.get(id);
                if (other != null
                        && other.status() == Status.MATCHED
                        && superior(other.compiled(), beside, known).isEmpty()) {
                    found = Optional.of(id);
                    break;
                }
            }
            known.put(rule.number(), found);
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

package io.limpid;

import io.limpid.RuleOutcome.Status;
import io.limpid.decision.RuleTime;
import io.limpid.rule.Action;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One post on its way to its verdicts: first the rules are held against all that is cheap to see, then models are asked, but only
 * those on which the outcome still hangs.
 *
 * <p>To be used so: while {@link #isOpen()}, {@link #ask()}, then {@link #hear()}. Not thread-safe.
 */
final class Deliberation {

    /*
     * A condition that reads a score which nobody asked for yet has no value, unless the rest of it decides: CEL's && and || take no
     * notice of a side without a value when the other side settles the matter. So one evaluation tells whether the score counts.
     *
     * Beyond the conditions, one thing settles a post: a rule that removes it and that no open rule can stop. Nothing is stronger, so
     * no score can change the action. Short of that, scores are asked for even if they could only add a weaker reason: it may have
     * another category, and it has a ground of its own, which the author is told.
     *
     * A rule in shadow settles nothing and is settled by nothing: what its version would have done counts only if it is known in full.
     */

    private final Observations observations;
    private final Evaluation evaluation;
    private final List<Verdict> verdicts;

    /** How long each of them took. */
    private final long[] nanos;

    /**
     * The rules held against all but the models that were not asked yet.
     *
     * @param rules those that may match
     */
    Deliberation(Observations observations, List<CompiledRule> rules) {
        this.observations = observations;
        this.evaluation = new Evaluation(observations);
        this.nanos = new long[rules.size()];
        this.verdicts = new ArrayList<>(rules.size());
        observations.clock().time("rule", () -> {
            for (int i = 0; i < rules.size(); i++) {
                verdicts.add(timed(rules.get(i), i));
            }
            return null;
        });
    }

    private Verdict timed(CompiledRule rule, int at) {
        long start = observations.clock().nanos();
        Verdict verdict = evaluation.verdict(rule);
        nanos[at] += observations.clock().nanos() - start;
        return verdict;
    }

    /** How long each rule took, in the order of the rules. */
    List<RuleTime> times() {
        List<RuleTime> times = new ArrayList<>(nanos.length);
        for (int i = 0; i < nanos.length; i++) {
            CompiledRule rule = verdicts.get(i).compiled();
            times.add(new RuleTime(rule.rule().id(), rule.ruleset(), nanos[i]));
        }
        return times;
    }

    Observations observations() {
        return observations;
    }

    Evaluation evaluation() {
        return evaluation;
    }

    /** The verdicts so far, in the order of the rules. */
    List<Verdict> verdicts() {
        return verdicts;
    }

    /** Whether the outcome hangs on a model. */
    boolean isOpen() {
        return verdicts.stream().anyMatch(verdict -> isUndecided(verdict) && verdict.isShadow())
                || (verdicts.stream().anyMatch(Deliberation::isUndecided) && !isRemoved());
    }

    /** Asks every model on which a verdict hangs, and does not wait for the answers. */
    void ask() {
        Set<String> wanted = new TreeSet<>();
        boolean removed = isRemoved();
        verdicts.stream()
                .filter(verdict -> verdict.isShadow() || !removed)
                .forEach(verdict -> wanted.addAll(verdict.wants()));
        observations.scores().ask(wanted);
    }

    /** Waits for the answers, and holds the undecided rules against them. */
    void hear() {
        observations.scores().hear();
        // What is settled stays as it is: a version in shadow must not give the acting ones more reasons than they have
        // without it.
        boolean removed = isRemoved();
        observations.clock().time("rule", () -> {
            for (int i = 0; i < nanos.length; i++) {
                if (isUndecided(verdicts.get(i)) && (verdicts.get(i).isShadow() || !removed)) {
                    verdicts.set(i, timed(verdicts.get(i).compiled(), i));
                }
            }
            return null;
        });
    }

    private static boolean isUndecided(Verdict verdict) {
        return verdict.status() == Status.UNDECIDED;
    }

    /** Whether a rule removes the post, whatever comes of the rules that are still open. */
    private boolean isRemoved() {
        Map<String, Status> active = new HashMap<>();
        for (Verdict verdict : verdicts) {
            if (!verdict.isShadow()) {
                active.put(verdict.ruleId(), verdict.status());
            }
        }
        return verdicts.stream()
                .filter(verdict -> verdict.isForceful() && verdict.status() == Status.MATCHED)
                .map(verdict -> verdict.compiled().rule())
                .filter(rule -> rule.action() == Action.REMOVE)
                .anyMatch(rule -> rule.yieldsTo().stream()
                        .map(active::get)
                        .noneMatch(above -> above == Status.MATCHED || above == Status.UNDECIDED));
    }
}

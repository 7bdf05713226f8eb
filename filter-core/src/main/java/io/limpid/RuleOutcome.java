package io.limpid;

import io.limpid.decision.Reason;
import io.limpid.decision.Skipped;
import io.limpid.rule.Rule;
import io.limpid.signal.Evidence;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of one rule for one post.
 *
 * @param candidate whether a signal that the rule cannot match without has fired, so that it had to be evaluated
 * @param detail for {@link Status#SUPPRESSED} what stopped it, for {@link Status#SKIPPED} why; else empty
 * @param evidence what each of its signals saw, by signal; suppressed occurrences are left out
 * @param covered what each of its signals saw under an allow-span, by signal; signals that saw nothing there are left out
 * @param clauses what each part of its condition comes to ({@code true}, {@code false}, or why it has no value), in order; the
 *     reason may quote the post, so it is for who writes rules
 */
public record RuleOutcome(
        Rule rule,
        boolean candidate,
        Status status,
        String detail,
        Map<String, List<Evidence>> evidence,
        Map<String, List<Covered>> covered,
        Map<String, String> clauses) {
    public RuleOutcome {
        evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
        covered = Collections.unmodifiableMap(new LinkedHashMap<>(covered));
        clauses = Collections.unmodifiableMap(new LinkedHashMap<>(clauses));
    }

    static RuleOutcome of(CompiledRule compiled, boolean candidate, Evaluation evaluation) {
        Verdict verdict = evaluation.verdict(compiled);
        Map<String, List<Evidence>> evidence = new LinkedHashMap<>();
        Map<String, List<Covered>> covered = new LinkedHashMap<>();
        for (String signal : compiled.sensors().keySet()) {
            Seen seen = evaluation.see(compiled, signal);
            evidence.put(signal, seen.evidence(false, Reason.MAX_EVIDENCE));
            if (seen.isSuppressed()) {
                covered.put(signal, seen.covered(Reason.MAX_EVIDENCE));
            }
        }
        return new RuleOutcome(
                compiled.rule(),
                candidate,
                verdict.status(),
                detail(verdict),
                evidence,
                covered,
                evaluation.clauses(compiled));
    }

    /**
     * Something that a signal saw and that does not count.
     *
     * @param by the allow-span that covers it, as {@code list#entry}; for a signal that has to be near another, the one that
     *     covers the other
     */
    public record Covered(Evidence evidence, String by) {}

    private static String detail(Verdict verdict) {
        return verdict.cause() == Skipped.Cause.MISSING_FACT
                ? "the post does not say " + verdict.detail()
                : verdict.detail();
    }

    /** How it ended. */
    public enum Status {
        MATCHED,
        SUPPRESSED,
        NOT_MATCHED,
        OUT_OF_SCOPE,
        SKIPPED,
        /** It hangs on a model's score that was not asked for, since the action was settled without it. */
        UNDECIDED
    }
}

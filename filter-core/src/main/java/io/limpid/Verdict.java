package io.limpid;

import io.limpid.RuleOutcome.Status;
import io.limpid.decision.Skipped;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What came of one rule for one post, before rules are weighed against each other.
 *
 * @param detail what suppressed the rule, or what was missing for it; else empty
 * @param cause why the rule was skipped; absent when it was not
 * @param wants the models on whose scores the outcome of an undecided rule hangs; else empty
 */
record Verdict(CompiledRule compiled, Status status, String detail, Skipped.@Nullable Cause cause, Set<String> wants) {
    static Verdict of(CompiledRule compiled, Status status) {
        return new Verdict(compiled, status, "", null, Set.of());
    }

    static Verdict suppressed(CompiledRule compiled, String by) {
        return new Verdict(compiled, Status.SUPPRESSED, by, null, Set.of());
    }

    static Verdict skipped(CompiledRule compiled, Skipped.Cause cause, String detail) {
        return new Verdict(compiled, Status.SKIPPED, detail, cause, Set.of());
    }

    /** It hangs on what models say that were not asked yet. */
    static Verdict undecided(CompiledRule compiled, Set<String> wants) {
        return new Verdict(compiled, Status.UNDECIDED, "", null, Set.copyOf(wants));
    }

    String ruleId() {
        return compiled.rule().id();
    }

    boolean isShadow() {
        return compiled.stage() == Stage.SHADOW;
    }

    /** Whether the rule acts if it stands. */
    boolean isForceful() {
        return !isShadow() && !compiled.muted();
    }

    Optional<Skipped> skipped() {
        return Optional.ofNullable(cause).map(why -> new Skipped(ruleId(), why, detail));
    }
}

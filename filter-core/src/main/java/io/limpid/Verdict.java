package io.limpid;

import io.limpid.RuleOutcome.Status;
import io.limpid.decision.Skipped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of one rule for one post, before rules are weighed against each other.
 *
 * @param detail what suppressed the rule, or what was missing for it; else empty
 * @param cause why the rule was skipped; absent when it was not
 */
record Verdict(CompiledRule compiled, Status status, String detail, Skipped.@Nullable Cause cause) {
    static Verdict of(CompiledRule compiled, Status status) {
        return new Verdict(compiled, status, "", null);
    }

    static Verdict suppressed(CompiledRule compiled, String by) {
        return new Verdict(compiled, Status.SUPPRESSED, by, null);
    }

    static Verdict skipped(CompiledRule compiled, Skipped.Cause cause, String detail) {
        return new Verdict(compiled, Status.SKIPPED, detail, cause);
    }

    String ruleId() {
        return compiled.rule().id();
    }

    boolean isShadow() {
        return compiled.stage() == Stage.SHADOW;
    }

    Optional<Skipped> skipped() {
        return Optional.ofNullable(cause).map(why -> new Skipped(ruleId(), why, detail));
    }
}

package io.limpid.rule;

import java.util.List;
import java.util.stream.Collectors;

/** A ruleset has errors; carries every one of them. */
public final class RulesetRejectedException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<RulesetIssue> issues;

    public RulesetRejectedException(List<RulesetIssue> issues) {
        super(issues.stream().map(RulesetIssue::toString).collect(Collectors.joining("\n")));
        this.issues = List.copyOf(issues);
    }

    /** Every problem, in order of file and place. */
    public List<RulesetIssue> issues() {
        return issues;
    }
}

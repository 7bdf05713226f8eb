package io.limpid.rule;

/**
 * Something that is wrong with a ruleset, at a place that its author can find.
 *
 * @param severity an error refuses the ruleset, a warning does not
 * @param file path within the folder of rulesets, such as {@code spam/rules/contact-funnel.yaml}
 * @param line from 1
 * @param column from 1, in code points
 * @param problem what is wrong
 * @param hint what would be right; empty when the problem says it all
 */
public record RulesetIssue(Severity severity, String file, int line, int column, String problem, String hint) {

    /** How bad it is. */
    public enum Severity {
        ERROR,
        WARNING
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    /** {@code file:line:column: problem (hint)}, as compilers print it. */
    @Override
    public String toString() {
        String prefix = isError() ? "" : "warning: ";
        String tail = hint.isEmpty() ? "" : " (" + hint + ")";
        return file + ":" + line + ":" + column + ": " + prefix + problem + tail;
    }
}

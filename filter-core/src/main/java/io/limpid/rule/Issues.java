package io.limpid.rule;

import io.limpid.rule.RulesetIssue.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with what a person wrote, up to a bound. Not thread-safe. */
public final class Issues {
    static final int MAX = 1_000;

    private final List<RulesetIssue> all = new ArrayList<>();

    /**
     * Adds something that must be mended.
     *
     * @param hint what would be right; empty when the problem says it all
     */
    public void error(Place place, String problem, String hint) {
        add(new RulesetIssue(Severity.ERROR, place.file(), place.line(), place.column(), problem, hint));
    }

    void warning(Place place, String problem, String hint) {
        add(new RulesetIssue(Severity.WARNING, place.file(), place.line(), place.column(), problem, hint));
    }

    private void add(RulesetIssue issue) {
        if (all.size() < MAX) {
            all.add(issue);
        }
    }

    /** Whether something must be mended. */
    public boolean hasErrors() {
        return all.stream().anyMatch(RulesetIssue::isError);
    }

    int size() {
        return all.size();
    }

    /** All of it, by file and place. */
    public List<RulesetIssue> sorted() {
        return all.stream()
                .sorted(Comparator.comparing(RulesetIssue::file)
                        .thenComparingInt(RulesetIssue::line)
                        .thenComparingInt(RulesetIssue::column))
                .distinct()
                .toList();
    }

    /** See {@link Suggestion#of}. */
    static String suggest(String name, Collection<String> candidates) {
        return Suggestion.of(name, candidates);
    }
}

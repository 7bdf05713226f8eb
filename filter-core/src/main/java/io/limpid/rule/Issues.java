package io.limpid.rule;

import io.limpid.rule.RulesetIssue.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong with a ruleset, up to a bound. Not thread-safe. */
final class Issues {
    static final int MAX = 1_000;

    private final List<RulesetIssue> all = new ArrayList<>();

    void error(Place place, String problem, String hint) {
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

    boolean hasErrors() {
        return all.stream().anyMatch(RulesetIssue::isError);
    }

    int size() {
        return all.size();
    }

    List<RulesetIssue> sorted() {
        return all.stream()
                .sorted(Comparator.comparing(RulesetIssue::file)
                        .thenComparingInt(RulesetIssue::line)
                        .thenComparingInt(RulesetIssue::column))
                .distinct()
                .toList();
    }

    /** {@code did you mean "x"?} for the candidate nearest to {@code name}, else the list of candidates. */
    static String suggest(String name, Collection<String> candidates) {
        Optional<String> nearest = candidates.stream()
                .filter(candidate -> distance(name, candidate) <= Math.max(1, candidate.length() / 3))
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
        if (nearest.isPresent()) {
            return "did you mean \"" + nearest.get() + "\"?";
        }
        if (candidates.isEmpty()) {
            return "";
        }
        return "one of: " + String.join(", ", candidates.stream().limit(20).toList());
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}

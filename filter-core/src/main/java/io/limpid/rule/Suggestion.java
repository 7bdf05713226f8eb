package io.limpid.rule;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody who wrote a name that is none may have meant. */
public final class Suggestion {
    private Suggestion() {}

    /** {@code did you mean "x"?} for a candidate that goes on after {@code name} or the nearest one, else all candidates. */
    public static String of(String name, Collection<String> candidates) {
        Optional<String> nearest = candidates.stream()
                .filter(candidate -> isBeginning(name, candidate)
                        || distance(name, candidate) <= Math.max(1, candidate.length() / 3))
                .min(Comparator.comparing((String candidate) -> !isBeginning(name, candidate))
                        .thenComparingInt(candidate -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
        if (nearest.isPresent()) {
            return "did you mean \"" + nearest.get() + "\"?";
        }
        if (candidates.isEmpty()) {
            return "";
        }
        return "one of: " + String.join(", ", candidates.stream().limit(20).toList());
    }

    private static boolean isBeginning(String name, String candidate) {
        return name.length() >= 4 && candidate.startsWith(name);
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

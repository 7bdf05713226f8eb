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

    /**
     * Letters to insert, remove or change, or neighbours to exchange, to get from one to the other; its length if the first
     * is more than twice as long as the second.
     */
    private static int distance(String a, String b) {
        if (a.length() > 2 * b.length() + 2) {
            return a.length();
        }
        int[][] to = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            to[i][0] = i;
        }
        for (int j = 1; j <= b.length(); j++) {
            to[0][j] = j;
            for (int i = 1; i <= a.length(); i++) {
                int change = to[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                to[i][j] = Math.min(change, Math.min(to[i - 1][j], to[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    to[i][j] = Math.min(to[i][j], to[i - 2][j - 2] + 1);
                }
            }
        }
        return to[a.length()][b.length()];
    }
}

package io.limpid.signal.classifier;

import com.google.common.io.Resources;
import io.limpid.text.CodePoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Words for groups of people, by kind, from {@code groups.txt}.
 *
 * <p>Immutable; one instance serves all threads.
 */
final class Groups {
    static final Groups ALL = read();

    /** By folded word; words of scripts without spaces too. */
    private final Map<String, Integer> kinds = new HashMap<>();

    /** The longest word of a script without spaces that begins with a character. */
    private final Map<Character, Integer> longest = new HashMap<>();

    private Groups() {}

    private static Groups read() {
        try {
            var groups = new Groups();
            String file = Resources.toString(Resources.getResource(Groups.class, "groups.txt"), StandardCharsets.UTF_8);
            file.lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(groups::line);
            return groups;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read groups.txt", e);
        }
    }

    private void line(String line) {
        int colon = line.indexOf(':');
        int kind = line.substring(0, colon).hashCode();
        for (String word : line.substring(colon + 1).strip().split(" ", -1)) {
            String folded = Units.FOLDS.fold(word).text();
            kinds.putIfAbsent(folded, kind);
            if (CodePoints.isUnspacedLetter(folded.codePointAt(0))) {
                longest.merge(folded.charAt(0), folded.length(), Math::max);
            }
        }
    }

    /** The kind of a folded word; 0 if it is no word for a group. */
    int kind(String word) {
        return kinds.getOrDefault(word, 0);
    }

    /** How long the longest word for a group is that stands here in a text of a script without spaces; 0 if none does. */
    int lengthAt(String text, int from) {
        int most = Math.min(longest.getOrDefault(text.charAt(from), 0), text.length() - from);
        for (int length = most; length > 0; length--) {
            if (kinds.containsKey(text.substring(from, from + length))) {
                return length;
            }
        }
        return 0;
    }
}

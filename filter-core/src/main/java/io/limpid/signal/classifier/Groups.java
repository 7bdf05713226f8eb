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

    /** By hash of the folded word; words of scripts without spaces too. */
    private final Map<Long, Integer> kinds = new HashMap<>();

    /** How long the longest word of a script without spaces is that begins with a char; 0 if none does. */
    private final byte[] longest = new byte[Character.MAX_VALUE + 1];

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
            kinds.putIfAbsent(Units.hash(folded, 0, folded.length()), kind);
            if (CodePoints.isUnspacedLetter(folded.codePointAt(0))) {
                char first = folded.charAt(0);
                longest[first] = (byte) Math.max(longest[first], folded.length());
            }
        }
    }

    /** The kind of the folded word with this {@linkplain Units#hash hash}; 0 if it is no word for a group. */
    int kind(long hash) {
        return kinds.getOrDefault(hash, 0);
    }

    /** How long the longest word for a group is that stands here in a text of a script without spaces; 0 if none does. */
    int lengthAt(String text, int from) {
        int most = Math.min(longest[text.charAt(from)], text.length() - from);
        int found = 0;
        long hash = Units.EMPTY;
        for (int length = 1; length <= most; length++) {
            hash = Units.mix(hash, text.charAt(from + length - 1));
            if (kinds.containsKey(hash)) {
                found = length;
            }
        }
        return found;
    }
}

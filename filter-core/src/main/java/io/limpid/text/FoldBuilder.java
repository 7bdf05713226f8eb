package io.limpid.text;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the text of one step with its map, from left to right over the text before.
 *
 * <p>While every character is replaced by one character the map of the text before is shared; arrays come into being with the
 * first character that is dropped, merged or split.
 */
final class FoldBuilder {
    private static final int[] NONE = new int[0];

    private final FoldedText before;
    private final String text;
    private char[] out;
    private int length;
    private boolean aligned = true;
    private boolean changed;
    private int[] starts = NONE;
    private int[] ends = NONE;
    private int @Nullable [] runs;
    private int @Nullable [] gaps;
    private int pendingGap;

    /** A builder that has already kept everything before offset {@code from}. */
    FoldBuilder(FoldedText before, int from) {
        this.before = before;
        this.text = before.text();
        this.out = new char[text.length()];
        text.getChars(0, from, out, 0);
        this.length = from;
    }

    /** Where the next character will stand. */
    int length() {
        return length;
    }

    /** Keeps characters {@code [from, to)} of the text before as they are. */
    void keep(int from, int to) {
        if (from == to) {
            return;
        }
        if (aligned && length != from) {
            misalign();
        }
        reserve(to - from);
        text.getChars(from, to, out, length);
        if (!aligned) {
            mapKept(from, to, length);
        }
        length += to - from;
    }

    /** Writes one character for {@code [from, to)} of the text before. */
    void put(char c, int from, int to) {
        if (aligned && (length != from || to != from + 1)) {
            misalign();
        }
        reserve(1);
        changed |= !aligned || text.charAt(from) != c;
        out[length] = c;
        if (!aligned) {
            map(length, before.startOf(from), before.endOf(to - 1), from);
        }
        length++;
    }

    /** Writes a text for {@code [from, to)} of the text before; each of its characters stands for all of that. */
    void put(String replacement, int from, int to) {
        if (replacement.length() == 1) {
            put(replacement.charAt(0), from, to);
            return;
        }
        if (aligned && (length != from || !sameCodePoint(replacement, from, to))) {
            misalign();
        }
        reserve(replacement.length());
        changed |= !aligned || !text.startsWith(replacement, from);
        for (int i = 0; i < replacement.length(); i++) {
            out[length] = replacement.charAt(i);
            if (!aligned) {
                map(length, before.startOf(from), before.endOf(to - 1), from);
            }
            length++;
        }
    }

    /** Writes a code point for {@code [from, to)} of the text before. */
    void put(int codePoint, int from, int to) {
        if (Character.isBmpCodePoint(codePoint)) {
            put((char) codePoint, from, to);
        } else {
            put(Character.toString(codePoint), from, to);
        }
    }

    /** Notes what {@code skip} dropped before the character that comes next. */
    void gap(int count, boolean space) {
        misalignIfNeeded();
        if (gaps == null) {
            gaps = new int[starts.length];
        }
        pendingGap = count << 1 | (space ? 1 : 0);
    }

    /** Stretches the last character written over {@code [from, to)} of the text before, which is one more of the same letter. */
    void lengthenRun(int width, int from, int to) {
        misalignIfNeeded();
        if (runs == null) {
            runs = new int[starts.length];
            Arrays.fill(runs, 0, length, 1);
        }
        for (int i = length - width; i < length; i++) {
            ends[i] = before.endOf(to - 1);
            runs[i] += before.run(from);
            if (gaps != null && before.gaps != null) {
                gaps[i] = sum(gaps[i], before.gaps[from]);
            }
        }
    }

    /** The text after the step; the text before it if nothing changed. */
    FoldedText build() {
        if (aligned && length != text.length()) {
            misalign();
        }
        if (!aligned) {
            return before.with(new String(out, 0, length), starts, ends, runs, gaps);
        }
        return changed ? before.withText(new String(out, 0, length)) : before;
    }

    private boolean sameCodePoint(String replacement, int from, int to) {
        return to - from == 2
                && replacement.length() == 2
                && Character.isSurrogatePair(text.charAt(from), text.charAt(from + 1))
                && Character.isSurrogatePair(replacement.charAt(0), replacement.charAt(1));
    }

    private void misalignIfNeeded() {
        if (aligned) {
            misalign();
        }
    }

    private void misalign() {
        aligned = false;
        starts = new int[out.length];
        ends = new int[out.length];
        if (before.gaps != null) {
            gaps = new int[out.length];
        }
        if (before.runs != null) {
            runs = new int[out.length];
        }
        if (length > 0) {
            mapKept(0, length, 0);
        }
    }

    /** What {@link #map} would do for each kept character; most characters are kept, so it is worth a loop of its own. */
    private void mapKept(int from, int to, int at) {
        int count = to - from;
        int[] knownStarts = before.starts;
        int[] knownEnds = before.ends;
        if (knownStarts == null || knownEnds == null) {
            for (int i = 0; i < count; i++) {
                starts[at + i] = from + i;
                ends[at + i] = from + i + 1;
            }
        } else {
            System.arraycopy(knownStarts, from, starts, at, count);
            System.arraycopy(knownEnds, from, ends, at, count);
        }
        if (gaps != null) {
            if (before.gaps != null) {
                System.arraycopy(before.gaps, from, gaps, at, count);
            }
            gaps[at] = sum(pendingGap, gaps[at]);
            pendingGap = 0;
        }
        if (runs != null) {
            if (before.runs != null) {
                System.arraycopy(before.runs, from, runs, at, count);
            } else {
                Arrays.fill(runs, at, at + count, 1);
            }
        }
    }

    private void map(int index, int start, int end, int from) {
        starts[index] = start;
        ends[index] = end;
        if (gaps != null) {
            gaps[index] = before.gaps == null ? pendingGap : sum(pendingGap, before.gaps[from]);
            pendingGap = 0;
        }
        if (runs != null) {
            runs[index] = before.run(from);
        }
    }

    /** Adds two gaps as {@link FoldedText} keeps them: twice the count, plus one for white space. */
    private static int sum(int one, int other) {
        return ((one >> 1) + (other >> 1)) << 1 | ((one | other) & 1);
    }

    private void reserve(int more) {
        if (length + more <= out.length) {
            return;
        }
        int size = Math.max(length + more, out.length + (out.length >> 1) + 8);
        out = Arrays.copyOf(out, size);
        if (!aligned) {
            starts = Arrays.copyOf(starts, size);
            ends = Arrays.copyOf(ends, size);
            if (gaps != null) {
                gaps = Arrays.copyOf(gaps, size);
            }
            if (runs != null) {
                runs = Arrays.copyOf(runs, size);
            }
        }
    }
}

package io.limpid.text;

/**
 * A half-open range of UTF-16 offsets, {@code [start, end)}, into the text of a field as its author wrote it.
 *
 * @param start offset of the first character, from 0
 * @param end offset after the last character, not below {@code start}
 */
public record Span(int start, int end) {
    public Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a span: [" + start + ", " + end + ")");
        }
    }

    /** How many UTF-16 units it holds. */
    public int length() {
        return end - start;
    }

    /** Whether the other span lies wholly within this one; equal spans cover each other. */
    public boolean covers(Span other) {
        return start <= other.start && other.end <= end;
    }

    /** Whether both share at least one character; an empty span overlaps nothing. */
    public boolean overlaps(Span other) {
        return Math.max(start, other.start) < Math.min(end, other.end);
    }
}

package io.limpid.server.api;

/** Turns UTF-16 offsets of one text into offsets in code points, in constant time each. Immutable. */
final class CodePointOffsets {
    /** Code points before each offset; empty where they are the same as UTF-16 units. */
    private final int[] before;

    private CodePointOffsets(int[] before) {
        this.before = before;
    }

    static CodePointOffsets of(String text) {
        int length = text.length();
        if (text.codePointCount(0, length) == length) {
            return new CodePointOffsets(new int[0]);
        }
        var before = new int[length + 1];
        int codePoints = 0;
        for (int i = 0; i < length; i++) {
            before[i] = codePoints;
            if (i + 1 == length
                    || !Character.isHighSurrogate(text.charAt(i))
                    || !Character.isLowSurrogate(text.charAt(i + 1))) {
                codePoints++;
            }
        }
        before[length] = codePoints;
        return new CodePointOffsets(before);
    }

    int at(int offset) {
        return before.length == 0 ? offset : before[offset];
    }
}

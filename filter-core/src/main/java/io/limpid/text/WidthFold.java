package io.limpid.text;

import com.ibm.icu.text.UnicodeSet;

/**
 * NFKC (Unicode Standard Annex #15): full-width and half-width, circled and styled letters become ordinary ones, ligatures their
 * letters, a letter and its marks one letter where Unicode has it, conjoining jamo a syllable.
 *
 * <p>One exception: signs such as {@code ´} or {@code ¨}, which NFKC takes apart into a space and a mark, stay as they are; the
 * mark would only cling to the space.
 */
final class WidthFold extends RewritingFold {
    WidthFold() {
        super("width");
    }

    @Override
    void rewrite(FoldedText before, int from, FoldBuilder out) {
        String text = before.text();
        for (int i = from; i < text.length(); ) {
            int to = segmentEnd(text, i);
            fold(text, i, to, out);
            i = to;
        }
    }

    /** Start of the first segment that holds a character NFKC may change. */
    @Override
    int firstChange(String text) {
        int first = 0;
        while (first < text.length() && text.charAt(first) < 0xA0) {
            first++;
        }
        int segment = Math.max(0, first - 1);
        for (int i = first; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            byte kind = kind(codePoint);
            if (kind != Table.JOINS) {
                segment = i;
            }
            if (kind != Table.PLAIN) {
                return segment;
            }
            i += Character.charCount(codePoint);
        }
        return text.length();
    }

    private static int segmentEnd(String text, int start) {
        int i = start + Character.charCount(text.codePointAt(start));
        while (i < text.length()) {
            char c = text.charAt(i);
            if (c < CodePoints.FIRST_MARK) {
                return i;
            }
            int codePoint = text.codePointAt(i);
            if (kind(codePoint) != Table.JOINS) {
                return i;
            }
            i += Character.charCount(codePoint);
        }
        return i;
    }

    private static void fold(String text, int from, int to, FoldBuilder out) {
        char c = text.charAt(from);
        if (to == from + 1) {
            if (c < 0xA0) {
                out.keep(from, to);
                return;
            }
            char single = Table.SINGLE[c];
            if (single != 0) {
                out.put(single, from, to);
                return;
            }
        } else if (to == from + 2 && Character.isHighSurrogate(c) && kind(text.codePointAt(from)) == Table.PLAIN) {
            out.keep(from, to);
            return;
        }
        String segment = text.substring(from, to);
        String folded = folded(segment);
        if (folded.equals(segment)) {
            out.keep(from, to);
        } else {
            out.put(folded, from, to);
        }
    }

    private static String folded(String segment) {
        int first = segment.codePointAt(0);
        if (!Table.SPACING_SIGNS.contains(first)) {
            return Normal.nfkc(segment);
        }
        int next = Character.charCount(first);
        return next == segment.length() ? segment : segment.substring(0, next) + Normal.nfkc(segment.substring(next));
    }

    private static byte kind(int codePoint) {
        return codePoint < Table.LIMIT ? Table.KIND[codePoint] : Table.kindOf(codePoint);
    }

    private static final class Table {
        /** NFKC neither changes it nor joins it to what stands before. */
        static final byte PLAIN = 0;

        /** NFKC may change it, but what stands before does not matter. */
        static final byte CHANGES = 1;

        /** NFKC may join it to what stands before. */
        static final byte JOINS = 2;

        static final int LIMIT = 0x20000;

        /** Characters whose NFKC form is a space with a mark, or more of the kind. */
        static final UnicodeSet SPACING_SIGNS = spacingSigns();

        static final byte[] KIND = kinds();

        /** What a BMP character alone becomes, if that is one BMP character; 0 otherwise. */
        static final char[] SINGLE = singles();

        private Table() {}

        static byte kindOf(int codePoint) {
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                return PLAIN;
            }
            if (!Normal.NFKC.hasBoundaryBefore(codePoint)) {
                return JOINS;
            }
            return SPACING_SIGNS.contains(codePoint) || Normal.NFKC.isNormalized(Character.toString(codePoint))
                    ? PLAIN
                    : CHANGES;
        }

        private static UnicodeSet spacingSigns() {
            var signs = new UnicodeSet();
            for (int codePoint = 0; codePoint < 0x10000; codePoint++) {
                String decomposition = Normal.NFKD.getDecomposition(codePoint);
                if (decomposition != null
                        && decomposition.length() > 1
                        && decomposition.charAt(0) == ' '
                        && CodePoints.isMark(decomposition.codePointAt(1))) {
                    signs.add(codePoint);
                }
            }
            return signs.freeze();
        }

        private static byte[] kinds() {
            var kinds = new byte[LIMIT];
            for (int codePoint = 0; codePoint < LIMIT; codePoint++) {
                kinds[codePoint] = kindOf(codePoint);
            }
            return kinds;
        }

        private static char[] singles() {
            var singles = new char[0x10000];
            for (int codePoint = 0; codePoint < singles.length; codePoint++) {
                if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                    continue;
                }
                String folded = SPACING_SIGNS.contains(codePoint)
                        ? Character.toString(codePoint)
                        : Normal.NFKC.normalize(Character.toString(codePoint));
                if (folded.length() == 1) {
                    singles[codePoint] = folded.charAt(0);
                }
            }
            return singles;
        }
    }
}

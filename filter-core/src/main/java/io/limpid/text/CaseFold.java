package io.limpid.text;

import com.ibm.icu.lang.UCharacter;

/**
 * Full case folding (Unicode, {@code CaseFolding.txt}), each letter composed again afterwards: {@code ß} becomes {@code ss}.
 *
 * <p>{@code İ} becomes {@code i}, and a dot above an {@code i} goes: it is what case folding leaves of {@code İ}.
 */
final class CaseFold extends RewritingFold {
    private static final char DOT_ABOVE = 0x307;

    /** Case folding makes a letter of this mark; on its own it stays a mark here, to be dropped with the others. */
    private static final char IOTA_BELOW = 0x345;

    CaseFold() {
        super("case");
    }

    @Override
    void rewrite(FoldedText before, int from, FoldBuilder out) {
        String text = before.text();
        for (int i = from; i < text.length(); ) {
            char c = text.charAt(i);
            int to = i + 1;
            if (c < 0x80) {
                char folded = c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
                if (folded == 'i' && to < text.length() && text.charAt(to) == DOT_ABOVE) {
                    to = afterDots(text, to);
                }
                out.put(folded, i, to);
            } else if (Table.SINGLE[c] == c && !Character.isHighSurrogate(c)) {
                out.put(c, i, to);
            } else if (Table.SINGLE[c] == 'i') {
                to = afterDots(text, to);
                out.put('i', i, to);
            } else if (Table.SINGLE[c] != 0) {
                out.put(Table.SINGLE[c], i, to);
            } else {
                int codePoint = text.codePointAt(i);
                to = i + Character.charCount(codePoint);
                String folded = folded(codePoint);
                if (folded.endsWith("i")) {
                    to = afterDots(text, to);
                }
                out.put(folded, i, to);
            }
            i = to;
        }
    }

    private static int afterDots(String text, int from) {
        int to = from;
        while (to < text.length() && text.charAt(to) == DOT_ABOVE) {
            to++;
        }
        return to;
    }

    @Override
    int firstChange(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80 ? c >= 'A' && c <= 'Z' : Table.SINGLE[c] != c) {
                return i;
            }
            if (c == DOT_ABOVE && i > 0 && text.charAt(i - 1) == 'i') {
                return i - 1;
            }
        }
        return text.length();
    }

    private static String folded(int codePoint) {
        if (codePoint == IOTA_BELOW) {
            return Character.toString(IOTA_BELOW);
        }
        String one = Character.toString(codePoint);
        String folded = UCharacter.foldCase(one, true);
        return folded.equals("i\u0307") ? "i" : Normal.NFC.isNormalized(one) ? Normal.NFC.normalize(folded) : folded;
    }

    private static final class Table {
        /** What a BMP character becomes, itself if nothing; 0 if that is more than one character, and for surrogates. */
        static final char[] SINGLE = new char[0x10000];

        static {
            for (int c = 0; c < SINGLE.length; c++) {
                if (Character.isHighSurrogate((char) c)) {
                    continue;
                }
                String folded = Character.isSurrogate((char) c) ? "" : folded(c);
                SINGLE[c] = folded.isEmpty() ? (char) c : folded.length() == 1 ? folded.charAt(0) : 0;
            }
        }

        private Table() {}
    }
}

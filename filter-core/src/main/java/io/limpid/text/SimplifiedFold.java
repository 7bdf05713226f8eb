package io.limpid.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Transliterator;

/** Traditional Chinese characters become simplified ones, character by character, after ICU's Traditional-Simplified rules. */
final class SimplifiedFold implements Fold {
    @Override
    public String name() {
        return "simplified";
    }

    @Override
    public FoldedText apply(FoldedText before) {
        String text = before.text();
        int first = 0;
        while (first < text.length() && !changes(text.charAt(first))) {
            first++;
        }
        if (first == text.length()) {
            return before;
        }
        char[] out = text.toCharArray();
        for (int i = first; i < out.length; i++) {
            if (changes(out[i])) {
                out[i] = Table.SIMPLIFIED[out[i] - Table.FIRST];
            }
        }
        return before.withText(new String(out));
    }

    private static boolean changes(char c) {
        return c >= Table.FIRST && c <= Table.LAST && Table.SIMPLIFIED[c - Table.FIRST] != c;
    }

    private static final class Table {
        static final char FIRST = 0x2E80;
        static final char LAST = 0x9FFF;
        static final char[] SIMPLIFIED = new char[LAST - FIRST + 1];

        static {
            Transliterator rules = Transliterator.getInstance("Traditional-Simplified");
            for (char c = FIRST; c <= LAST; c++) {
                String simplified = UScript.getScript(c) == UScript.HAN && UCharacter.isUAlphabetic(c)
                        ? rules.transliterate(Character.toString(c))
                        : "";
                SIMPLIFIED[c - FIRST] = simplified.length() == 1 ? simplified.charAt(0) : c;
            }
            // A rule's outcome may have a rule of its own; follow it, so that folding twice is folding once.
            for (int i = 0; i < SIMPLIFIED.length; i++) {
                for (int hops = 0; hops < 8 && SIMPLIFIED[i] >= FIRST && SIMPLIFIED[i] <= LAST; hops++) {
                    SIMPLIFIED[i] = SIMPLIFIED[SIMPLIFIED[i] - FIRST];
                }
            }
        }

        private Table() {}
    }
}

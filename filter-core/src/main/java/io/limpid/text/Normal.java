package io.limpid.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import java.util.Arrays;
import java.util.Comparator;

/** ICU's normalizers, in linear time even where ten thousand marks stand on one letter. */
final class Normal {
    static final Normalizer2 NFC = Normalizer2.getNFCInstance();
    static final Normalizer2 NFD = Normalizer2.getNFDInstance();
    static final Normalizer2 NFKC = Normalizer2.getNFKCInstance();
    static final Normalizer2 NFKD = Normalizer2.getNFKDInstance();

    /** ICU puts each mark in its place by walking back over those before it; up to this many that is quick. */
    private static final int FEW = 32;

    private Normal() {}

    static String nfc(String text) {
        return NFC.normalize(text.length() <= FEW ? text : sorted(text, NFD));
    }

    static String nfkc(String text) {
        return NFKC.normalize(text.length() <= FEW ? text : sorted(text, NFKD));
    }

    /** Decomposed and with the marks of each letter in canonical order: an equivalent text in which ICU has nothing to move. */
    private static String sorted(String text, Normalizer2 decomposer) {
        var decomposed = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(codePoint -> {
            String decomposition = decomposer.getDecomposition(codePoint);
            if (decomposition == null) {
                decomposed.appendCodePoint(codePoint);
            } else {
                decomposed.append(decomposition);
            }
        });
        int[] codePoints = decomposed.codePoints().toArray();
        var out = new StringBuilder(decomposed.length());
        for (int from = 0; from < codePoints.length; ) {
            int to = from;
            while (to < codePoints.length && UCharacter.getCombiningClass(codePoints[to]) != 0) {
                to++;
            }
            if (to == from) {
                out.appendCodePoint(codePoints[from++]);
                continue;
            }
            Arrays.stream(codePoints, from, to)
                    .boxed()
                    .sorted(Comparator.comparingInt(UCharacter::getCombiningClass))
                    .forEach(out::appendCodePoint);
            from = to;
        }
        return out.toString();
    }
}

package io.limpid.text;

import java.util.List;
import java.util.Optional;

/**
 * One step that takes one kind of disguise off a text.
 *
 * <p>Steps are stateless and serve all threads. They make sense in one order only, so take them through a {@link FoldSet}.
 */
public sealed interface Fold permits RewritingFold, DigitsFold, SimplifiedFold, LeetFold, Skip {
    /** NFKC: full-width, circled and styled letters, ligatures, composed marks. */
    Fold WIDTH = new WidthFold();

    /** Drops zero-width and control characters, and marks stacked on a letter beyond what NFC composes. */
    Fold INVISIBLE = new InvisibleFold();

    /** Letters of other scripts that look like ASCII letters; accents on Latin, Greek and Cyrillic letters. */
    Fold CONFUSABLE = new ConfusableFold();

    /** Every way to write a digit, and {@code O}, {@code l}, {@code I} among digits. */
    Fold DIGITS = new DigitsFold();

    /** Full case folding. */
    Fold CASE = new CaseFold();

    /** Traditional Chinese characters to simplified ones. */
    Fold SIMPLIFIED = new SimplifiedFold();

    /** Digits and signs that stand for letters inside a word. */
    Fold LEET = new LeetFold();

    /** Collapses a run of one letter; {@link FoldedText#run(int)} remembers how long it was. */
    Fold REPEAT = new RepeatFold();

    /** The steps without a parameter, in alphabetical order. */
    List<Fold> PLAIN = List.of(CASE, CONFUSABLE, DIGITS, INVISIBLE, LEET, REPEAT, SIMPLIFIED, WIDTH);

    /** The step's name in a rule: {@code width}, {@code skip(2)}. */
    String name();

    /** The text with this disguise taken off; the same object where there was none. */
    FoldedText apply(FoldedText text);

    /** Drops up to this many separators between letters, see {@link Skip}. */
    static Fold skip(int limit) {
        return new Skip(limit);
    }

    /** The step of this name; {@code skip} alone is {@code skip(2)}. Empty where there is none. */
    static Optional<Fold> parse(String name) {
        if (name.startsWith("skip")) {
            return Skip.parse(name);
        }
        return PLAIN.stream().filter(fold -> fold.name().equals(name)).findFirst();
    }
}

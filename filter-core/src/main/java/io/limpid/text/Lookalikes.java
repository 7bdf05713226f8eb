package io.limpid.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.SpoofChecker;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which letter a letter looks like, made once from ICU's data.
 *
 * <p>A letter looks like an ASCII letter if, in this order, it is that letter with marks, a style or a position (its compatibility
 * decomposition); if its shape is used so in "fancy text" (a handful); if its name says so ({@code LATIN SMALL LETTER B WITH HOOK}, {@code LATIN LETTER SMALL CAPITAL B}, {@code
 * REGIONAL INDICATOR SYMBOL LETTER B}); if both have the same skeleton (Unicode Technical Standard #39); or if that holds for its
 * other case: {@code в} follows {@code В}, so that a word and its capitals still fold to the same. A few Greek letters look like
 * one letter when small and another when capital ({@code ν} and {@code Ν}); each keeps its own look.
 */
final class Lookalikes {
    /*
     * Only alphabets from which Latin letters are borrowed to deceive. The skeleton of an Arabic alef is l, too, but nobody
     * writes an English word with it, and Arabic words would turn into a mixture.
     */
    private static final Set<Integer> ALPHABETS = Set.of(
            UScript.LATIN,
            UScript.GREEK,
            UScript.CYRILLIC,
            UScript.ARMENIAN,
            UScript.CHEROKEE,
            UScript.COPTIC,
            UScript.LISU,
            UScript.DESERET,
            UScript.OSAGE,
            UScript.WARANG_CITI,
            UScript.OLD_ITALIC,
            UScript.GOTHIC,
            UScript.CARIAN,
            UScript.LYCIAN,
            UScript.LYDIAN,
            UScript.ELBASAN,
            UScript.CANADIAN_ABORIGINAL,
            UScript.TIFINAGH,
            UScript.VAI,
            UScript.RUNIC,
            UScript.GEORGIAN,
            UScript.COMMON);

    private static final Pattern NAMED =
            Pattern.compile("LATIN (?:SMALL|CAPITAL) LETTER (?:DOTLESS )?([A-Z])(?: WITH .*)?"
                    + "|LATIN LETTER SMALL CAPITAL ([A-Z])"
                    + "|REGIONAL INDICATOR SYMBOL LETTER ([A-Z])"
                    + "|NEGATIVE (?:CIRCLED|SQUARED) LATIN CAPITAL LETTER ([A-Z])");

    /** Letters that "fancy text" uses by their shape where the data says something else or nothing, each before what it shows. */
    private static final String SHAPES = "ғfμuωwᗩaᑎnᗯwᔕsᑕcᑫqᘔzᐯvֆsլl";

    /** Apostrophes that keyboards and word processors put for the ASCII one: "don’t" is no other word than "don't". */
    private static final String APOSTROPHES = "’‘ʼ‛＇";

    private static final int LIMIT = 0x20000;
    private static final char[] TABLE = table();

    private Lookalikes() {}

    /** The letter (or apostrophe) that one beyond ASCII becomes, mostly an ASCII one; 0 if it stays. */
    static char of(int codePoint) {
        return codePoint < LIMIT ? TABLE[codePoint] : 0;
    }

    /** Whether marks above or below this letter are accents, which do not change what it is. */
    static boolean takesAccents(int codePoint) {
        if (codePoint < 0x80) {
            return (codePoint | 0x20) >= 'a' && (codePoint | 0x20) <= 'z';
        }
        int script = UScript.getScript(codePoint);
        return CodePoints.isLetter(codePoint)
                && (script == UScript.LATIN || script == UScript.GREEK || script == UScript.CYRILLIC);
    }

    /** Whether it is a mark that serves as an accent: non-spacing or enclosing, and of no script that has vowel signs. */
    static boolean isAccent(int codePoint) {
        if (codePoint < CodePoints.FIRST_MARK || !CodePoints.isMark(codePoint)) {
            return false;
        }
        int script = UScript.getScript(codePoint);
        return script == UScript.INHERITED
                || script == UScript.CYRILLIC
                || script == UScript.GREEK
                || script == UScript.COPTIC;
    }

    private static char[] table() {
        var builder = new Builder();
        var table = new char[LIMIT];
        for (int codePoint = 0x80; codePoint < LIMIT; codePoint++) {
            table[codePoint] = builder.lookalike(codePoint);
        }
        return table;
    }

    private static final class Builder {
        private final SpoofChecker checker = new SpoofChecker.Builder().build();
        private final Map<String, Character> small = new HashMap<>();
        private final Map<String, Character> capital = new HashMap<>();

        Builder() {
            for (char c = 'a'; c <= 'z'; c++) {
                small.put(checker.getSkeleton(Character.toString(c)), c);
            }
            for (char c = 'A'; c <= 'Z'; c++) {
                capital.put(checker.getSkeleton(Character.toString(c)), c);
            }
        }

        char lookalike(int codePoint) {
            if (APOSTROPHES.indexOf(codePoint) >= 0) {
                return '\'';
            }
            boolean enclosed = CodePoints.isEnclosedLetter(codePoint);
            if (!enclosed && !(CodePoints.isLetter(codePoint) && ALPHABETS.contains(UScript.getScript(codePoint)))) {
                return 0;
            }
            int bare = withoutMarks(codePoint);
            Character ascii = look(bare);
            if (ascii == null) {
                ascii = look(UCharacter.foldCase(bare, true));
            }
            if (ascii == null) {
                ascii = look(UCharacter.toUpperCase(bare));
            }
            if (ascii != null) {
                boolean upper = enclosed || UCharacter.isUUppercase(codePoint);
                return upper ? Character.toUpperCase(ascii) : Character.toLowerCase(ascii);
            }
            return bare != codePoint && Character.isBmpCodePoint(bare) && takesAccents(bare) ? (char) bare : 0;
        }

        private @Nullable Character look(int codePoint) {
            if (codePoint < 0x80) {
                return UCharacter.isUAlphabetic(codePoint) ? (char) codePoint : null;
            }
            int shape = SHAPES.indexOf(codePoint);
            if (shape >= 0) {
                return SHAPES.charAt(shape + 1);
            }
            Matcher named = NAMED.matcher(String.valueOf(UCharacter.getName(codePoint)));
            if (named.matches()) {
                for (int group = 1; group <= named.groupCount(); group++) {
                    if (named.group(group) != null) {
                        return named.group(group).charAt(0);
                    }
                }
            }
            String skeleton = bareSkeleton(codePoint);
            Character first = UCharacter.isUUppercase(codePoint) ? capital.get(skeleton) : small.get(skeleton);
            return first != null
                    ? first
                    : UCharacter.isUUppercase(codePoint) ? small.get(skeleton) : capital.get(skeleton);
        }

        private String bareSkeleton(int codePoint) {
            var bare = new StringBuilder();
            checker.getSkeleton(Character.toString(codePoint))
                    .codePoints()
                    .filter(c -> !CodePoints.isMark(c))
                    .forEach(bare::appendCodePoint);
            return bare.toString();
        }

        /** The one letter that is left of a letter without its marks and style; the letter itself if there are more. */
        private static int withoutMarks(int codePoint) {
            int[] rest = Normal.NFKD
                    .normalize(Character.toString(codePoint))
                    .codePoints()
                    .filter(c -> !CodePoints.isMark(c))
                    .toArray();
            return rest.length == 1 && CodePoints.isLetter(rest[0]) ? rest[0] : codePoint;
        }
    }
}

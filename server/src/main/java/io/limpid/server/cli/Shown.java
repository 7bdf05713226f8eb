package io.limpid.server.cli;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.lang.UProperty;
import io.limpid.text.Span;
import java.util.Locale;

/** Text of posts on a terminal: harmless to it, aligned in it, and with nothing invisible. */
final class Shown {
    private Shown() {}

    /** The text with everything that does not show itself, or would move the cursor, as {@code <U+200B>}. */
    static String text(String text) {
        var shown = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> {
            if (showsItself(codePoint)) {
                shown.appendCodePoint(codePoint);
            } else {
                shown.append("<U+").append(hex(codePoint)).append('>');
            }
        });
        return shown.toString();
    }

    private static String hex(int codePoint) {
        String hex = Integer.toHexString(codePoint).toUpperCase(Locale.ROOT);
        return "0".repeat(Math.max(0, 4 - hex.length())) + hex;
    }

    private static boolean showsItself(int codePoint) {
        if (codePoint == ' ') {
            return true;
        }
        return switch (UCharacter.getType(codePoint)) {
            case ECharacterCategory.CONTROL,
                    ECharacterCategory.FORMAT,
                    ECharacterCategory.LINE_SEPARATOR,
                    ECharacterCategory.PARAGRAPH_SEPARATOR,
                    ECharacterCategory.SPACE_SEPARATOR,
                    ECharacterCategory.PRIVATE_USE,
                    ECharacterCategory.SURROGATE,
                    ECharacterCategory.UNASSIGNED -> false;
            default -> !UCharacter.hasBinaryProperty(codePoint, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
        };
    }

    /** How many columns the text takes: two for a wide character, none for a mark. */
    static int columns(String text) {
        return text.codePoints().map(Shown::columns).sum();
    }

    private static int columns(int codePoint) {
        return switch (UCharacter.getType(codePoint)) {
            case ECharacterCategory.NON_SPACING_MARK, ECharacterCategory.ENCLOSING_MARK -> 0;
            default -> isWide(codePoint) ? 2 : 1;
        };
    }

    private static boolean isWide(int codePoint) {
        int width = UCharacter.getIntPropertyValue(codePoint, UProperty.EAST_ASIAN_WIDTH);
        return width == UCharacter.EastAsianWidth.WIDE || width == UCharacter.EastAsianWidth.FULLWIDTH;
    }

    /** The text in exactly this many columns: padded, or cut with an ellipsis. */
    static String cell(String text, int columns) {
        int used = columns(text);
        if (used <= columns) {
            return text + " ".repeat(columns - used);
        }
        var cut = new StringBuilder();
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (width + columns(codePoint) > columns - 1) {
                break;
            }
            cut.appendCodePoint(codePoint);
            width += columns(codePoint);
            i += Character.charCount(codePoint);
        }
        return cut.append('…').append(" ".repeat(columns - 1 - width)).toString();
    }

    /** A span of {@code text} in code points: {@code [3, 5)}. */
    static String span(String text, Span span) {
        return "[" + text.codePointCount(0, span.start()) + ", " + text.codePointCount(0, span.end()) + ")";
    }
}

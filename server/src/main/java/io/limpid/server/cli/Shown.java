package io.limpid.server.cli;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterEnums.ECharacterCategory;
import com.ibm.icu.lang.UProperty;
import io.limpid.text.Span;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
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

    /** The text with spaces up to this many columns; as it is when it is longer. */
    static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - columns(text)));
    }

    /** The text in at most this many columns: as it is, or cut with an ellipsis. */
    static String fitted(String text, int columns) {
        return columns(text) <= columns ? text : text.substring(0, fitting(text, 0, columns - 1)) + "…";
    }

    /** The text in lines of at most this many columns, parted at spaces where there are some. */
    static List<String> wrapped(String text, int columns) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int end = fitting(text, from, columns);
            if (end < text.length()) {
                int space = text.lastIndexOf(' ', end);
                end = space > from ? space : end;
            }
            lines.add(text.substring(from, end));
            from = end < text.length() && text.charAt(end) == ' ' ? end + 1 : end;
        }
        return lines;
    }

    /** Where the part of the text from {@code from} ends that takes at most this many columns; at least one character. */
    private static int fitting(String text, int from, int columns) {
        int end = from;
        int used = 0;
        while (end < text.length()) {
            int codePoint = text.codePointAt(end);
            used += columns(codePoint);
            if (used > columns && end > from) {
                break;
            }
            end += Character.charCount(codePoint);
        }
        return end;
    }

    /** A share or score in 1/10000, with its four decimals: {@code 0.9712}. */
    static String share(int value) {
        return BigDecimal.valueOf(value, 4).toPlainString();
    }

    /** A span of {@code text} in code points: {@code [3, 5)}. */
    static String span(String text, Span span) {
        return "[" + text.codePointCount(0, span.start()) + ", " + text.codePointCount(0, span.end()) + ")";
    }
}

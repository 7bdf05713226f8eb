package io.limpid.signal.personal;

import com.google.common.base.Ascii;
import io.limpid.text.Span;
import java.util.Arrays;

/**
 * A text with its width undone, character for character so that offsets stay, and its groups of digits.
 *
 * <p>Full-width ASCII, other decimal digits, dashes and spaces become ASCII. Made in one pass.
 */
final class PlainText {
    /** Addresses are looked back for no further than this. */
    private static final int ADDRESS_MAX = 300;

    private final char[] chars;
    private int[] groupStarts = new int[8];
    private int[] groupEnds = new int[8];
    private int groups;

    PlainText(String text) {
        chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (chars[i] > 127) {
                chars[i] = plain(chars[i]);
            }
        }
        for (int i = 0; i < chars.length; i++) {
            if (isDigit(chars[i])) {
                int start = i;
                while (i < chars.length && isDigit(chars[i])) {
                    i++;
                }
                addGroup(start, i);
            }
        }
    }

    private void addGroup(int start, int end) {
        if (groups == groupStarts.length) {
            groupStarts = Arrays.copyOf(groupStarts, 2 * groups);
            groupEnds = Arrays.copyOf(groupEnds, 2 * groups);
        }
        groupStarts[groups] = start;
        groupEnds[groups++] = end;
    }

    int length() {
        return chars.length;
    }

    /** The character at an offset, 0 beyond either end. */
    char at(int offset) {
        return offset < 0 || offset >= chars.length ? 0 : chars[offset];
    }

    String slice(int start, int end) {
        return new String(chars, start, end - start);
    }

    String slice(Span span) {
        return slice(span.start(), span.end());
    }

    /** How many groups of neighbouring digits there are; each is as long as can be. */
    int groups() {
        return groups;
    }

    int groupStart(int group) {
        return groupStarts[group];
    }

    int groupEnd(int group) {
        return groupEnds[group];
    }

    int groupLength(int group) {
        return groupEnds[group] - groupStarts[group];
    }

    /** The one character between a group and the next, or 0 if there are more or no next group. */
    char gapAfter(int group) {
        return group + 1 < groups && groupStarts[group + 1] == groupEnds[group] + 1 ? chars[groupEnds[group]] : 0;
    }

    /** The digits of neighbouring groups, from one up to but not including another. */
    String digits(int fromGroup, int toGroup) {
        var digits = new StringBuilder();
        for (int group = fromGroup; group < toGroup; group++) {
            digits.append(chars, groupStarts[group], groupLength(group));
        }
        return digits.toString();
    }

    /** Stands for itself: no letter, digit or sign that makes it part of something longer touches it. */
    boolean standsAlone(int start, int end) {
        char before = at(start - 1);
        char after = at(end);
        boolean partOfDecimal = ((before == '.' || before == ',') && isDigit(at(start - 2)))
                || ((after == '.' || after == ',') && isDigit(at(end + 1)));
        return !isWord(before) && !isWord(after) && !partOfDecimal && !isInAddress(start);
    }

    /** In the path or query of a web address, where numbers are identifiers. */
    boolean isInAddress(int offset) {
        int stop = Math.max(0, offset - ADDRESS_MAX);
        for (int i = offset - 1; i >= stop; i--) {
            char c = chars[i];
            if (c <= ' ' || c > 127) {
                return false;
            }
            if (c == '/' && (at(i - 1) == '/' && at(i - 2) == ':')) {
                return true;
            }
            if (c == 'w' && at(i - 1) == 'w' && at(i - 2) == 'w' && at(i + 1) == '.') {
                return true;
            }
        }
        return false;
    }

    /** The text before an offset in lower case, at most so many characters. */
    String before(int offset, int most) {
        return lower(slice(Math.max(0, offset - most), offset));
    }

    /** The text after an offset in lower case, at most so many characters. */
    String after(int offset, int most) {
        return lower(slice(offset, Math.min(chars.length, offset + most)));
    }

    private static String lower(String text) {
        return Ascii.toLowerCase(text);
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** An ASCII letter or digit, or an underscore. Chinese letters are none: no space parts them from numbers. */
    static boolean isWord(char c) {
        return isLetter(c) || isDigit(c) || c == '_';
    }

    private static char plain(char c) {
        if (c >= 0xFF01 && c <= 0xFF5E) {
            return (char) (c - 0xFEE0);
        }
        return switch (c) {
            case '\u00A0', '\u2002', '\u2003', '\u2007', '\u2009', '\u202F', '\u3000' -> ' ';
            case '‐', '‑', '‒', '–', '—', '−' -> '-';
            case '。', '·', '•', '․' -> c;
            default -> {
                int digit = Character.digit(c, 10);
                yield digit >= 0 ? (char) ('0' + digit) : c;
            }
        };
    }
}

package io.limpid.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;

/**
 * Every way to write a digit becomes the ASCII digit: digits of all scripts, circled and keycap digits, Chinese numerals with
 * their banking forms. Marks on a digit go.
 *
 * <p>The letters {@code O o l I} become digits in a token of digits, such letters and {@code - . , ( ) + /} alone, if at least
 * half of its digits are real. Chinese characters around the token do not count as part of it.
 */
final class DigitsFold implements Fold {
    private static final String HAN = "零〇0一壹1二贰貳2三叁參参3四肆4五伍5六陆陸6七柒7八捌8九玖9";

    @Override
    public String name() {
        return "digits";
    }

    @Override
    public FoldedText apply(FoldedText before) {
        String text = before.text();
        FoldBuilder out = null;
        int kept = 0;
        int done = 0;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (value(codePoint) < 0) {
                i += Character.charCount(codePoint);
                continue;
            }
            int from = tokenStart(text, i, done);
            int to = tokenEnd(text, i);
            boolean letters = lettersAreDigits(text, from, to);
            for (int at = from; at < to; ) {
                int one = text.codePointAt(at);
                int next = at + Character.charCount(one);
                char digit = digit(one, letters);
                if (digit != 0) {
                    next = afterMarks(text, next);
                }
                if (digit != 0 && (digit != one || next - at > 1)) {
                    if (out == null) {
                        out = new FoldBuilder(before, at);
                    } else {
                        out.keep(kept, at);
                    }
                    out.put(digit, at, next);
                    kept = next;
                }
                at = next;
            }
            done = to;
            i = to;
        }
        if (out == null) {
            return before;
        }
        out.keep(kept, text.length());
        return out.build();
    }

    private static int tokenStart(String text, int digit, int floor) {
        int from = digit;
        while (from > floor && (lookalike(text.charAt(from - 1)) != 0 || isJoiner(text.charAt(from - 1)))) {
            from--;
        }
        return from;
    }

    private static int tokenEnd(String text, int digit) {
        int to = digit;
        while (to < text.length()) {
            int codePoint = text.codePointAt(to);
            if (value(codePoint) < 0
                    && lookalike(codePoint) == 0
                    && !isJoiner(codePoint)
                    && !CodePoints.isMark(codePoint)) {
                break;
            }
            to += Character.charCount(codePoint);
        }
        return to;
    }

    private static boolean lettersAreDigits(String text, int from, int to) {
        if ((from > 0 && isWordLetter(text.codePointBefore(from)) && lookalike(text.charAt(from)) != 0)
                || (to < text.length() && isWordLetter(text.codePointAt(to)) && lookalike(text.charAt(to - 1)) != 0)) {
            return false;
        }
        int digits = 0;
        int letters = 0;
        for (int i = from; i < to; ) {
            int codePoint = text.codePointAt(i);
            if (value(codePoint) >= 0) {
                digits++;
            } else if (lookalike(codePoint) != 0) {
                letters++;
            }
            i += Character.charCount(codePoint);
        }
        return letters > 0 && digits >= letters;
    }

    private static boolean isWordLetter(int codePoint) {
        return (CodePoints.isLetter(codePoint) && !CodePoints.isUnspacedLetter(codePoint)) || codePoint == '_';
    }

    private static char digit(int codePoint, boolean letters) {
        int value = value(codePoint);
        if (value >= 0) {
            return (char) ('0' + value);
        }
        return letters ? lookalike(codePoint) : 0;
    }

    private static char lookalike(int codePoint) {
        return switch (codePoint) {
            case 'O', 'o' -> '0';
            case 'l', 'I' -> '1';
            default -> 0;
        };
    }

    private static boolean isJoiner(int codePoint) {
        return switch (codePoint) {
            case '-', '.', ',', '(', ')', '+', '/' -> true;
            default -> false;
        };
    }

    /** Behind the marks on a digit: the frame of a keycap, or what only belongs to the script that the digit is leaving. */
    private static int afterMarks(String text, int from) {
        int to = from;
        while (to < text.length() && text.charAt(to) >= CodePoints.FIRST_MARK) {
            int codePoint = text.codePointAt(to);
            if (!CodePoints.isMark(codePoint)) {
                break;
            }
            to += Character.charCount(codePoint);
        }
        return to;
    }

    /** The digit that a code point shows, or -1. */
    private static int value(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint >= '0' && codePoint <= '9' ? codePoint - '0' : -1;
        }
        return codePoint < Table.LIMIT ? Table.VALUES[codePoint] : -1;
    }

    private static final class Table {
        static final int LIMIT = 0x20000;
        static final byte[] VALUES = new byte[LIMIT];

        static {
            for (int codePoint = 0; codePoint < LIMIT; codePoint++) {
                int type = UCharacter.getIntPropertyValue(codePoint, UProperty.NUMERIC_TYPE);
                boolean digit = type == UCharacter.NumericType.DECIMAL || type == UCharacter.NumericType.DIGIT;
                VALUES[codePoint] = digit ? (byte) UCharacter.getUnicodeNumericValue(codePoint) : -1;
            }
            // In HAN, each digit stands behind the characters that mean it.
            int from = 0;
            for (int i = 0; i < HAN.length(); i++) {
                if (HAN.charAt(i) <= '9') {
                    for (int k = from; k < i; k++) {
                        VALUES[HAN.charAt(k)] = (byte) (HAN.charAt(i) - '0');
                    }
                    from = i + 1;
                }
            }
        }

        private Table() {}
    }
}

package io.limpid.text;

/**
 * Digits and signs that stand for letters inside a word become those letters: {@code sh1t}, {@code a$$}, {@code fr33}.
 *
 * <p>Only in a token (letters, numbers and such signs without a gap, Chinese and the like apart) that has a letter, so that
 * {@code 2024}, {@code $50} and {@code 4 you} stay; or in a chain of single characters with at least as many letters ({@code
 * s h 1 t}). {@code !}, {@code |} and {@code +} count only before a letter, alone: at the end of a word they are punctuation; and
 * a sign that stands between all letters of a token ({@code f+u+c+k}) is left to {@code skip}. Since {@code 1} is written for both
 * {@code i} and {@code l}, both fold to {@code i}.
 */
final class LeetFold implements Fold {
    private static final int CHAIN_GAP = 3;

    @Override
    public String name() {
        return "leet";
    }

    @Override
    public FoldedText apply(FoldedText before) {
        String text = before.text();
        int first = 0;
        while (first < text.length() && letter(text.charAt(first)) == 0) {
            first++;
        }
        return first == text.length() ? before : new Reader(before).folded();
    }

    /** The letter that a character stands for; 0 if for none. */
    private static char letter(int c) {
        return switch (c) {
            case '0' -> 'o';
            case '1', '!', '|', '¡', 'l', '£' -> 'i';
            case '3', '€' -> 'e';
            case '4', '@', '₳' -> 'a';
            case '5', '$', '§', '₴' -> 's';
            case '7', '+', '†', '₮' -> 't';
            case '8', '฿' -> 'b';
            case '9', '₲' -> 'g';
            case '¢', '₵' -> 'c';
            case '₣' -> 'f';
            case '₭' -> 'k';
            case '₥' -> 'm';
            case '₦' -> 'n';
            case '₱' -> 'p';
            case '₩' -> 'w';
            case '×' -> 'x';
            case '¥' -> 'y';
            default -> 0;
        };
    }

    private static boolean isSign(int c) {
        return c != 'l' && !(c >= '0' && c <= '9') && letter(c) != 0;
    }

    /** Signs that are punctuation unless a letter follows. */
    private static boolean isWeak(int c) {
        return c == '!' || c == '|' || c == '+' || c == '†';
    }

    private static boolean isLetter(int c) {
        return c < 0x80
                ? (c | 0x20) >= 'a' && (c | 0x20) <= 'z'
                : CodePoints.isLetter(c) && !CodePoints.isUnspacedLetter(c);
    }

    private static boolean isMember(int c) {
        return isLetter(c)
                || isSign(c)
                || (c < 0x80 ? c >= '0' && c <= '9' : CodePoints.isNumber(c) || CodePoints.isMark(c));
    }

    /** One pass over one text. */
    private static final class Reader {
        private final FoldedText before;
        private final String text;
        private final char[] out;
        private boolean changed;

        private int chainStart;
        private int chainEnd;
        private int chainLetters;
        private int chainOthers;

        Reader(FoldedText before) {
            this.before = before;
            this.text = before.text();
            this.out = text.toCharArray();
        }

        FoldedText folded() {
            for (int i = 0; i < text.length(); ) {
                int codePoint = text.codePointAt(i);
                int next = i + Character.charCount(codePoint);
                if (!isMember(codePoint)) {
                    i = next;
                    continue;
                }
                int letters = 0;
                int count = 0;
                int to = i;
                while (to < text.length()) {
                    int one = text.codePointAt(to);
                    if (!isMember(one)) {
                        break;
                    }
                    letters += isLetter(one) ? 1 : 0;
                    count++;
                    to += Character.charCount(one);
                }
                if (count == 1) {
                    single(i, to, letters);
                } else if (letters > 0) {
                    token(i, to, letters, count);
                }
                i = to;
            }
            endChain();
            return changed ? before.withText(new String(out)) : before;
        }

        private void token(int from, int to, int letters, int count) {
            boolean spelled = count >= 5 && letters == (count + 1) / 2 && isSpelled(from, to);
            for (int i = from; i < to; i++) {
                char c = out[i];
                char letter = letter(c);
                if (letter == 0 || (spelled && c != 'l') || (isWeak(c) && !countsAsLetter(i, from, to))) {
                    continue;
                }
                out[i] = letter;
                changed = true;
            }
        }

        /** A weak sign counts if it stands alone and before a letter or digit, all but {@code ! |} also behind one. */
        private boolean countsAsLetter(int at, int from, int to) {
            return at + 1 < to
                    && !isWeak(text.charAt(at + 1))
                    && (at == from ? (text.charAt(at) == '!' || text.charAt(at) == '|') : !isWeak(text.charAt(at - 1)));
        }

        /** Whether one and the same sign stands between all letters. */
        private boolean isSpelled(int from, int to) {
            char sign = text.charAt(from + 1);
            if (!isSign(sign) || (to - from) % 2 == 0) {
                return false;
            }
            for (int i = from; i < to; i++) {
                char c = text.charAt(i);
                if ((i - from) % 2 == 0 ? !isLetter(c) : c != sign) {
                    return false;
                }
            }
            return true;
        }

        private void single(int from, int to, int letters) {
            char c = text.charAt(from);
            if (letters == 0 && (letter(c) == 0 || isWeak(c))) {
                return;
            }
            if (c == 'l') {
                out[from] = 'i';
                changed = true;
            }
            if (from - chainEnd > CHAIN_GAP || !onlySeparators(chainEnd, from)) {
                endChain();
                chainStart = from;
            }
            chainEnd = to;
            chainLetters += letters;
            chainOthers += 1 - letters;
        }

        private boolean onlySeparators(int from, int to) {
            for (int i = from; i < to; i++) {
                if (CodePoints.isLetterOrNumber(text.charAt(i)) || Character.isSurrogate(text.charAt(i))) {
                    return false;
                }
            }
            return true;
        }

        private void endChain() {
            if (chainOthers > 0 && chainLetters > 1 && chainLetters >= chainOthers) {
                for (int i = chainStart; i < chainEnd; i++) {
                    char letter = letter(out[i]);
                    if (letter != 0 && !isWeak(out[i])) {
                        out[i] = letter;
                        changed = true;
                    }
                }
            }
            chainLetters = 0;
            chainOthers = 0;
        }
    }
}

package io.limpid.text;

import java.util.Optional;

/**
 * Drops runs of at most {@code limit} separators between two letters or digits: {@code f.r.e.e} becomes {@code free}.
 *
 * <p>A separator is a code point that is neither letter, number nor mark nor invisible: white space, punctuation, symbols, emoji.
 * A longer run stays whole. {@link FoldedText#gap(int)} remembers what was dropped. The apostrophe of an English contraction
 * ({@code he'll}) stays, since it would make another word.
 *
 * @param limit the longest run to drop, in code points, from 1 to {@value #MOST}
 */
public record Skip(int limit) implements Fold {
    /** The highest limit that a rule may ask for. */
    public static final int MOST = 8;

    private static final int USUAL = 2;

    public Skip {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("skip takes 1 to " + MOST + ", not " + limit);
        }
    }

    @Override
    public String name() {
        return "skip(" + limit + ")";
    }

    @Override
    public String toString() {
        return name();
    }

    static Optional<Fold> parse(String name) {
        if (name.equals("skip")) {
            return Optional.of(new Skip(USUAL));
        }
        return name.length() == "skip(n)".length()
                        && name.startsWith("skip(")
                        && name.endsWith(")")
                        && name.charAt(5) >= '1'
                        && name.charAt(5) <= '0' + MOST
                ? Optional.of(new Skip(name.charAt(5) - '0'))
                : Optional.empty();
    }

    @Override
    public FoldedText apply(FoldedText before) {
        String text = before.text();
        FoldBuilder out = null;
        int kept = 0;
        boolean afterLetter = false;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (!CodePoints.isSeparator(codePoint)) {
                afterLetter = CodePoints.isLetterOrNumber(codePoint) || (afterLetter && CodePoints.isMark(codePoint));
                i += Character.charCount(codePoint);
                continue;
            }
            int count = 0;
            boolean space = false;
            int to = i;
            int next = codePoint;
            while (true) {
                count++;
                space |= CodePoints.isSpace(next);
                to += Character.charCount(next);
                if (to == text.length()) {
                    break;
                }
                next = text.codePointAt(to);
                if (!CodePoints.isSeparator(next)) {
                    break;
                }
            }
            if (afterLetter
                    && count <= limit
                    && to < text.length()
                    && CodePoints.isLetterOrNumber(next)
                    && !(count == 1 && isApostrophe(codePoint) && Contraction.begins(text, to))) {
                if (out == null) {
                    out = new FoldBuilder(before, i);
                } else {
                    out.keep(kept, i);
                }
                out.gap(count, space);
                kept = to;
            }
            afterLetter = false;
            i = to;
        }
        if (out == null) {
            return before;
        }
        out.keep(kept, text.length());
        return out.build();
    }

    private static boolean isApostrophe(int codePoint) {
        return codePoint == '\'' || codePoint == 0x2019;
    }
}

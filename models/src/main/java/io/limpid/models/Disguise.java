package io.limpid.models;

import java.util.SplittableRandom;

/**
 * Writes a post as those do who want to be read by people and not by machines: letters swapped for signs, doubled, spelled out,
 * mistyped; separators between Chinese characters. What filter-core folds away anyway (width, accents, zero-width characters) is
 * left alone.
 */
final class Disguise {
    private static final String SIGNS = "·.-_*~ ,/";

    private Disguise() {}

    /** The text with about a quarter of its words or characters disguised. */
    static String of(String text, SplittableRandom random) {
        var out = new StringBuilder(text.length() + 16);
        char separator = SIGNS.charAt(random.nextInt(SIGNS.length()));
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (isAsciiLetter(c)) {
                int end = i;
                while (end < text.length() && isAsciiLetter(text.charAt(end))) {
                    end++;
                }
                word(text.substring(i, end), random, separator, out);
                i = end;
            } else {
                out.append(c);
                boolean han = c >= 0x4E00 && c <= 0x9FFF;
                if (han && i + 1 < text.length() && random.nextInt(6) == 0) {
                    out.append(separator);
                }
                i++;
            }
        }
        return out.toString();
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static void word(String word, SplittableRandom random, char separator, StringBuilder out) {
        if (word.length() < 3 || random.nextInt(4) != 0) {
            out.append(word);
            return;
        }
        int at = 1 + random.nextInt(word.length() - 2);
        switch (random.nextInt(6)) {
            case 0 -> {
                for (int i = 0; i < word.length(); i++) {
                    out.append(leet(word.charAt(i), random));
                }
            }
            case 1 -> out.append(word, 0, at).append(word.charAt(at)).append(word.substring(at));
            case 2 -> out.append(word, 0, at).append(word.substring(at + 1));
            case 3 ->
                out.append(word, 0, at)
                        .append(word.charAt(at + 1))
                        .append(word.charAt(at))
                        .append(word.substring(at + 2));
            case 4 -> out.append(word, 0, at).append('*').append(word.substring(at + 1));
            default -> {
                for (int i = 0; i < word.length(); i++) {
                    out.append(i == 0 ? "" : String.valueOf(separator)).append(word.charAt(i));
                }
            }
        }
    }

    private static char leet(char c, SplittableRandom random) {
        if (random.nextInt(3) == 0) {
            return c;
        }
        return switch (c) {
            case 'a', 'A' -> random.nextBoolean() ? '4' : '@';
            case 'e', 'E' -> '3';
            case 'i', 'I' -> '1';
            case 'o', 'O' -> '0';
            case 's', 'S' -> random.nextBoolean() ? '5' : '$';
            case 't', 'T' -> '7';
            default -> c;
        };
    }
}

package io.limpid.benchmarks;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Posts and list entries of invented words, English-looking and Chinese; the same for the same seed.
 *
 * <p>Words are as uneven as in a language: a few make up most of a text. A third of the posts is in English letters, a third
 * Chinese, a third mixed; one word in 150 is an entry of the list, and others resemble one.
 */
final class InventedPosts {
    /** How many entries the list has. */
    static final int ENTRIES = 100_000;

    private static final int LATIN_ENTRIES = 60_000;
    private static final int WORDS = 20_000;
    private static final int HAN_FIRST_ROW = 0xB0;
    private static final int HAN_LAST_ROW = 0xD6;
    private static final String[] ONSETS =
            "b c d f g h j k l m n p r s t v w br ch cl cr dr fl gr pl pr sh sl sp st str th tr wh".split(" ");
    private static final String[] RHYMES =
            "a e i o u ai ea ee oo ou ad an ar as at en er es et id in ing is it on or ot um un us".split(" ");
    private static final String[] SMALL_WORDS =
            ("the of and to a in is you that it he was for on are as with his they I at be this have from or one had by but not "
                            + "what all were we when your can said there use an each which she do how their if will up")
                    .split(" ");

    private final Random random;
    private final List<String> entries;
    private final List<String> words;
    private final String han;

    InventedPosts(long seed) {
        this.random = new Random(seed);
        this.han = commonHan();
        Set<String> listed = new LinkedHashSet<>();
        while (listed.size() < LATIN_ENTRIES) {
            listed.add(latin(2 + random.nextInt(3)));
        }
        while (listed.size() < ENTRIES) {
            listed.add(anyHan(2 + random.nextInt(3)));
        }
        this.entries = List.copyOf(listed);
        Set<String> written = new LinkedHashSet<>();
        while (written.size() < WORDS) {
            String word = latin(1 + random.nextInt(4));
            if (!listed.contains(word)) {
                written.add(word);
            }
        }
        this.words = List.copyOf(written);
    }

    /** The entries of the list, each once. */
    List<String> entries() {
        return entries;
    }

    /**
     * Posts of this many characters each, made of the same pieces of 280 characters whatever the length, so that a longer post
     * is not another kind of text.
     */
    List<String> posts(int count, int length) {
        List<String> posts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            var post = new StringBuilder(length + 300);
            while (post.length() < length) {
                int piece = post.length();
                int kind = random.nextInt(3);
                while (post.length() - piece < 280) {
                    if (kind == 0 || (kind == 2 && random.nextBoolean())) {
                        englishSentence(post);
                    } else {
                        chineseSentence(post);
                    }
                }
                post.setLength(piece + 280);
            }
            posts.add(post.substring(0, length));
        }
        return posts;
    }

    private void englishSentence(StringBuilder post) {
        int start = post.length();
        for (int left = 4 + random.nextInt(14); left > 0; left--) {
            if (random.nextInt(150) == 0) {
                post.append(entries.get(random.nextInt(LATIN_ENTRIES)));
            } else if (random.nextInt(5) < 2) {
                post.append(SMALL_WORDS[uneven(SMALL_WORDS.length)]);
            } else {
                post.append(words.get(uneven(WORDS)));
            }
            post.append(left == 1 ? random.nextInt(6) == 0 ? "! " : ". " : random.nextInt(14) == 0 ? ", " : " ");
        }
        post.setCharAt(start, Character.toUpperCase(post.charAt(start)));
    }

    private void chineseSentence(StringBuilder post) {
        for (int left = 3 + random.nextInt(10); left > 0; left--) {
            if (random.nextInt(150) == 0) {
                post.append(entries.get(LATIN_ENTRIES + random.nextInt(ENTRIES - LATIN_ENTRIES)));
            } else {
                post.append(chinese(1 + random.nextInt(3)));
            }
            post.append(left == 1 ? "。" : random.nextInt(5) == 0 ? "，" : "");
        }
    }

    private String latin(int syllables) {
        var word = new StringBuilder();
        for (int i = 0; i < syllables; i++) {
            word.append(ONSETS[random.nextInt(ONSETS.length)]).append(RHYMES[random.nextInt(RHYMES.length)]);
        }
        return word.toString();
    }

    private String chinese(int length) {
        var word = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            word.append(han.charAt(uneven(han.length())));
        }
        return word.toString();
    }

    /** Characters of which none is likelier than another, as the vocabulary of a list is no ordinary one. */
    private String anyHan(int length) {
        var word = new StringBuilder(length);
        while (word.length() < length) {
            char next = han.charAt(random.nextInt(han.length()));
            if (word.indexOf(String.valueOf(next)) < 0) {
                word.append(next);
            }
        }
        return word.toString();
    }

    /** A number below {@code bound}, small ones more often. */
    private int uneven(int bound) {
        double place = random.nextDouble();
        return (int) (place * place * place * bound);
    }

    /** The Chinese characters in common use, as GB 2312 has them in its first level, in an order of no meaning. */
    private String commonHan() {
        var characters = new StringBuilder();
        for (int row = HAN_FIRST_ROW; row <= HAN_LAST_ROW; row++) {
            for (int cell = 0xA1; cell <= 0xFE; cell++) {
                characters.append(new String(new byte[] {(byte) row, (byte) cell}, Charset.forName("GB2312")));
            }
        }
        for (int i = characters.length() - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            char swapped = characters.charAt(i);
            characters.setCharAt(i, characters.charAt(other));
            characters.setCharAt(other, swapped);
        }
        return characters.toString();
    }
}

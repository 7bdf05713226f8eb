package io.limpid.signal.classifier;

import io.limpid.text.CodePoints;
import io.limpid.text.Fold;
import io.limpid.text.FoldSet;
import io.limpid.text.FoldedText;
import io.limpid.text.Post;
import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The units that a post is read in, over all of its fields: words, single characters of scripts without spaces, emoji, numbers,
 * links, names of accounts, and the punctuation that changes what is meant.
 *
 * <p>What differs from post to post without meaning is one unit whatever it is: every short number, every long number, every
 * link, every address, every account. So is what data sets write in their place ({@code @USER}, {@code [URL]}, {@code <#>}),
 * which would else tell where a text comes from instead of what it says. Letters spelled out one by one ({@code s p a m}) are a
 * word, and a letter written three times or more is written once. Words for groups of people are one unit too ({@link Groups}).
 */
final class Units {
    static final FoldSet FOLDS = FoldSet.of(Fold.WIDTH, Fold.INVISIBLE, Fold.CONFUSABLE, Fold.CASE, Fold.SIMPLIFIED);

    /** Longer words are read to here; such a thing is no word. */
    private static final int WORD_MAX = 32;

    private static final int SPELLED_GAP = 2;

    /** The hash of any word for a group. */
    static final long GROUP = 0x6E5D1F;

    static final byte WORD = 0;
    static final byte CHARACTER = 1;
    static final byte SIGN = 2;

    private static final Set<String> NUMBERS =
            Set.of("number", "decimal", "digit", "#", "date", "time", "money", "percent", "phone", "num");
    private static final Set<String> LINKS = Set.of("url", "link", "http", "https");
    private static final Set<String> ACCOUNTS = Set.of("user", "mention");
    private static final Map<String, String> CAPITALS =
            Map.of("DIGIT", "0", "PHONE", "00", "URL", "\u0001link", "NAME", "", "PLACE", "");

    int size;
    byte[] kinds = new byte[64];
    long[] hashes = new long[64];
    /** Where the unit's letters stand in {@link #letters}; from the next unit's start they are the next one's. */
    int[] letterStarts = new int[65];

    /** The kind of group that the unit is a word for; 0 if it is none. */
    int[] groups = new int[64];

    private int[] starts = new int[64];
    private int[] ends = new int[64];
    private int[] fields = new int[64];
    char[] letters = new char[256];
    private int letterCount;

    private final List<String> names = new ArrayList<>(1);
    private final List<FoldedText> texts = new ArrayList<>(1);

    private Units() {}

    /** The units of all fields in their order. */
    static Units of(Post post) {
        var units = new Units();
        post.fields().forEach((name, text) -> {
            units.names.add(name);
            units.texts.add(FOLDS.fold(text));
            units.read(units.texts.size() - 1);
        });
        return units;
    }

    /** The name of the field that a unit stands in. */
    String field(int unit) {
        return names.get(fields[unit]);
    }

    /** Whether two units stand in one field. */
    boolean together(int one, int other) {
        return fields[one] == fields[other];
    }

    /** Whether two units of one field have nothing between them. */
    boolean touch(int one, int other) {
        return together(one, other) && ends[one] == starts[other];
    }

    /** Where a run of units of one field stands in the text as written. */
    Span span(int first, int last) {
        return texts.get(fields[first]).original(starts[first], ends[last]);
    }

    /** The text as written that a span of this unit's field holds. */
    String quote(int unit, Span span) {
        return texts.get(fields[unit]).original().substring(span.start(), span.end());
    }

    private void read(int field) {
        FoldedText folded = texts.get(field);
        String text = folded.text();
        int length = text.length();
        int first = size;
        int i = 0;
        while (i < length) {
            int codePoint = text.codePointAt(i);
            int width = Character.charCount(codePoint);
            int at = size;
            if (isWordCharacter(codePoint)) {
                i = word(folded, text, i);
            } else if (CodePoints.isLetter(codePoint)) {
                int group = Groups.ALL.lengthAt(text, i);
                if (group > 0) {
                    group(CHARACTER, Groups.ALL.kind(hash(text, i, i + group)), i, i + group);
                    i += group;
                } else {
                    sign(CHARACTER, codePoint, i, i + width);
                    i += width;
                }
            } else {
                i = other(text, i, codePoint, width);
            }
            if (size > at) {
                fields[at] = field;
                i = joinSpelled(first, i);
            }
        }
    }

    /** Letters, digits and marks of scripts that put spaces between words. */
    private static boolean isWordCharacter(int c) {
        return c < 0x80
                ? (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
                : (CodePoints.isLetter(c) && !CodePoints.isUnspacedLetter(c) && !isHangul(c))
                        || CodePoints.isNumber(c)
                        || CodePoints.isMark(c);
    }

    private static boolean isHangul(int c) {
        return (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0x1100 && c <= 0x11FF) || (c >= 0x3130 && c <= 0x318F);
    }

    private static boolean isDigit(int c) {
        return c < 0x80 ? c >= '0' && c <= '9' : CodePoints.isNumber(c);
    }

    private int word(FoldedText folded, String text, int from) {
        int to = from;
        int digits = 0;
        int count = 0;
        boolean apostrophe = false;
        while (to < text.length()) {
            int c = text.codePointAt(to);
            if (isWordCharacter(c)) {
                digits += isDigit(c) ? 1 : 0;
                count++;
                to += Character.charCount(c);
            } else if (c == '\''
                    && !apostrophe
                    && to + 1 < text.length()
                    && isAsciiLetter(text.charAt(to + 1))
                    && digits == 0) {
                apostrophe = true;
                to++;
            } else {
                break;
            }
        }
        if (digits == count) {
            return number(text, from, to);
        }
        int linkEnd = linkEnd(text, from, to);
        if (linkEnd > 0) {
            special("link", from, linkEnd);
            return linkEnd;
        }
        if (to - from <= 8 && mask(folded, text, from, to)) {
            return to;
        }
        int start = letterCount;
        reserveLetters(to - from);
        char last = 0;
        int run = 0;
        for (int i = from; i < to && letterCount - start < WORD_MAX; i++) {
            char c = text.charAt(i);
            if (c == '\'') {
                continue;
            }
            c = isDigit(c) ? '0' : c;
            run = c == last ? run + 1 : 1;
            last = c;
            if (run == 3) {
                letterCount--;
            }
            if (run < 3) {
                letters[letterCount++] = c;
            }
        }
        long hash = hash(letters, start, letterCount);
        int group = Groups.ALL.kind(hash);
        if (group != 0) {
            letterCount = start;
            group(WORD, group, from, to);
        } else {
            add(WORD, hash, from, to);
        }
        return to;
    }

    /** Digits with the points, commas, hyphens and colons inside are one number. */
    private int number(String text, int from, int to) {
        int digits = to - from;
        int end = to;
        while (end + 1 < text.length() && isDigit(text.charAt(end + 1)) && ".,:-/ ".indexOf(text.charAt(end)) >= 0) {
            if (text.charAt(end) == ' ' && digits < 3) {
                break;
            }
            end++;
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
                digits++;
            }
        }
        if (end < text.length() && isAsciiLetter(text.charAt(end))) {
            end = to;
            digits = to - from;
        }
        special(digits <= 4 ? "0" : "00", from, end);
        return end;
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** Where a link or an address of a host that starts with this word ends; 0 if the word starts none. */
    private static int linkEnd(String text, int from, int to) {
        if (to + 2 >= text.length()) {
            return 0;
        }
        char next = text.charAt(to);
        boolean scheme = text.startsWith("://", to) && to - from <= 8;
        boolean www = next == '.' && to - from == 3 && text.startsWith("www", from);
        if (!scheme && !www && !(next == '.' && isHost(text, to))) {
            return 0;
        }
        int end = to;
        while (end < text.length() && isLinkCharacter(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Whether labels of ASCII letters go on to a top-level label, a path behind it or none: {@code example.com/a}. */
    private static boolean isHost(String text, int dot) {
        int at = dot;
        int start = at;
        while (at < text.length() && text.charAt(at) == '.') {
            start = at + 1;
            at++;
            while (at < text.length()
                    && (isAsciiLetter(text.charAt(at)) || isDigit(text.charAt(at)) || text.charAt(at) == '-')) {
                at++;
            }
        }
        return TOP_LEVEL.contains(text.substring(Math.min(start, at), at));
    }

    private static final Set<String> TOP_LEVEL = Set.of(
            "com", "net", "org", "info", "biz", "cn", "co", "ly", "me", "uk", "de", "ru", "gl", "tv", "io", "xyz",
            "top", "cc", "be", "shop", "vip", "club", "site", "online", "live", "link", "app", "gov", "edu", "eu", "fr",
            "tk", "us", "ws");

    private static boolean isLinkCharacter(char c) {
        return c > ' ' && c < 0x7F && c != '"' && c != '<' && c != '>' && c != ')' && c != ']';
    }

    /** What data sets write in the place of a name, a number or a link. */
    private boolean mask(FoldedText folded, String text, int from, int to) {
        String word = text.substring(from, to);
        boolean bracketed = from > 0
                && to < text.length()
                && ((text.charAt(from - 1) == '<' && text.charAt(to) == '>')
                        || (text.charAt(from - 1) == '[' && text.charAt(to) == ']'));
        if (LINKS.contains(word) && (bracketed || word.length() != 4 || word.equals("http"))) {
            special("link", from, to);
            return true;
        }
        if (word.equals("user") || (bracketed && ACCOUNTS.contains(word))) {
            special("account", from, to);
            return true;
        }
        if (bracketed && NUMBERS.contains(word)) {
            special("0", from, to);
            return true;
        }
        String replaced = null;
        if (word.length() <= 5
                && (word.equals("digit") || word.equals("phone") || word.equals("name") || word.equals("place"))) {
            Span span = folded.original(from, to);
            replaced = CAPITALS.get(folded.original().substring(span.start(), span.end()));
        }
        if (replaced == null) {
            return false;
        }
        if (!replaced.isEmpty()) {
            special(replaced, from, to);
        }
        return true;
    }

    private int other(String text, int from, int codePoint, int width) {
        int next = from + width;
        switch (codePoint) {
            case '@' -> {
                int end = next;
                while (end < text.length() && (isWordCharacter(text.codePointAt(end)) || text.charAt(end) == '_')) {
                    end += Character.charCount(text.codePointAt(end));
                }
                if (end > next) {
                    boolean mail = size > 0 && ends[size - 1] == from && kinds[size - 1] == WORD;
                    if (mail) {
                        int linkEnd = end;
                        while (linkEnd < text.length() && isLinkCharacter(text.charAt(linkEnd))) {
                            linkEnd++;
                        }
                        special("mail", from, linkEnd);
                        return linkEnd;
                    }
                    special("account", from, end);
                    return end;
                }
            }
            case '!', '?' -> {
                int end = next;
                boolean question = codePoint == '?';
                boolean call = codePoint == '!';
                while (end < text.length() && (text.charAt(end) == '!' || text.charAt(end) == '?')) {
                    question |= text.charAt(end) == '?';
                    call |= text.charAt(end) == '!';
                    end++;
                }
                String shape = question && call ? "?!" : question ? "?" : "!";
                special(end - from > 1 ? shape + shape : shape, from, end);
                return end;
            }
            case '"', '“', '”', '「', '」', '『', '』', '«', '»' -> special("\"", from, next);
            case '$', '€', '£', '¥' -> special("$", from, next);
            case '%' -> special("%", from, next);
            default -> {
                if (codePoint >= 0x203C && isPictograph(codePoint)) {
                    sign(SIGN, codePoint, from, next);
                }
            }
        }
        return next;
    }

    /** Symbols and emoji; not punctuation, not the modifiers of an emoji's skin. */
    private static boolean isPictograph(int c) {
        return (c >= 0x1F000 && !(c >= 0x1F3FB && c <= 0x1F3FF))
                || (c >= 0x2190 && c <= 0x2BFF)
                || (c == 0x203C || c == 0x2049);
    }

    /** Three single letters or more with little between them are one word: takes the last unit to it, and those that follow. */
    private int joinSpelled(int first, int next) {
        int last = size - 1;
        if (!isSingleLetter(last)) {
            return next;
        }
        int from = last;
        while (from > first && isSingleLetter(from - 1) && gap(from - 1) <= SPELLED_GAP) {
            from--;
        }
        // Joined units are longer than one letter, so a third letter is joined with two, and a fourth with the word
        // before.
        boolean goesOn = from > first && from == last && spelled == last - 1 && gap(last - 1) <= SPELLED_GAP;
        if (!goesOn && last - from < 2) {
            return next;
        }
        int head = goesOn ? last - 1 : from;
        ends[head] = ends[last];
        size = head + 1;
        letterStarts[size] = letterCount;
        hashes[head] = hash(letters, letterStarts[head], letterCount);
        spelled = head;
        return next;
    }

    /** The last unit that was joined from single letters. */
    private int spelled = -1;

    private boolean isSingleLetter(int unit) {
        return kinds[unit] == WORD && groups[unit] == 0 && ends[unit] - starts[unit] == 1;
    }

    private int gap(int unit) {
        return starts[unit + 1] - ends[unit];
    }

    private void special(String shape, int from, int to) {
        long hash = 0x51ED27;
        for (int i = 0; i < shape.length(); i++) {
            hash = mix(hash, shape.charAt(i));
        }
        add(SIGN, hash, from, to);
    }

    private void group(byte kind, int group, int from, int to) {
        add(kind, GROUP, from, to);
        groups[size - 1] = group;
    }

    private void sign(byte kind, int codePoint, int from, int to) {
        add(kind, mix(0x7A3F19L + kind, codePoint), from, to);
    }

    private void add(byte kind, long hash, int from, int to) {
        if (size == kinds.length) {
            int more = size * 2;
            kinds = Arrays.copyOf(kinds, more);
            hashes = Arrays.copyOf(hashes, more);
            groups = Arrays.copyOf(groups, more);
            starts = Arrays.copyOf(starts, more);
            ends = Arrays.copyOf(ends, more);
            fields = Arrays.copyOf(fields, more);
            letterStarts = Arrays.copyOf(letterStarts, more + 1);
        }
        kinds[size] = kind;
        groups[size] = 0;
        hashes[size] = hash;
        starts[size] = from;
        ends[size] = to;
        size++;
        letterStarts[size] = letterCount;
    }

    private void reserveLetters(int more) {
        if (letterCount + more > letters.length) {
            letters = Arrays.copyOf(letters, Math.max(letterCount + more, letters.length * 2));
        }
    }

    static long mix(long hash, int c) {
        long mixed = (hash ^ c) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }

    /** The hash of no letters. */
    static final long EMPTY = 0x2B992D;

    /** The hash of a word of these letters. */
    static long hash(CharSequence letters, int from, int to) {
        long hash = EMPTY;
        for (int i = from; i < to; i++) {
            hash = mix(hash, letters.charAt(i));
        }
        return hash;
    }

    private static long hash(char[] letters, int from, int to) {
        long hash = EMPTY;
        for (int i = from; i < to; i++) {
            hash = mix(hash, letters[i]);
        }
        return hash;
    }
}

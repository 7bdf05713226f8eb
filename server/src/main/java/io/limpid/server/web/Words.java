package io.limpid.server.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the pages say, in one language.
 *
 * <p>The texts stand in {@code words_en.properties} and {@code words_zh.properties}; {@code {0}} stands for the first argument.
 * Immutable.
 */
final class Words {
    private static final Map<ReaderLanguage, Words> ALL = Arrays.stream(ReaderLanguage.values())
            .collect(Collectors.toUnmodifiableMap(Function.identity(), Words::read));

    private final ReaderLanguage language;
    private final Map<String, String> texts;
    private final DateTimeFormatter day;
    private final DateTimeFormatter minute;

    private Words(ReaderLanguage language, Map<String, String> texts) {
        this.language = language;
        this.texts = Collections.unmodifiableMap(new TreeMap<>(texts));
        this.day = DateTimeFormatter.ofPattern(say("format.day"), language.locale());
        this.minute = DateTimeFormatter.ofPattern(say("format.minute"), language.locale())
                .withZone(ZoneOffset.UTC);
    }

    static Words in(ReaderLanguage language) {
        Words words = ALL.get(language);
        if (words == null) {
            throw new AssertionError("a language without words: " + language);
        }
        return words;
    }

    private static Words read(ReaderLanguage language) {
        String file = "words_" + language.tag() + ".properties";
        try (InputStream in = Words.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new AssertionError("no " + file);
            }
            var properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            Map<String, String> texts = new TreeMap<>();
            properties.forEach((key, text) -> texts.put((String) key, (String) text));
            return new Words(language, texts);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    ReaderLanguage language() {
        return language;
    }

    /** The tag of the language. */
    String tag() {
        return language.tag();
    }

    Set<String> keys() {
        return texts.keySet();
    }

    boolean has(String key) {
        return texts.containsKey(key);
    }

    String say(String key, Object... args) {
        String text = texts.get(key);
        if (text == null) {
            throw new AssertionError("no words for " + key + " in " + language);
        }
        if (args.length == 0) {
            return text;
        }
        var said = new StringBuilder();
        int from = 0;
        // Arguments are put in once: what looks like a place in one of them stays as it is.
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            said.append(text, from, open).append(shown(args[Integer.parseInt(text, open + 1, close, 10)]));
            from = close + 1;
        }
        return said.append(text, from, text.length()).toString();
    }

    private String shown(Object arg) {
        return arg instanceof Long || arg instanceof Integer ? number(((Number) arg).longValue()) : arg.toString();
    }

    /** Says how many; {@code key.one} has the words for one. */
    String count(String key, long count) {
        return say(count == 1 ? key + ".one" : key, count);
    }

    String number(long number) {
        return NumberFormat.getIntegerInstance(language.locale()).format(number);
    }

    /** A share of 10 000 parts, as a percentage. */
    String percent(double share) {
        NumberFormat format = NumberFormat.getPercentInstance(language.locale());
        format.setMaximumFractionDigits(share != 0 && Math.abs(share) < 0.01 ? 3 : 1);
        return format.format(share);
    }

    String decimal(double number, int digits) {
        NumberFormat format = NumberFormat.getNumberInstance(language.locale());
        format.setMaximumFractionDigits(digits);
        return format.format(number);
    }

    String day(LocalDate date) {
        return day.format(date);
    }

    String minute(Instant instant) {
        return minute.format(instant);
    }

    /** The name of a language by its tag. */
    String languageName(String tag) {
        String name = Locale.forLanguageTag(tag).getDisplayName(language.locale());
        return name.isEmpty() ? tag : name;
    }

    String languageNames(List<String> tags) {
        return tags.isEmpty()
                ? say("languages.all")
                : tags.stream().map(this::languageName).collect(Collectors.joining(say("list.comma")));
    }
}

package io.limpid.server.web;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A language in which the pages themselves can be read. */
enum ReaderLanguage {
    EN("English"),
    ZH("中文");

    private static final List<Locale> LOCALES =
            Arrays.stream(values()).map(ReaderLanguage::locale).toList();

    /** Longer headers are nobody's preferences. */
    private static final int MOST_HEADER = 500;

    private final String ownName;

    ReaderLanguage(String ownName) {
        this.ownName = ownName;
    }

    /** The tag, such as {@code zh}. */
    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What its readers call it. */
    String ownName() {
        return ownName;
    }

    Locale locale() {
        return Locale.forLanguageTag(tag());
    }

    static Optional<ReaderLanguage> parse(@Nullable String tag) {
        return Arrays.stream(values())
                .filter(language -> language.tag().equals(tag))
                .findFirst();
    }

    /** The one that a browser asks for; English where it asks for others only. */
    static ReaderLanguage accepted(@Nullable String header) {
        if (header == null || header.length() > MOST_HEADER) {
            return EN;
        }
        try {
            Locale found = Locale.lookup(Locale.LanguageRange.parse(header), LOCALES);
            return found == null ? EN : parse(found.getLanguage()).orElse(EN);
        } catch (IllegalArgumentException e) {
            return EN;
        }
    }
}

package io.limpid.rule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A text in one or several languages.
 *
 * @param byLanguage text by language tag ({@code en}, {@code zh}), never empty; a text without a language stands under
 *     {@code und}. The first one serves readers of all other languages.
 */
public record LocalText(Map<String, String> byLanguage) {
    public LocalText {
        if (byLanguage.isEmpty()) {
            throw new IllegalArgumentException("a text needs at least one language");
        }
        byLanguage = Collections.unmodifiableMap(new LinkedHashMap<>(byLanguage));
    }

    public static LocalText of(String text) {
        return new LocalText(Map.of("und", text));
    }

    /** The text for readers of {@code language}, a BCP 47 tag; the first text where there is none in that language. */
    public String in(String language) {
        String primary = language.indexOf('-') < 0 ? language : language.substring(0, language.indexOf('-'));
        String text = byLanguage.get(primary);
        return text != null ? text : byLanguage.values().iterator().next();
    }
}

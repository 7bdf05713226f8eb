package io.limpid.server.web;

import io.limpid.decision.Explanation;
import io.limpid.rule.Audience;
import io.limpid.rule.LocalText;
import io.limpid.rule.Rule;
import java.lang.Character.UnicodeScript;
import org.jspecify.annotations.Nullable;

/**
 * A text of somebody else that a page quotes.
 *
 * @param lang its language as far as known, a BCP 47 tag
 */
record Phrase(String text, @Nullable String lang) {
    /** A text for readers of this language, as far as it is there in it. */
    static Phrase of(LocalText text, ReaderLanguage reader) {
        return new Phrase(text.in(reader.tag()), languageOf(text, reader));
    }

    /** What a rule says to an audience. */
    static Phrase of(Rule rule, Audience audience, ReaderLanguage reader) {
        LocalText text = rule.explain().get(audience);
        if (text == null) {
            throw new AssertionError("a rule without an explanation: " + rule.id());
        }
        return new Phrase(Explanation.ofRule(rule, audience, reader.tag()), languageOf(text, reader));
    }

    /** What a rule says in {@code text}, with the post's words put in. */
    static Phrase filled(LocalText text, String filled, ReaderLanguage reader) {
        return new Phrase(filled, languageOf(text, reader));
    }

    /** A text of which nobody said what language it is in: Chinese is told by its characters, and Latin letters are most often English here. */
    static Phrase guessed(String text) {
        return new Phrase(text, guess(text));
    }

    private static @Nullable String languageOf(LocalText text, ReaderLanguage reader) {
        String shown = text.in(reader.tag());
        if (shown.equals(text.byLanguage().get(reader.tag()))) {
            return reader.tag();
        }
        String first = text.byLanguage().keySet().iterator().next();
        return first.equals("und") ? guess(shown) : first;
    }

    private static @Nullable String guess(String text) {
        boolean han = false;
        boolean latin = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            UnicodeScript script = UnicodeScript.of(text.codePointAt(i));
            if (script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA) {
                return "ja";
            }
            han |= script == UnicodeScript.HAN;
            latin |= script == UnicodeScript.LATIN;
        }
        return han ? "zh" : latin ? "en" : null;
    }
}

package io.limpid.text;

import java.util.Locale;

/**
 * The language of a post and how it is known.
 *
 * @param tag a BCP 47 tag, {@code und} where unknown
 * @param source how it is known
 */
public record Language(String tag, Source source) {
    /** No language could be told. */
    public static final Language UNDETERMINED = new Language("und", Source.UNKNOWN);

    /** How a language is known, from the strongest to none. */
    public enum Source {
        /** The platform said so. */
        DECLARED,
        /** The script settles it. */
        SCRIPT,
        /** A statistical detector was sure enough. */
        DETECTED,
        /** It is not known. */
        UNKNOWN
    }

    /** Whether this language is known. */
    public boolean isKnown() {
        return source != Source.UNKNOWN;
    }

    /** Whether this language is the given one or a part of it: {@code zh-Hant-TW} matches {@code zh} (RFC 4647, basic filtering). */
    public boolean matches(String range) {
        String lowerTag = tag.toLowerCase(Locale.ROOT);
        String lowerRange = range.toLowerCase(Locale.ROOT);
        return lowerTag.equals(lowerRange) || lowerTag.startsWith(lowerRange + "-");
    }
}

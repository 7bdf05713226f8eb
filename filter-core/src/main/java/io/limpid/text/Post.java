package io.limpid.text;

import java.time.Instant;
import java.util.Collections;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The content judged: one or more fields of text with what the platform says about them.
 *
 * <p>Immutable. Every string in it is well-formed Unicode; a lone surrogate is refused with an {@link IllegalArgumentException}
 * that names the field.
 *
 * @param id the platform's name for the post
 * @param fields text by field name, in the order submitted; never empty, unmodifiable. A post that is a plain text has the single
 *     field {@value #TEXT}
 * @param language the declared language, a BCP 47 tag
 * @param surface where it appears: {@code post}, {@code comment}, {@code message} or {@code profile}
 * @param createdAt when it was written
 * @param author who wrote it
 * @param context where it stands
 */
public record Post(
        @Nullable String id,
        Map<String, String> fields,
        @Nullable String language,
        @Nullable String surface,
        @Nullable Instant createdAt,
        @Nullable Author author,
        @Nullable Context context) {
    /** The name of the only field of a plain text. */
    public static final String TEXT = "text";

    /** The surfaces that a post can appear on. */
    public static final Set<String> SURFACES = Set.of("post", "comment", "message", "profile");

    public Post {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("fields is empty");
        }
        WellFormed.check("id", id);
        fields.forEach((name, text) -> {
            WellFormed.check("a name in fields", name);
            WellFormed.check("fields." + name, text);
        });
        if (language != null) {
            checkTag(language);
        }
        if (surface != null && !SURFACES.contains(surface)) {
            throw new IllegalArgumentException("surface is none of post, comment, message, profile");
        }
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** A post that is one plain text and nothing else. */
    public static Post of(String text) {
        return of(Map.of(TEXT, text));
    }

    /** A post of these fields, in the map's order, and nothing else. */
    public static Post of(Map<String, String> fields) {
        return new Post(null, fields, null, null, null, null, null);
    }

    /** How many code points all fields hold together. */
    public int length() {
        int length = 0;
        for (String text : fields.values()) {
            length += text.codePointCount(0, text.length());
        }
        return length;
    }

    /** The same post under this id. */
    public Post withId(String newId) {
        return new Post(newId, fields, language, surface, createdAt, author, context);
    }

    /** The same post, declared to be in this language (a BCP 47 tag). */
    public Post withLanguage(String newLanguage) {
        return new Post(id, fields, newLanguage, surface, createdAt, author, context);
    }

    /** The same post on this surface. */
    public Post withSurface(String newSurface) {
        return new Post(id, fields, language, newSurface, createdAt, author, context);
    }

    /** The same post by this author. */
    public Post withAuthor(Author newAuthor) {
        return new Post(id, fields, language, surface, createdAt, newAuthor, context);
    }

    /** The same post in this context. */
    public Post withContext(Context newContext) {
        return new Post(id, fields, language, surface, createdAt, author, newContext);
    }

    private static void checkTag(String language) {
        try {
            if (!new Locale.Builder()
                            .setLanguageTag(language)
                            .build()
                            .getLanguage()
                            .isEmpty()
                    || language.equalsIgnoreCase("und")) {
                return;
            }
        } catch (IllformedLocaleException e) {
            throw new IllegalArgumentException("language is not a BCP 47 tag", e);
        }
        throw new IllegalArgumentException("language is not a BCP 47 tag");
    }
}

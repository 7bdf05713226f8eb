package io.limpid.rule;

import io.limpid.text.Language;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a rule applies.
 *
 * @param languages primary language tags; empty for all
 * @param surfaces of {@code post comment message profile}; empty for all
 */
public record Scope(List<String> languages, List<String> surfaces) {
    public static final Scope EVERYWHERE = new Scope(List.of(), List.of());

    public Scope {
        languages = List.copyOf(languages);
        surfaces = List.copyOf(surfaces);
    }

    /** A post that does not say its surface is inside every scope. */
    public boolean hasSurface(@Nullable String surface) {
        return surfaces.isEmpty() || surface == null || surfaces.contains(surface);
    }

    /** Only a language that is known to be another one is outside. */
    public boolean hasLanguage(Language language) {
        return languages.isEmpty() || !language.isKnown() || languages.stream().anyMatch(language::matches);
    }
}

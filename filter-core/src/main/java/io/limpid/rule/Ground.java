package io.limpid.rule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule stands on: a clause of the published terms, or a law.
 *
 * @param kind terms or law
 * @param clause the clause, in words that a reader can look up
 * @param url where the clause is published; absent where the ruleset's {@code terms_url} is enough
 * @param dsaCategory category of the EU's transparency database without its prefix, such as {@code SCAMS_AND_FRAUD}
 * @param dsaKeywords keywords of the same, without prefix
 */
public record Ground(Kind kind, String clause, @Nullable String url, String dsaCategory, List<String> dsaKeywords) {
    public Ground {
        dsaKeywords = List.copyOf(dsaKeywords);
    }

    /** Where a ground comes from. */
    public enum Kind {
        TERMS,
        LAW;

        public String id() {
            return this == TERMS ? "terms" : "law";
        }
    }
}

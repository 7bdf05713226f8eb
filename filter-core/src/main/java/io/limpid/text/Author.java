package io.limpid.text;

import org.jspecify.annotations.Nullable;

/**
 * What the platform says about who wrote a post; each fact may be missing.
 *
 * @param id the platform's name for the account
 * @param ageDays age of the account in days, not negative
 * @param postCount posts of the account so far, not negative
 * @param trusted whether the platform vouches for the account
 */
public record Author(
        @Nullable String id,
        @Nullable Integer ageDays,
        @Nullable Integer postCount,
        @Nullable Boolean trusted) {
    /** An author of whom nothing is known. */
    public static final Author UNKNOWN = new Author(null, null, null, null);

    public Author {
        WellFormed.check("author.id", id);
        if (ageDays != null && ageDays < 0) {
            throw new IllegalArgumentException("author.age_days is negative");
        }
        if (postCount != null && postCount < 0) {
            throw new IllegalArgumentException("author.post_count is negative");
        }
    }

    /** The same author with this id. */
    public Author withId(String newId) {
        return new Author(newId, ageDays, postCount, trusted);
    }

    /** The same author with an account of this age in days. */
    public Author withAgeDays(int newAgeDays) {
        return new Author(id, newAgeDays, postCount, trusted);
    }
}

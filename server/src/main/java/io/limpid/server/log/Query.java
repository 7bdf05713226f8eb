package io.limpid.server.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which decisions to list. A filter that is null lets everything through.
 *
 * @param rule id of a rule among the reasons
 * @param category category of a reason
 * @param action what was decided
 * @param language tag of the language, exactly
 * @param author the platform's id of the author
 * @param platform who asked
 * @param from not before this time
 * @param to before this time
 * @param q a substring of any kept string of the restricted part, case aside. That part is encrypted, so {@value #SCAN_LIMIT}
 *     decisions at most are opened for a page, and the page may come back short, with a cursor to go on
 * @param cursor {@link Page#next()} of the page before
 * @param limit how many, 1 to {@value #MAX_LIMIT}
 */
public record Query(
        @Nullable String rule,
        @Nullable String category,
        @Nullable String action,
        @Nullable String language,
        @Nullable String author,
        @Nullable String platform,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String q,
        @Nullable String cursor,
        int limit) {
    /** The most decisions of a page. */
    public static final int MAX_LIMIT = 1000;

    /** How many decisions are opened at most to find {@code q} for one page. */
    public static final int SCAN_LIMIT = 2000;

    public Query {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit is 1 to " + MAX_LIMIT + ", not " + limit);
        }
    }

    /** The newest decisions, whatever they are. */
    public static Query newest(int limit) {
        return new Query(null, null, null, null, null, null, null, null, null, null, limit);
    }

    public Query withRule(@Nullable String value) {
        return new Query(value, category, action, language, author, platform, from, to, q, cursor, limit);
    }

    public Query withCategory(@Nullable String value) {
        return new Query(rule, value, action, language, author, platform, from, to, q, cursor, limit);
    }

    public Query withAction(@Nullable String value) {
        return new Query(rule, category, value, language, author, platform, from, to, q, cursor, limit);
    }

    public Query withLanguage(@Nullable String value) {
        return new Query(rule, category, action, value, author, platform, from, to, q, cursor, limit);
    }

    public Query withAuthor(@Nullable String value) {
        return new Query(rule, category, action, language, value, platform, from, to, q, cursor, limit);
    }

    public Query withPlatform(@Nullable String value) {
        return new Query(rule, category, action, language, author, value, from, to, q, cursor, limit);
    }

    public Query withFrom(@Nullable Instant value) {
        return new Query(rule, category, action, language, author, platform, value, to, q, cursor, limit);
    }

    public Query withTo(@Nullable Instant value) {
        return new Query(rule, category, action, language, author, platform, from, value, q, cursor, limit);
    }

    public Query withQ(@Nullable String value) {
        return new Query(rule, category, action, language, author, platform, from, to, value, cursor, limit);
    }

    public Query withCursor(@Nullable String value) {
        return new Query(rule, category, action, language, author, platform, from, to, q, value, limit);
    }
}

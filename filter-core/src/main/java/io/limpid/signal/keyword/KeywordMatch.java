package io.limpid.signal.keyword;

import io.limpid.text.Span;
import org.jspecify.annotations.Nullable;

/**
 * One occurrence of an entry.
 *
 * @param span place in the field as submitted
 * @param suppressedBy the allow-span that covers it; absent when it counts
 */
public record KeywordMatch(
        KeywordList.Entry entry, String field, Span span, KeywordList.@Nullable Entry suppressedBy) {}

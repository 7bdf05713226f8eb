package io.limpid.signal.personal;

import io.limpid.signal.PersonalKind;
import io.limpid.text.Span;

/**
 * A piece of personal data in a post.
 *
 * @param kind what it is
 * @param span where it stands in the text as written
 * @param masked what evidence may show, such as {@code 4111…1111}: enough to recognise it, never the whole
 */
public record PersonalDatum(PersonalKind kind, Span span, String masked) {}

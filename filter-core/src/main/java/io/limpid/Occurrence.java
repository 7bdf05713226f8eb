package io.limpid;

import io.limpid.signal.Evidence;
import io.limpid.text.Span;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a sensor saw.
 *
 * @param field the field that it stands in; empty for what has no place in the text
 * @param span its place; null for what has none
 * @param suppressedBy {@code list#entry} of the allow-span that covers it; null when it counts
 * @param evidence tells about it; asked only for what a decision reports
 */
record Occurrence(
        String field, @Nullable Span span, @Nullable String suppressedBy, Supplier<Evidence> evidence) {
    Evidence toEvidence() {
        return evidence.get();
    }

    /** The same occurrence, suppressed. */
    Occurrence under(String suppressor) {
        return new Occurrence(field, span, suppressor, evidence);
    }
}

package io.limpid.rule;

import io.limpid.signal.Signal;
import org.jspecify.annotations.Nullable;

/**
 * A signal under the name that a rule gives it.
 *
 * @param name as used in {@code when}
 * @param near the name of the signal that an occurrence must be near to; absent when it may stand anywhere
 * @param within how near, in code points between the two; 0 without {@code near}
 */
public record RuleSignal(
        String name, Signal signal, @Nullable String near, int within) {
    /** Name under which the signal of {@code unless} is known. */
    public static final String UNLESS = "unless";
}

package io.limpid.text;

import org.jspecify.annotations.Nullable;

/** Refuses strings that are no Unicode text: they have no UTF-8 form, so they could be neither logged nor replayed. */
final class WellFormed {
    private WellFormed() {}

    static void check(String field, @Nullable String value) {
        if (value == null) {
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c)
                    && i + 1 < value.length()
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                i++;
            } else {
                throw new IllegalArgumentException(field + " holds a lone surrogate at offset " + i);
            }
        }
    }
}

package io.limpid.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whom an explanation speaks to. */
public enum Audience {
    PUBLIC,
    AUTHOR,
    REVIEWER;

    /** The name in files and requests, such as {@code reviewer}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Audience> parse(String id) {
        return Arrays.stream(values())
                .filter(audience -> audience.id().equals(id))
                .findFirst();
    }
}

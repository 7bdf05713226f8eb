package io.limpid.signal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Among whose posts near-duplicates are counted. */
public enum RepeatScope {
    AUTHOR,
    EVERYONE;

    /** The name in files and evidence, such as {@code author}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<RepeatScope> parse(String id) {
        return Arrays.stream(values()).filter(scope -> scope.id().equals(id)).findFirst();
    }
}

package io.limpid.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a rule is about. */
public enum Category {
    SPAM,
    RUMOUR,
    /** Violations of a person's rights: harassment, threats, hatred, privacy, intellectual property. */
    RIGHTS;

    /** The name in files and answers, such as {@code rights}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Category> parse(String id) {
        return Arrays.stream(values())
                .filter(category -> category.id().equals(id))
                .findFirst();
    }
}

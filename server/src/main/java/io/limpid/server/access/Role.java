package io.limpid.server.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a key is for. No role includes another. */
public enum Role {
    /** Has posts decided, and reads its own decisions. */
    PLATFORM,
    /** Publishes rulesets. */
    MAINTAINER,
    /** Reads decisions and reviews them. */
    REVIEWER,
    /** Reads everything, and changes nothing. */
    AUDITOR,
    /** Manages keys, and erases content. */
    ADMIN;

    /** The name in commands and answers, such as {@code platform}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Role> parse(String id) {
        return Arrays.stream(values()).filter(role -> role.id().equals(id)).findFirst();
    }
}

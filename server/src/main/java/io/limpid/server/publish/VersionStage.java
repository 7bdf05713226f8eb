package io.limpid.server.publish;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far a version of a ruleset has come. */
public enum VersionStage {
    /** Published, and nothing more. */
    DRAFT,
    /** Evaluated with every post and logged, and never acts. Any number of versions of a ruleset. */
    SHADOW,
    /** Acts. One version of a ruleset at most. */
    ACTIVE,
    /** No longer used for new decisions, and kept for as long as decisions cite it. */
    RETIRED;

    /** The name in answers and in the store, such as {@code shadow}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<VersionStage> parse(String id) {
        return Arrays.stream(values()).filter(stage -> stage.id().equals(id)).findFirst();
    }
}

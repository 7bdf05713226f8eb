package io.limpid;

import java.util.Locale;

/** How far a ruleset's version has come. */
public enum Stage {
    /** Evaluated and logged, and never acts. */
    SHADOW,
    /** Acts. */
    ACTIVE;

    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}

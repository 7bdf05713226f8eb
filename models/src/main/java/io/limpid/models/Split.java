package io.limpid.models;

import java.util.Locale;

/** The parts of a data set. */
enum Split {
    /** Learnt from. */
    TRAIN,
    /** Chosen and calibrated by. */
    DEV,
    /** Read once, at the end. */
    TEST;

    /** As file names have it. */
    String fileName() {
        return name().toLowerCase(Locale.ROOT);
    }
}

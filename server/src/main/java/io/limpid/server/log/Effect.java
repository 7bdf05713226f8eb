package io.limpid.server.log;

import java.util.List;

/**
 * What a record does to the content of earlier decisions, in the moment in which it is on disk.
 *
 * @param decisionIds ids of decisions; those that are not in the log, or were affected before, make no difference
 */
record Effect(Kind kind, List<String> decisionIds) {
    enum Kind {
        /** Their content goes, for good. */
        ERASE,
        /** Their content may not be erased. */
        HOLD,
        /** It may again. */
        RELEASE
    }

    Effect {
        decisionIds = List.copyOf(decisionIds);
    }
}

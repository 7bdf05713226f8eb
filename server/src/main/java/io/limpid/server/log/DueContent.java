package io.limpid.server.log;

import java.util.List;

/**
 * Decisions whose content has been kept long enough, in order of time.
 *
 * @param decisionIds a page of them
 * @param begin where this page begins
 * @param end where the next one does
 */
record DueContent(List<String> decisionIds, Place begin, Place end) {
    static final Place BEGINNING = new Place(Long.MIN_VALUE, -1);

    /** A decision by time, in milliseconds, and index. */
    record Place(long millis, long index) {}

    DueContent {
        decisionIds = List.copyOf(decisionIds);
    }
}

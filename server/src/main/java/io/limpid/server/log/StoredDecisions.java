package io.limpid.server.log;

import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/** Decisions in the order of the log, read in small pieces as a stream goes. */
final class StoredDecisions {
    /** With their content, each may take megabytes. */
    static final int AT_ONCE = 32;

    private StoredDecisions() {}

    /**
     * All decisions after an index.
     *
     * @param after gives up to {@value #AT_ONCE} decisions after an index, in order; none at the end
     */
    static Stream<StoredDecision> inOrder(long index, LongFunction<List<StoredDecision>> after) {
        return Stream.iterate(
                        after.apply(index),
                        found -> !found.isEmpty(),
                        found -> after.apply(found.get(found.size() - 1).index()))
                .flatMap(List::stream);
    }
}

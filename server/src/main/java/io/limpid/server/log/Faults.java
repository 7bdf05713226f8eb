package io.limpid.server.log;

import io.limpid.server.log.Verification.Check;
import io.limpid.server.log.Verification.Fault;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a check of a log has found so far: the first faults of each kind, since a log full of them must not fill the memory. */
final class Faults {
    private static final int MOST = 20;

    private final Map<Check, List<Fault>> found = new EnumMap<>(Check.class);
    private final List<String> notes = new ArrayList<>();

    /** Something is wrong with an entry, or with what belongs to it. */
    void at(long index, Check check, String what) {
        add(new Fault(check, Optional.of(index), what));
    }

    /** Something is wrong that is no entry's. */
    void at(Check check, String what) {
        add(new Fault(check, Optional.empty(), what));
    }

    private void add(Fault fault) {
        List<Fault> same = found.computeIfAbsent(fault.check(), unused -> new ArrayList<>());
        if (same.size() < MOST) {
            same.add(fault);
        }
    }

    /** What was not checked, and why. */
    void note(String text) {
        notes.add(text);
    }

    List<String> notes() {
        return notes;
    }

    /** The first in order of check, then of index, first; as many as are worth reading. */
    List<Fault> first() {
        return found.values().stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(Fault::check)
                        .thenComparingLong(fault -> fault.index().orElse(-1L)))
                .limit(MOST)
                .toList();
    }
}

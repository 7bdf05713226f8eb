package io.limpid.server.publish;

import io.limpid.server.log.CanonicalJson;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Entry;
import io.limpid.server.log.Leaf;
import io.limpid.server.log.Position;
import io.limpid.server.sqlite.SqliteFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Takes steps in the life of rulesets: each is an entry of the log, then it is in the store.
 *
 * <p>The two are different files, and a disk can fail in between. So the store notes first that a step is under way; where it
 * cannot be brought to its end, an entry of type {@code step_undone} says of the first one that it did not come to pass, at once or
 * before the next step. Safe for many threads: one step at a time. Whoever has to change more together holds the monitor of this
 * object meanwhile.
 */
public final class LoggedSteps {
    private static final String UNDONE = "step_undone";
    private static final Set<String> TYPES =
            Set.of("publication", "ruleset_stage", "ruleset_approval", "ruleset_activation", "brake");
    private static final int AT_ONCE = 1_000;

    private final SqliteFile file;
    private final DecisionLog log;

    public LoggedSteps(RulesetStore store, DecisionLog log) {
        this.file = store.file();
        this.log = log;
    }

    /**
     * Takes a step.
     *
     * @param type of the entry
     * @param leaf what it says
     * @param stored writes to the store, within one transaction
     * @return where the entry stands
     * @throws io.limpid.server.log.LogUnavailableException if the log takes no entry; then nothing has changed
     * @throws StoreUnavailableException if the store takes nothing; then nothing has changed, and the log says so, or will
     */
    Position take(String type, Map<String, Object> leaf, Consumer<Position> stored) {
        return takeAll(List.of(Entry.of(type, leaf)), positions -> stored.accept(positions.get(0)))
                .get(0);
    }

    /** Takes several as one. */
    synchronized List<Position> takeAll(List<Entry> entries, Consumer<List<Position>> stored) {
        if (!entries.stream().map(Entry::type).allMatch(TYPES::contains)) {
            throw new IllegalArgumentException("no steps: " + entries);
        }
        settle();
        file.update("INSERT INTO step_under_way (only_row, since) VALUES (1, ?)", log.size());
        List<Position> positions = new ArrayList<>();
        try {
            entries.forEach(entry -> positions.add(append(entry)));
            file.inTransaction(() -> {
                stored.accept(positions);
                forget();
            });
        } catch (RuntimeException e) {
            try {
                settle();
            } catch (RuntimeException later) {
                e.addSuppressed(later);
            }
            throw e;
        }
        return positions;
    }

    /**
     * Up to where the log says of every step how it ended: of one that came to nothing, there is an entry before this index.
     *
     * @return as many entries as the log has, or fewer while a step is under way
     */
    public synchronized long settledUpTo() {
        return underWaySince().orElseGet(log::size);
    }

    private Optional<Long> underWaySince() {
        return file.one("SELECT since FROM step_under_way", row -> row.getLong(1));
    }

    /** Says of a step that was logged and is not stored that it did not come to pass. */
    synchronized void settle() {
        Optional<Long> since = underWaySince();
        if (since.isPresent()) {
            // What became of an entry that a log could not commit is known only when that log can be written again.
            log.checkWritable();
            for (Long index : loggedSince(since.get())) {
                append(Entry.of(
                        UNDONE, Map.of("undone", index, "reason", "it was not stored; all is as it was before")));
            }
            forget();
        }
    }

    private void forget() {
        file.update("DELETE FROM step_under_way");
    }

    private List<Long> loggedSince(long first) {
        List<Long> found = new ArrayList<>();
        Set<Object> undone = new HashSet<>();
        long next = first;
        while (next < log.size()) {
            List<Leaf> leaves = log.entries(next, AT_ONCE).toList();
            for (Leaf leaf : leaves) {
                Map<String, Object> entry = CanonicalJson.decode(leaf.bytes());
                String type = String.valueOf(entry.get("type"));
                if (TYPES.contains(type)) {
                    found.add(leaf.position().index());
                } else if (type.equals(UNDONE) && entry.get("undone") instanceof Number index) {
                    undone.add(index.longValue());
                }
            }
            next = leaves.isEmpty() ? log.size() : next + leaves.size();
        }
        found.removeIf(undone::contains);
        return found;
    }

    private Position append(Entry entry) {
        try {
            return log.append(entry).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException why) {
                throw why;
            }
            throw e;
        }
    }
}

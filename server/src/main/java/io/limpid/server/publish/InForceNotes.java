package io.limpid.server.publish;

import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Entry;
import io.limpid.server.log.Position;
import io.limpid.server.sqlite.SqliteFile;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** What is in force beside rulesets, such as models and settings, each logged once and again when it changes. Safe for many threads. */
public final class InForceNotes {
    private final SqliteFile file;
    private final DecisionLog log;

    /** What was noted last under a name. */
    private record Noted(String value, Position at) {}

    public InForceNotes(RulesetStore store, DecisionLog log) {
        this.file = store.file();
        this.log = log;
    }

    /** Whether the log still has an entry: one that goes on from an older copy may have lost it. */
    static boolean isLogged(Position at, DecisionLog log) {
        return log.entries(at.index(), 1)
                .anyMatch(leaf -> leaf.position().leafHash().equals(at.leafHash()));
    }

    /**
     * Logs that something is in force now, unless the last entry of its kind says the same.
     *
     * @param type of the entry, such as {@code model_activation}
     * @param name of what it is about
     * @param value by which a change is told
     * @param leaf the entry
     * @throws io.limpid.server.log.LogUnavailableException if the log takes no entry
     */
    public synchronized void note(String type, String name, String value, Map<String, Object> leaf) {
        boolean known = file.one(
                        "SELECT value, log_index, leaf_hash FROM noted WHERE type = ? AND name = ?",
                        row -> new Noted(row.getString(1), new Position(row.getLong(2), row.getString(3))),
                        type,
                        name)
                .filter(noted -> noted.value().equals(value) && isLogged(noted.at(), log))
                .isPresent();
        if (known) {
            return;
        }
        Position at = log.append(Entry.of(type, leaf)).join();
        file.update(
                "INSERT OR REPLACE INTO noted (type, name, value, log_index, leaf_hash) VALUES (?, ?, ?, ?, ?)",
                type,
                name,
                value,
                at.index(),
                at.leafHash());
    }

    /**
     * Logs that what was noted before is in force no more, and forgets it.
     *
     * @param type under which it was noted
     * @param names of what is still in force
     * @param leaf makes the entry, of type {@code endType}, from name and noted value
     */
    public synchronized void noteEnds(
            String type,
            Collection<String> names,
            String endType,
            BiFunction<String, String, Map<String, Object>> leaf) {
        Map<String, String> gone = new TreeMap<>();
        file.all(
                "SELECT name, value FROM noted WHERE type = ?",
                row -> gone.put(row.getString(1), row.getString(2)),
                type);
        gone.keySet().removeAll(names);
        gone.forEach((name, value) -> {
            log.append(Entry.of(endType, leaf.apply(name, value))).join();
            file.update("DELETE FROM noted WHERE type = ? AND name = ?", type, name);
        });
    }
}

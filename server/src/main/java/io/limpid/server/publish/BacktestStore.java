package io.limpid.server.publish;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Back-tests as they are kept, so that one goes on after a restart. Safe for many threads. */
public final class BacktestStore {
    private static final String COLUMNS = "id, ruleset, from_time, to_time, most_posts, state, next_index, report";

    private final SqliteFile file;

    public BacktestStore(RulesetStore store) {
        this.file = store.file();
    }

    /**
     * A back-test.
     *
     * @param digest of the version that is tried
     * @param from no decision is earlier, in milliseconds since 1970; empty for no bound
     * @param to every decision is earlier, likewise
     * @param limit posts at most; empty for no bound
     * @param state {@code running}, {@code cancelled}, {@code interrupted} by a stop of the server, or {@code done}
     * @param next index in the log from which it goes on
     * @param report JSON, what it has found so far
     */
    public record Kept(
            String id,
            String digest,
            OptionalLong from,
            OptionalLong to,
            OptionalLong limit,
            String state,
            long next,
            String report) {}

    /** Keeps a new one, or how far one has come. */
    public void save(Kept kept) {
        file.update(
                "INSERT INTO backtest (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
                        + " SET state = excluded.state, next_index = excluded.next_index, report = excluded.report",
                kept.id(),
                kept.digest(),
                value(kept.from()),
                value(kept.to()),
                value(kept.limit()),
                kept.state(),
                kept.next(),
                kept.report());
    }

    private static @Nullable Long value(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }

    public Optional<Kept> find(String id) {
        return read("WHERE id = ?", id).stream().findFirst();
    }

    /** The latest of a version. */
    public Optional<Kept> latestOf(String digest) {
        return read("WHERE ruleset = ? ORDER BY id DESC LIMIT 1", digest).stream()
                .findFirst();
    }

    /** Those in a state. */
    public List<Kept> in(String state) {
        return read("WHERE state = ? ORDER BY id", state);
    }

    private List<Kept> read(String where, String value) {
        return file.all(
                "SELECT " + COLUMNS + " FROM backtest " + where,
                row -> new Kept(
                        row.getString(1),
                        row.getString(2),
                        number(row.getObject(3)),
                        number(row.getObject(4)),
                        number(row.getObject(5)),
                        row.getString(6),
                        row.getLong(7),
                        row.getString(8)),
                value);
    }

    private static OptionalLong number(@Nullable Object column) {
        return column instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }
}

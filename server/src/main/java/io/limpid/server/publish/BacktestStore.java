package io.limpid.server.publish;

import io.limpid.decision.Provenance.Braked;
import io.limpid.rule.Governance.Rung;
import io.limpid.server.sqlite.SqliteFile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Back-tests as they are kept, the latest hundred, so that one goes on after a restart. Safe for many threads. */
public final class BacktestStore {
    /** The state of one that has come to its end. */
    public static final String DONE = "done";

    private static final int MOST_KEPT = 100;
    private static final String COLUMNS =
            "id, ruleset, beside, brakes, from_time, to_time, most_posts, begun_at, state,"
                    + " next_index, worked_millis, report";

    private final SqliteFile file;

    public BacktestStore(RulesetStore store) {
        this.file = store.file();
    }

    /**
     * What is to be tried, and on what.
     *
     * @param digest of the version that is tried
     * @param beside digests of the others that would act
     * @param brakes that would be on
     * @param from no decision is earlier, in milliseconds since 1970; empty for no bound
     * @param to every decision is earlier, likewise
     * @param limit posts at most; empty for no bound
     */
    public record Job(
            String id,
            String digest,
            List<String> beside,
            List<Braked> brakes,
            OptionalLong from,
            OptionalLong to,
            OptionalLong limit,
            Instant begunAt) {
        public Job {
            beside = List.copyOf(beside);
            brakes = List.copyOf(brakes);
        }
    }

    /**
     * A back-test, and how far it has come.
     *
     * @param state {@code running}, {@code cancelled}, {@code interrupted} by a stop of the server, {@code failed} or {@code done}
     * @param next index in the log from which it goes on
     * @param workedMillis how long it has worked, pauses not counted
     * @param report JSON, what it has found so far
     */
    public record Kept(Job job, String state, long next, long workedMillis, String report) {}

    /** Keeps a new one, or how far one has come. */
    public void save(Kept kept) {
        Job job = kept.job();
        file.inTransaction(() -> {
            file.update(
                    "INSERT INTO backtest (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                            + " ON CONFLICT (id) DO UPDATE SET state = excluded.state, next_index = excluded.next_index,"
                            + " worked_millis = excluded.worked_millis, report = excluded.report",
                    job.id(),
                    job.digest(),
                    String.join(" ", job.beside()),
                    job.brakes().stream()
                            .map(brake -> brake.rule() + " " + brake.to().id())
                            .collect(Collectors.joining("\n")),
                    value(job.from()),
                    value(job.to()),
                    value(job.limit()),
                    job.begunAt().toEpochMilli(),
                    kept.state(),
                    kept.next(),
                    kept.workedMillis(),
                    kept.report());
            file.update(
                    "DELETE FROM backtest WHERE id NOT IN (SELECT id FROM backtest ORDER BY id DESC LIMIT ?)",
                    MOST_KEPT);
        });
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
                        new Job(
                                row.getString(1),
                                row.getString(2),
                                words(row.getString(3)),
                                row.getString(4)
                                        .lines()
                                        .map(BacktestStore::brake)
                                        .toList(),
                                number(row.getObject(5)),
                                number(row.getObject(6)),
                                number(row.getObject(7)),
                                Instant.ofEpochMilli(row.getLong(8))),
                        row.getString(9),
                        row.getLong(10),
                        row.getLong(11),
                        row.getString(12)),
                value);
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private static Braked brake(String line) {
        int space = line.indexOf(' ');
        return new Braked(
                line.substring(0, space), Rung.parse(line.substring(space + 1)).orElseThrow());
    }

    private static OptionalLong number(@Nullable Object column) {
        return column instanceof Number number ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }
}

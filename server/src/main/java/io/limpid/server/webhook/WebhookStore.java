package io.limpid.server.webhook;

import io.limpid.server.sqlite.SqliteFile;
import io.limpid.server.webhook.Delivery.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * How far each endpoint has been told of the log, and what it has not taken yet: the file {@code webhooks.db} of a data folder.
 *
 * <p>A command may change it while a service runs. Safe for many threads.
 */
public final class WebhookStore implements AutoCloseable {
    /** {@code LmWh} in ASCII. */
    private static final int APPLICATION_ID = 0x4C6D5768;

    private static final int VERSION = 1;

    private static final List<String> TABLES =
            List.of("""
            CREATE TABLE endpoint (
                name TEXT PRIMARY KEY,
                next INTEGER NOT NULL,
                leaf_hash TEXT NOT NULL
            ) STRICT, WITHOUT ROWID
            """, """
            CREATE TABLE delivery (
                number INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                endpoint TEXT NOT NULL REFERENCES endpoint (name),
                type TEXT NOT NULL,
                log_index INTEGER NOT NULL,
                body TEXT NOT NULL,
                state TEXT NOT NULL CHECK (state IN ('pending', 'dead')),
                attempts INTEGER NOT NULL,
                made_at INTEGER NOT NULL,
                next_at INTEGER NOT NULL,
                failure TEXT
            ) STRICT
            """, "CREATE INDEX delivery_due ON delivery (endpoint, state, next_at)");

    private static final String COLUMNS =
            "number, id, endpoint, type, log_index, body, state, attempts, made_at, next_at, failure";

    /** Who has not missed a message in a month does not want it any more. */
    private static final Duration DEAD_KEPT = Duration.ofDays(30);

    private static final int MOST_DEAD = 10_000;

    private final SqliteFile file;
    private final Clock clock;

    /** Where an endpoint stands in the log: the first entry that it has not been told of, and the hash of the one before. */
    record Cursor(long next, String leafHash) {}

    /** A message to be written down. */
    record Message(String id, String endpoint, String type, long logIndex, String body) {}

    private WebhookStore(SqliteFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    private static Path in(Path dataFolder) {
        return dataFolder.resolve("webhooks.db");
    }

    /** Whether a data folder has one. */
    public static boolean exists(Path dataFolder) {
        return Files.exists(in(dataFolder));
    }

    /**
     * Opens that of a data folder that is there, or makes an empty file.
     *
     * @throws io.limpid.server.sqlite.StoreUnavailableException if the file cannot be used
     */
    public static WebhookStore open(Path dataFolder, Clock clock) {
        return new WebhookStore(SqliteFile.open(in(dataFolder), APPLICATION_ID, VERSION, TABLES), clock);
    }

    Optional<Cursor> cursor(String endpoint) {
        return file.one(
                "SELECT next, leaf_hash FROM endpoint WHERE name = ?",
                row -> new Cursor(row.getLong(1), row.getString(2)),
                endpoint);
    }

    /** Moves endpoints on in the log, and writes down what they are to be told: both or neither. */
    void moveOn(Collection<String> endpoints, Cursor to, List<Message> messages) {
        long now = clock.millis();
        file.inTransaction(() -> {
            for (String name : endpoints) {
                file.update(
                        "INSERT INTO endpoint (name, next, leaf_hash) VALUES (?, ?, ?)"
                                + " ON CONFLICT (name) DO UPDATE SET next = excluded.next, leaf_hash = excluded.leaf_hash",
                        name,
                        to.next(),
                        to.leafHash());
            }
            for (Message message : messages) {
                file.update(
                        "INSERT INTO delivery (id, endpoint, type, log_index, body, state, attempts, made_at, next_at)"
                                + " VALUES (?, ?, ?, ?, ?, 'pending', 0, ?, 0)",
                        message.id(),
                        message.endpoint(),
                        message.type(),
                        message.logIndex(),
                        message.body(),
                        now);
            }
        });
    }

    /** What is to be sent now, the oldest first. */
    List<Delivery> due(String endpoint, int limit) {
        return file.all(
                "SELECT " + COLUMNS + " FROM delivery WHERE endpoint = ? AND state = 'pending' AND next_at <= ?"
                        + " ORDER BY number LIMIT ?",
                WebhookStore::delivery,
                endpoint,
                clock.millis(),
                limit);
    }

    void taken(Delivery delivery) {
        file.update("DELETE FROM delivery WHERE id = ?", delivery.id());
    }

    void again(Delivery delivery, Duration wait, String failure) {
        file.update(
                "UPDATE delivery SET attempts = attempts + 1, next_at = ?, failure = ? WHERE id = ?",
                clock.millis() + wait.toMillis(),
                failure,
                delivery.id());
    }

    void givenUp(Delivery delivery, String failure) {
        file.update(
                "UPDATE delivery SET state = 'dead', attempts = attempts + 1, next_at = ?, failure = ? WHERE id = ?",
                clock.millis(),
                failure,
                delivery.id());
    }

    /** Drops what was given up long ago, and of too much the oldest; says how much. */
    int tidy() {
        int old = file.update(
                "DELETE FROM delivery WHERE state = 'dead' AND next_at < ?", clock.millis() - DEAD_KEPT.toMillis());
        int tooMuch = file.update("DELETE FROM delivery WHERE state = 'dead' AND number <="
                + " (SELECT number FROM delivery WHERE state = 'dead' ORDER BY number DESC LIMIT 1 OFFSET " + MOST_DEAD
                + ")");
        return old + tooMuch;
    }

    long pending(String endpoint) {
        return file.one(
                        "SELECT count(*) FROM delivery WHERE endpoint = ? AND state = 'pending'",
                        row -> row.getLong(1),
                        endpoint)
                .orElse(0L);
    }

    /** Messages of a state, of all endpoints. */
    long count(State state) {
        return file.one("SELECT count(*) FROM delivery WHERE state = ?", row -> row.getLong(1), state.id())
                .orElse(0L);
    }

    /** Every endpoint that was ever told of anything here, also one that is no longer configured. */
    public List<EndpointState> endpoints() {
        return file.all(
                "SELECT name, next,"
                        + " (SELECT count(*) FROM delivery WHERE endpoint = name AND state = 'pending'),"
                        + " (SELECT count(*) FROM delivery WHERE endpoint = name AND state = 'dead'),"
                        + " (SELECT failure FROM delivery WHERE endpoint = name AND failure IS NOT NULL"
                        + " ORDER BY state, number DESC LIMIT 1) FROM endpoint ORDER BY name",
                row -> new EndpointState(
                        row.getString(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        Optional.ofNullable(row.getString(5))));
    }

    /**
     * Messages that were not taken yet, the oldest first.
     *
     * @param endpoint whose; empty for those of all
     * @param after none up to this number is shown
     */
    public List<Delivery> deliveries(State state, Optional<String> endpoint, long after, int limit) {
        return file.all(
                "SELECT " + COLUMNS
                        + " FROM delivery WHERE state = ?1 AND (?2 IS NULL OR endpoint = ?2) AND number > ?3"
                        + " ORDER BY number LIMIT ?4",
                WebhookStore::delivery,
                state.id(),
                endpoint.orElse(null),
                after,
                limit);
    }

    /** A message that was not taken yet. */
    public Optional<Delivery> find(String id) {
        return file.one("SELECT " + COLUMNS + " FROM delivery WHERE id = ?", WebhookStore::delivery, id);
    }

    /**
     * Sends a message again that was given up, for as long as a new one.
     *
     * @return the message as it is now; empty where there is none of this id. One that is being sent stays as it was
     */
    public Optional<Delivery> replay(String id) {
        file.update(
                "UPDATE delivery SET state = 'pending', attempts = 0, made_at = ?, next_at = 0"
                        + " WHERE id = ? AND state = 'dead'",
                clock.millis(),
                id);
        return find(id);
    }

    /**
     * The same of all that were given up, and says of how many.
     *
     * @param endpoint whose; empty for those of all
     */
    public int replayAll(Optional<String> endpoint) {
        return file.update(
                "UPDATE delivery SET state = 'pending', attempts = 0, made_at = ?1, next_at = 0"
                        + " WHERE state = 'dead' AND (?2 IS NULL OR endpoint = ?2)",
                clock.millis(),
                endpoint.orElse(null));
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getLong(5),
                row.getString(6),
                State.parse(row.getString(7)),
                row.getInt(8),
                Instant.ofEpochMilli(row.getLong(9)),
                Instant.ofEpochMilli(row.getLong(10)),
                Optional.ofNullable(row.getString(11)));
    }

    @Override
    public void close() {
        file.close();
    }
}

package io.limpid.server.access;

import io.limpid.server.sqlite.SqliteFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a data folder: the file {@code keys.db}, which holds no secret, only digests.
 *
 * <p>A command may change it while a service runs: the service sees it at once. Safe for many threads.
 */
public final class KeyStore implements AutoCloseable {
    /** {@code LmKy} in ASCII. */
    private static final int APPLICATION_ID = 0x4C6D4B79;

    private static final int VERSION = 1;

    private static final List<String> TABLES = List.of("""
            CREATE TABLE key (
                id TEXT PRIMARY KEY,
                role TEXT NOT NULL CHECK (role IN ('platform', 'maintainer', 'reviewer', 'auditor', 'admin')),
                name TEXT NOT NULL,
                digest BLOB NOT NULL,
                created_at INTEGER NOT NULL,
                created_by TEXT NOT NULL,
                created_logged INTEGER NOT NULL,
                expires_at INTEGER,
                last_used_at INTEGER,
                revoked_at INTEGER,
                revoked_by TEXT,
                revoked_logged INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID
            """);

    /** Letters, digits, dot, hyphen, underscore: what goes into log entries and settings as it is. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** Nobody plans further. */
    private static final int MOST_DAYS = 3_660;

    private static final String COLUMNS = "id, role, name, created_at, expires_at, last_used_at, revoked_at";

    private final SqliteFile file;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /**
     * A key that was made.
     *
     * @param token the only time that it can be read
     */
    public record Created(ApiKey key, String token) {
        /** Without the token, which belongs into no log. */
        @Override
        public String toString() {
            return "Created[" + key + "]";
        }
    }

    /** A change of which the log does not know yet. */
    record Change(String id, Role role, String name, Optional<Instant> expiresAt, String actor, boolean revoked) {}

    /** A key with what its secret is held against. */
    @SuppressWarnings("ArrayRecordComponent") // Nothing compares two of them.
    record Known(ApiKey key, byte[] digest, boolean logged) {}

    private KeyStore(SqliteFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** Whether a data folder has keys. */
    public static boolean exists(Path dataFolder) {
        return Files.exists(dataFolder.resolve("keys.db"));
    }

    /**
     * Opens the keys of a data folder that is there, or makes an empty file.
     *
     * @throws io.limpid.server.sqlite.StoreUnavailableException if the file cannot be used
     */
    public static KeyStore open(Path dataFolder, Clock clock) {
        return new KeyStore(SqliteFile.open(dataFolder.resolve("keys.db"), APPLICATION_ID, VERSION, TABLES), clock);
    }

    /**
     * Makes a key. It is worth something once the log says that there is one.
     *
     * @param days after which it expires; empty for never
     * @param actor who makes it: a key's id, or {@code local} for somebody at the machine itself
     * @throws IllegalArgumentException if the name or the days will not do; the message says what will
     */
    public Created create(Role role, String name, Optional<Integer> days, String actor) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a name has 1 to 64 letters, digits, dots, hyphens and underscores, and"
                    + " begins with a letter or a digit");
        }
        if (days.isPresent() && (days.get() < 1 || days.get() > MOST_DAYS)) {
            throw new IllegalArgumentException("a key expires after 1 to " + MOST_DAYS + " days");
        }
        Token token = Token.random(random);
        Instant now = Instant.ofEpochMilli(clock.millis());
        Optional<Instant> expires = days.map(count -> now.plus(Duration.ofDays(count)));
        file.update(
                "INSERT INTO key (id, role, name, digest, created_at, created_by, created_logged, expires_at,"
                        + " revoked_logged) VALUES (?, ?, ?, ?, ?, ?, 0, ?, 0)",
                token.id(),
                role.id(),
                name,
                token.digest(),
                now.toEpochMilli(),
                actor,
                expires.map(Instant::toEpochMilli).orElse(null));
        return new Created(
                new ApiKey(token.id(), role, name, now, expires, Optional.empty(), Optional.empty()), token.text());
    }

    /** All keys, those that were made first first. */
    public List<ApiKey> list() {
        return file.all(
                "SELECT " + COLUMNS + " FROM key ORDER BY created_at, id",
                row -> new ApiKey(
                        row.getString(1),
                        Role.parse(row.getString(2)).orElseThrow(),
                        row.getString(3),
                        Instant.ofEpochMilli(row.getLong(4)),
                        instant(row.getObject(5)),
                        instant(row.getObject(6)),
                        instant(row.getObject(7))));
    }

    private static Optional<Instant> instant(@Nullable Object column) {
        return column instanceof Number millis
                ? Optional.of(Instant.ofEpochMilli(millis.longValue()))
                : Optional.empty();
    }

    /** A key by its id. */
    public Optional<ApiKey> find(String id) {
        return list().stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /** Whether a key is worth something now. */
    public boolean hasValidKey() {
        return list().stream().anyMatch(key -> key.isValid(clock.instant()));
    }

    /**
     * Revokes a key, from now on.
     *
     * @param actor as for {@link #create}
     * @return the key as it is now; empty where there is none of this id. One that was revoked before stays as it was
     */
    public Optional<ApiKey> revoke(String id, String actor) {
        file.update(
                "UPDATE key SET revoked_at = ?, revoked_by = ? WHERE id = ? AND revoked_at IS NULL",
                clock.millis(),
                actor,
                id);
        return find(id);
    }

    void used(String id, Instant at) {
        file.update("UPDATE key SET last_used_at = ? WHERE id = ?", at.toEpochMilli(), id);
    }

    /** Changes whenever another process has changed something. */
    long dataVersion() {
        return file.one("PRAGMA data_version", row -> row.getLong(1)).orElseThrow();
    }

    List<Known> known() {
        return file.all(
                "SELECT " + COLUMNS + ", digest, created_logged FROM key",
                row -> new Known(
                        new ApiKey(
                                row.getString(1),
                                Role.parse(row.getString(2)).orElseThrow(),
                                row.getString(3),
                                Instant.ofEpochMilli(row.getLong(4)),
                                instant(row.getObject(5)),
                                instant(row.getObject(6)),
                                instant(row.getObject(7))),
                        row.getBytes(8),
                        row.getInt(9) != 0));
    }

    /** What the log does not know yet, in the order in which it happened. */
    List<Change> unlogged() {
        return file.all(
                "SELECT id, role, name, expires_at, created_by AS actor, 0 AS revoked, created_at AS at FROM key"
                        + " WHERE created_logged = 0 UNION ALL"
                        + " SELECT id, role, name, expires_at, revoked_by, 1, revoked_at FROM key"
                        + " WHERE revoked_at IS NOT NULL AND revoked_logged = 0 ORDER BY at, revoked, id",
                row -> new Change(
                        row.getString(1),
                        Role.parse(row.getString(2)).orElseThrow(),
                        row.getString(3),
                        instant(row.getObject(4)),
                        row.getString(5),
                        row.getInt(6) != 0));
    }

    void logged(Change change) {
        file.update(
                "UPDATE key SET " + (change.revoked() ? "revoked_logged" : "created_logged") + " = 1 WHERE id = ?",
                change.id());
    }

    @Override
    public void close() {
        file.close();
    }
}

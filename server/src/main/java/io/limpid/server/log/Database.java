package io.limpid.server.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** A connection to one of the two files, with the settings that durability rests on. For one thread at a time. */
final class Database implements AutoCloseable {
    /** Since this version a writer and a checkpoint that meet can no longer corrupt the file. */
    private static final int[] OLDEST_SQLITE = {3, 51, 3};

    /** How long to wait for a lock that someone else holds, in milliseconds. */
    private static final int BUSY_MILLIS = 5_000;

    /** Memory for pages of a writer, in KiB: the upper levels of its indices stay there. */
    private static final int CACHE_KIB = 16 << 10;

    /** What a write-ahead log shrinks to after a checkpoint, in bytes. */
    private static final int WAL_BYTES = 64 << 20;

    final Path file;
    final Connection connection;
    private @Nullable PreparedStatement setMeta;

    private Database(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * Opens a file for writing and says whether it is new. Touches nothing in a file that is not ours.
     *
     * @throws LogRefusedException if it is another program's, or of a newer schema, or SQLite is too old
     */
    static Database writer(Path file, LogSchema schema) throws SQLException {
        try {
            LogFolder.createPrivate(file);
        } catch (IOException e) {
            throw new LogRefusedException(
                    "cannot make " + file + " (" + IoErrors.why(e) + "); check owner and mode of its folder", e);
        }
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        // Nobody asks for them, and the driver would run a query for them after each insert.
        config.setGetGeneratedKeys(false);
        var database = new Database(file, config.createConnection("jdbc:sqlite:" + file));
        try {
            checkSqlite(database.text("SELECT sqlite_version()").orElseThrow());
            database.checkIsOurs(schema);
            if (database.isEmpty()) {
                database.set("page_size = " + schema.pageBytes());
            }
            database.set("cache_size = " + -CACHE_KIB);
            database.set("fullfsync = ON");
            database.set("checkpoint_fullfsync = ON");
            database.set("synchronous = FULL");
            database.set("foreign_keys = ON");
            database.set("trusted_schema = OFF");
            database.set("cell_size_check = ON");
            database.set("mmap_size = 0");
            database.set("secure_delete = " + (schema.erasable() ? "ON" : "OFF"));
            String mode = database.text("PRAGMA journal_mode = WAL").orElseThrow();
            if (!mode.equals("wal")) {
                throw new LogRefusedException(
                        file + " cannot use a write-ahead log (mode " + mode + "); the folder must be on a local disk");
            }
            // Checkpoints happen between commits, on the thread that commits.
            database.set("wal_autocheckpoint = 0");
            database.set("journal_size_limit = " + WAL_BYTES);
            return database;
        } catch (SQLiteException e) {
            database.close();
            throw refusalOr(e, file);
        } catch (SQLException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Opens a file for reading only. */
    static Database reader(Path file) throws SQLException {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        var database = new Database(file, config.createConnection("jdbc:sqlite:" + file));
        try {
            database.set("trusted_schema = OFF");
            database.set("cell_size_check = ON");
            database.set("mmap_size = 0");
            return database;
        } catch (SQLException e) {
            database.close();
            throw e;
        }
    }

    static void checkSqlite(String version) {
        String[] parts = version.split("\\.", -1);
        for (int i = 0; i < OLDEST_SQLITE.length; i++) {
            int part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
            if (part != OLDEST_SQLITE[i]) {
                if (part > OLDEST_SQLITE[i]) {
                    return;
                }
                throw new LogRefusedException(
                        "SQLite " + version
                                + " can corrupt a write-ahead log; 3.51.3 or later is needed: use the library that comes with limpid");
            }
        }
    }

    /**
     * Makes sure, without touching it, that a file is missing, or empty, or ours.
     *
     * @throws LogRefusedException if it is another program's, or of a newer schema
     */
    static void checkIsOurs(Path file, LogSchema schema) throws SQLException {
        if (!exists(file)) {
            return;
        }
        try (Database database = reader(file)) {
            database.checkIsOurs(schema);
        } catch (SQLiteException e) {
            throw refusalOr(e, file);
        }
    }

    private static SQLiteException refusalOr(SQLiteException e, Path file) {
        if (e.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB) {
            throw new LogRefusedException(
                    file + " is not an SQLite file; name another data folder, or restore the file from a backup", e);
        }
        return e;
    }

    void checkIsOurs(LogSchema schema) throws SQLException {
        if (isEmpty()) {
            return;
        }
        if (number("PRAGMA application_id") != schema.applicationId()) {
            throw new LogRefusedException(file + " is an SQLite file of another program; name another data folder");
        }
        long version = number("PRAGMA user_version");
        if (version > schema.version()) {
            throw new LogRefusedException(file + " has schema " + version + ", and this program knows only up to "
                    + schema.version() + "; start the newer limpid that wrote it");
        }
        if (version < schema.version()) {
            throw new LogRefusedException(file + " has schema " + version
                    + ", from before the first release, which this program does not read; name another data folder");
        }
    }

    /** Whether nothing has been made in it yet. */
    boolean isEmpty() throws SQLException {
        return number("SELECT count(*) FROM sqlite_schema") == 0 && number("PRAGMA application_id") == 0;
    }

    /** The same, where another program may be about to do so, too. */
    void createIfEmpty(LogSchema schema) throws SQLException {
        begin();
        if (isEmpty()) {
            make(schema);
        }
        commit();
    }

    /** Makes all tables in one transaction, and marks the file as ours in the same. */
    void create(LogSchema schema, String... meta) throws SQLException {
        begin();
        make(schema, meta);
        commit();
    }

    private void make(LogSchema schema, String... meta) throws SQLException {
        for (String statement : schema.statements()) {
            set(statement, "");
        }
        for (int i = 0; i < meta.length; i += 2) {
            setMeta(meta[i], meta[i + 1]);
        }
        set("application_id = " + schema.applicationId());
        set("user_version = " + schema.version());
    }

    Optional<String> meta(String name) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT value FROM meta WHERE name = ?")) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    void setMeta(String name, String value) throws SQLException {
        if (setMeta == null) {
            setMeta = prepare(
                    "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        }
        setMeta.setString(1, name);
        setMeta.setString(2, value);
        setMeta.executeUpdate();
    }

    /** Starts a transaction that holds the write lock from the first moment. */
    void begin() throws SQLException {
        connection.setAutoCommit(false);
    }

    /** Returns when the transaction is on disk. */
    void commit() throws SQLException {
        connection.setAutoCommit(true);
    }

    /** Moves what was committed from the write-ahead log into the file, as far as readers let it. */
    void checkpoint() throws SQLException {
        number("PRAGMA wal_checkpoint(PASSIVE)");
    }

    /**
     * Moves all of it and empties the write-ahead log.
     *
     * @return whether it could; otherwise a reader was in the way
     */
    boolean checkpointAll() throws SQLException {
        return number("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
    }

    /** The same, with another patience for readers than the usual five seconds. */
    boolean checkpointAll(int patienceMillis) throws SQLException {
        set("busy_timeout = " + patienceMillis);
        boolean all = checkpointAll();
        set("busy_timeout = " + BUSY_MILLIS);
        return all;
    }

    PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(sql);
    }

    long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** The first column of the first row, if there is one. */
    Optional<byte[]> bytes(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
        }
    }

    /** Likewise. */
    Optional<String> text(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
        }
    }

    /** The first column of all rows. */
    List<String> texts(String sql) throws SQLException {
        var texts = new ArrayList<String>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    void set(String pragma) throws SQLException {
        set("PRAGMA ", pragma);
    }

    private void set(String verb, String rest) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(verb + rest);
        }
    }

    static boolean exists(Path file) {
        return Files.exists(file) && file.toFile().length() > 0;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

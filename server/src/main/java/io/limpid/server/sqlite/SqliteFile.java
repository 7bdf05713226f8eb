package io.limpid.server.sqlite;

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

/** An SQLite file of ours: what is asked of it, with every failure told in one way. Safe for many threads, one at a time. */
public final class SqliteFile implements AutoCloseable {
    private static final int BUSY_MILLIS = 5_000;

    private final Path file;
    private final Connection connection;

    private SqliteFile(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** Reads one row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** What happens as a whole or not at all. */
    @FunctionalInterface
    public interface Work {
        void run();
    }

    /**
     * Opens a file, or makes it.
     *
     * @param applicationId by which a file of ours is known
     * @param schema statements that make an empty one, of this version
     * @throws StoreUnavailableException if it is another program's, of another schema, or cannot be used
     */
    public static SqliteFile open(Path file, int applicationId, int version, List<String> schema) {
        var config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        SqliteFile opened = connect(file, config);
        try {
            opened.prepare(applicationId, version, schema);
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /** Opens a file that may be in use, only to read. */
    public static SqliteFile openToRead(Path file) {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        return connect(file, config);
    }

    private static SqliteFile connect(Path file, SQLiteConfig config) {
        try {
            return new SqliteFile(file, config.createConnection("jdbc:sqlite:" + file));
        } catch (SQLException e) {
            throw new StoreUnavailableException("cannot open " + file + " (" + e.getMessage() + ")", e);
        }
    }

    private void prepare(int applicationId, int version, List<String> schema) {
        long application = number("PRAGMA application_id");
        long found = number("PRAGMA user_version");
        boolean empty = number("SELECT count(*) FROM sqlite_schema") == 0 && application == 0;
        if (!empty && application != applicationId) {
            throw new StoreUnavailableException(
                    file + " is an SQLite file of another program; name another data folder", null);
        }
        if (found > version) {
            throw new StoreUnavailableException(
                    file + " has schema " + found + ", and this program knows only up to " + version
                            + "; start the newer limpid that wrote it",
                    null);
        }
        if (!empty && found < version) {
            throw new StoreUnavailableException(
                    file + " has schema " + found
                            + ", from before the first release, which this program does not read; name another data folder",
                    null);
        }
        for (String pragma : List.of(
                "fullfsync = ON",
                "synchronous = EXTRA",
                "foreign_keys = ON",
                "trusted_schema = OFF",
                "cell_size_check = ON")) {
            execute("PRAGMA " + pragma);
        }
        if (empty) {
            inTransaction(() -> {
                schema.forEach(this::execute);
                execute("PRAGMA application_id = " + applicationId);
                execute("PRAGMA user_version = " + version);
            });
        }
    }

    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private long number(String sql) {
        return one(sql, row -> row.getLong(1)).orElse(0L);
    }

    /** Every row that a query gives. */
    public synchronized <T> List<T> all(String sql, Row<T> row, @Nullable Object... values) {
        List<T> found = new ArrayList<>();
        try (PreparedStatement statement = prepared(sql, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(row.read(rows));
            }
            return found;
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    /** The first row that a query gives. */
    public <T> Optional<T> one(String sql, Row<T> row, @Nullable Object... values) {
        return all(sql, row, values).stream().findFirst();
    }

    /** Changes rows, and says how many. */
    public synchronized int update(String sql, @Nullable Object... values) {
        try (PreparedStatement statement = prepared(sql, values)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    /** Does all of the work, durably, or nothing of it. */
    public synchronized void inTransaction(Work work) {
        // In SQL, not by the driver's switch: on a full disk SQLite rolls back by itself, and the driver loses count.
        execute("BEGIN IMMEDIATE");
        try {
            work.run();
            execute("COMMIT");
        } catch (RuntimeException | Error e) {
            try {
                execute("ROLLBACK");
            } catch (StoreUnavailableException nothingLeft) {
                e.addSuppressed(nothingLeft);
            }
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private StoreUnavailableException unusable(SQLException e) {
        return new StoreUnavailableException(
                "cannot use " + file.getFileName() + " (" + e.getMessage() + "); check its disk", e);
    }
}

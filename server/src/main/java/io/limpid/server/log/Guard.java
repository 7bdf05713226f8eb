package io.limpid.server.log;

import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The last state of each log that a checkpoint was signed for, in a file of its own, apart from the logs.
 *
 * <p>It only ever moves on from the state that the log itself remembers (compare-and-swap), and does so before a checkpoint is
 * signed. So a log that was put back from an older copy, or that a second writer has forked, never signs anything again. One file
 * serves all logs of a machine. For one thread at a time.
 */
final class Guard implements AutoCloseable {
    private static final LogSchema SCHEMA = LogSchema.GUARD;

    private final Database database;
    private final PreparedStatement read;
    private final PreparedStatement add;
    private final PreparedStatement advance;

    private Guard(Database database) throws SQLException {
        this.database = database;
        read = database.prepare("SELECT size, root FROM guard WHERE log_id = ?");
        add = database.prepare(
                "INSERT INTO guard (log_id, size, root) VALUES (?, ?, ?) ON CONFLICT (log_id) DO NOTHING");
        advance = database.prepare("UPDATE guard SET size = ?, root = ? WHERE log_id = ? AND size = ? AND root = ?");
    }

    /**
     * Opens the file, or makes it.
     *
     * @throws LogRefusedException if it cannot be made, or is another program's
     */
    static Guard open(Path file) throws SQLException {
        try {
            Files.createDirectories(LogFolder.of(file));
        } catch (IOException e) {
            throw new LogRefusedException(
                    "cannot make the folder of the guard " + file + " (" + IoErrors.why(e)
                            + "); name a file that can be written with --guard, best on another disk than the log",
                    e);
        }
        Database database = opened(file);
        try {
            // Two programs may find it empty at once; the second waits for the first, and finds it made.
            database.createIfEmpty(SCHEMA);
            return new Guard(database);
        } catch (SQLException | RuntimeException e) {
            database.close();
            throw e;
        }
    }

    private static Database opened(Path file) {
        try {
            return Database.writer(file, SCHEMA);
        } catch (SQLException | LogRefusedException e) {
            throw new LogRefusedException(
                    "the guard " + file + " cannot be used: " + e.getMessage()
                            + ". It is made by itself where there is none; name another file with --guard",
                    e);
        }
    }

    /** Where a log stood when its last checkpoint was signed; nothing for a log that this guard has never seen. */
    Optional<TreeHead> last(String logId) throws SQLException {
        read.setString(1, logId);
        try (ResultSet rows = read.executeQuery()) {
            return rows.next()
                    ? Optional.of(new TreeHead(rows.getLong(1), Hash.of(rows.getBytes(2))))
                    : Optional.empty();
        }
    }

    /** Takes a log under guard. */
    void adopt(String logId, TreeHead head) throws SQLException {
        add.setString(1, logId);
        add.setLong(2, head.size());
        add.setBytes(3, head.root().bytes());
        add.executeUpdate();
    }

    /**
     * Moves on; returns when that is on disk.
     *
     * @throws LogRefusedException if the log stands elsewhere than {@code from}: another writer has moved it on
     */
    void advance(String logId, TreeHead from, TreeHead to) throws SQLException {
        advance.setLong(1, to.size());
        advance.setBytes(2, to.root().bytes());
        advance.setString(3, logId);
        advance.setLong(4, from.size());
        advance.setBytes(5, from.root().bytes());
        if (advance.executeUpdate() != 1) {
            throw new LogRefusedException("another writer has moved this log on, to "
                    + last(logId).map(TreeHead::size).orElse(0L) + " entries by the guard " + database.file
                    + ": two copies of one log are running. Stop this one, and go on with the other");
        }
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}

package io.limpid.server.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConnection;

/**
 * Copies a data folder, also while a service writes to it.
 *
 * <p>The log and the content of its decisions are two files, and the copy has both as they were at one moment. What is written
 * later than the log is taken later, so that the copy lacks nothing that its log speaks of.
 */
public final class LogBackup {
    /** How often it is tried to see both files between two commits. Each try takes some hundred microseconds. */
    private static final int TRIES = 10_000;

    private static final List<String> OTHER_STORES = List.of("rulesets.db", "keys.db", "webhooks.db");
    private static final List<String> SECRETS = List.of("content.key", "checkpoint.key");

    private LogBackup() {}

    /**
     * Copies.
     *
     * @param from a data folder, or an earlier copy
     * @param to made for nobody but its owner; must not be there
     * @return entries in the copy's log
     * @throws LogRefusedException if there is no log to copy, something is in the way, or there is no moment between two commits
     */
    public static long copy(Path from, Path to) {
        if (!Database.exists(from.resolve("log.db"))) {
            throw new LogRefusedException("there is no log in " + from);
        }
        if (to.toAbsolutePath().normalize().startsWith(from.toAbsolutePath().normalize())) {
            throw new LogRefusedException(
                    to + " is inside " + from + ", where nothing would keep the two apart; name a folder elsewhere");
        }
        if (Files.exists(to)) {
            throw new LogRefusedException(to + " is there already; name a folder that is not");
        }
        try {
            LogFolder.make(to);
            long size = copyLog(from, to);
            for (String name : OTHER_STORES) {
                if (Database.exists(from.resolve(name))) {
                    try (Database store = Database.reader(from.resolve(name))) {
                        copy(store, to.resolve(name));
                    }
                }
            }
            for (String name : SECRETS) {
                Path key = from.resolve(name);
                if (Files.exists(key)) {
                    LogFolder.createPrivate(to.resolve(name));
                    Files.write(to.resolve(name), Files.readAllBytes(key), StandardOpenOption.SYNC);
                }
            }
            LogFolder.syncDirectory(to);
            return size;
        } catch (SQLException e) {
            throw new LogRefusedException("cannot copy " + from + " (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw new LogRefusedException("cannot copy " + from + " to " + to + " (" + IoErrors.why(e) + ")", e);
        }
    }

    private static long copyLog(Path from, Path to) throws SQLException, IOException {
        try (Database log = Database.reader(from.resolve("log.db"));
                Database content = Database.reader(from.resolve("content.db"))) {
            seeBoth(log, content, from);
            long size = size(log);
            copy(log, to.resolve("log.db"));
            copy(content, to.resolve("content.db"));
            rollBack(log);
            rollBack(content);
            tidy(to, size);
            return size;
        }
    }

    /** Begins to read both files as they were at one moment: no commit of the log lies between the two. */
    private static void seeBoth(Database log, Database content, Path from) throws SQLException {
        try (Database probe = Database.reader(from.resolve("log.db"))) {
            for (int i = 0; i < TRIES; i++) {
                begin(log);
                long before = size(log);
                begin(content);
                content.number("SELECT count(*) FROM (SELECT 1 FROM content LIMIT 1)");
                if (size(probe) == before) {
                    return;
                }
                rollBack(log);
                rollBack(content);
            }
        }
        throw new LogRefusedException("there was no moment between two commits; try again when there is less to do");
    }

    private static long size(Database log) throws SQLException {
        return log.number("SELECT coalesce(max(idx) + 1, 0) FROM leaf");
    }

    /**
     * Drops what a start would drop: content of entries that are not in the log yet, which is written first, and content that
     * an entry erased, which goes last.
     */
    private static void tidy(Path to, long size) throws SQLException {
        try (Database log = Database.reader(to.resolve("log.db"));
                Database content = Database.writer(to.resolve("content.db"), LogSchema.CONTENT)) {
            content.begin();
            try (var delete = content.prepare("DELETE FROM content WHERE idx = ?");
                    var erased = log.prepare("SELECT idx FROM erasure");
                    var rows = erased.executeQuery()) {
                while (rows.next()) {
                    delete.setLong(1, rows.getLong(1));
                    delete.executeUpdate();
                }
            }
            try (var beyond = content.prepare("DELETE FROM content WHERE idx >= ?")) {
                beyond.setLong(1, size);
                beyond.executeUpdate();
            }
            content.commit();
            content.checkpointAll();
        }
    }

    private static void copy(Database store, Path to) throws SQLException, IOException {
        LogFolder.createPrivate(to);
        int code = ((SQLiteConnection) store.connection).getDatabase().backup("main", to.toString(), null);
        if (code != 0) {
            throw new SQLException("copying " + store.file + " ended with code " + code);
        }
        try (var channel = FileChannel.open(to, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void begin(Database store) throws SQLException {
        execute(store, "BEGIN");
    }

    private static void rollBack(Database store) throws SQLException {
        execute(store, "ROLLBACK");
    }

    private static void execute(Database store, String sql) throws SQLException {
        try (Statement statement = store.connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

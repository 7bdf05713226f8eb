package io.limpid.server.publish;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetReader;
import io.limpid.rule.RulesetRejectedException;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Entry;
import io.limpid.server.log.Position;
import io.limpid.signal.classifier.ModelDescription;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.sqlite.SQLiteConfig;

/**
 * The rulesets of one data folder, as bytes, and which of them are in force: the file {@code rulesets.db}.
 *
 * <p>An activation is in the decision log, durably, before it takes effect here. Safe for many threads. The data folder must
 * be held by a {@link DecisionLog}, so that no other process writes here.
 */
public final class RulesetStore implements AutoCloseable {
    /** {@code LmRs} in ASCII. */
    private static final int APPLICATION_ID = 0x4C6D5273;

    private static final int SCHEMA_VERSION = 3;

    private static final List<String> SCHEMA =
            List.of("""
            CREATE TABLE ruleset (
                digest TEXT PRIMARY KEY,
                name TEXT NOT NULL,
                version TEXT NOT NULL,
                stage TEXT NOT NULL CHECK (stage IN ('draft', 'shadow', 'active', 'retired')),
                activated_at INTEGER NOT NULL,
                log_index INTEGER NOT NULL,
                leaf_hash TEXT NOT NULL,
                UNIQUE (name, version)
            ) STRICT
            """, "CREATE UNIQUE INDEX one_version_in_force ON ruleset (name) WHERE stage = 'active'", """
            CREATE TABLE file (
                ruleset TEXT NOT NULL REFERENCES ruleset (digest),
                path TEXT NOT NULL,
                bytes BLOB NOT NULL,
                PRIMARY KEY (ruleset, path)
            ) STRICT, WITHOUT ROWID
            """, """
            CREATE TABLE noted (
                type TEXT NOT NULL,
                name TEXT NOT NULL,
                value TEXT NOT NULL,
                log_index INTEGER NOT NULL,
                leaf_hash TEXT NOT NULL,
                PRIMARY KEY (type, name)
            ) STRICT, WITHOUT ROWID
            """);

    /** Versions that were asked for lately; one takes some megabytes. */
    private static final int MOST_LOADED = 9;

    private final Connection connection;

    private final Cache<Version, Optional<Ruleset>> loaded =
            CacheBuilder.newBuilder().maximumSize(MOST_LOADED).build();

    /**
     * A version as it was read.
     *
     * @param forModels whether what its rules demand of models was settled
     */
    private record Version(String digest, boolean forModels) {}

    private RulesetStore(Connection connection) {
        this.connection = connection;
    }

    /** Whether a data folder has a store already. */
    public static boolean exists(Path dataFolder) {
        return Files.exists(file(dataFolder));
    }

    /**
     * Opens the store of a data folder, or makes one.
     *
     * @throws PublishingException if the file is another program's, of a newer schema, or cannot be used
     */
    public static RulesetStore open(Path dataFolder) {
        Path file = file(dataFolder);
        var config = new SQLiteConfig();
        config.setBusyTimeout(5_000);
        try {
            Connection connection = config.createConnection("jdbc:sqlite:" + file);
            try {
                prepare(connection, file);
                return new RulesetStore(connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new PublishingException("cannot open " + file + " (" + e.getMessage() + ")", e);
        }
    }

    private static Path file(Path dataFolder) {
        return dataFolder.resolve("rulesets.db");
    }

    private static void prepare(Connection connection, Path file) throws SQLException {
        long application = number(connection, "PRAGMA application_id");
        long version = number(connection, "PRAGMA user_version");
        boolean empty = number(connection, "SELECT count(*) FROM sqlite_schema") == 0 && application == 0;
        if (!empty && application != APPLICATION_ID) {
            throw new PublishingException(
                    file + " is an SQLite file of another program; name another data folder", null);
        }
        if (version > SCHEMA_VERSION) {
            throw new PublishingException(
                    file + " has schema " + version + ", and this program knows only up to " + SCHEMA_VERSION
                            + "; start the newer limpid that wrote it",
                    null);
        }
        if (!empty && version < SCHEMA_VERSION) {
            throw new PublishingException(
                    file + " has schema " + version
                            + ", from before the first release, which this program does not read; name another data folder",
                    null);
        }
        execute(connection, "PRAGMA fullfsync = ON");
        execute(connection, "PRAGMA synchronous = EXTRA");
        execute(connection, "PRAGMA foreign_keys = ON");
        execute(connection, "PRAGMA trusted_schema = OFF");
        execute(connection, "PRAGMA cell_size_check = ON");
        if (empty) {
            connection.setAutoCommit(false);
            for (String statement : SCHEMA) {
                execute(connection, statement);
            }
            execute(connection, "PRAGMA application_id = " + APPLICATION_ID);
            execute(connection, "PRAGMA user_version = " + SCHEMA_VERSION);
            connection.setAutoCommit(true);
        }
    }

    /**
     * The rulesets in force, in order of name.
     *
     * @param models those that rules may ask
     * @throws RulesetRejectedException if this version of the program refuses one of them, or a model does not promise what one of
     *     their rules demands
     * @throws PublishingException if they cannot be read, or are not what was stored
     */
    public synchronized List<ActiveRuleset> active(Collection<ModelDescription> models)
            throws RulesetRejectedException {
        List<ActiveRuleset> active = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT digest, name, activated_at, log_index FROM ruleset WHERE stage = 'active' ORDER BY name");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                Ruleset ruleset = load(rows.getString(1), rows.getString(2), models);
                active.add(new ActiveRuleset(ruleset, Instant.ofEpochMilli(rows.getLong(3)), rows.getLong(4)));
            }
        } catch (SQLException e) {
            throw unusable(e);
        }
        return active;
    }

    private Ruleset load(String digest, String name, Collection<ModelDescription> models)
            throws SQLException, RulesetRejectedException {
        Ruleset ruleset = RulesetReader.load(new RulesetFiles(name, files(digest), List.of(), List.of()), models);
        if (!ruleset.digest().equals(digest)) {
            throw new PublishingException(
                    "the stored ruleset " + ruleset.name() + " is not what was stored: its digest is "
                            + ruleset.digest() + ", not " + digest + "; restore rulesets.db from a backup",
                    null);
        }
        return ruleset;
    }

    /**
     * A version that is or was in force; nothing where there is none of this digest, or this program refuses it.
     *
     * @param models those that its rules ask, always the same ones. Without any, what rules demand of models is left open: such a
     *     version can be read, not decided by
     */
    public synchronized Optional<Ruleset> ruleset(String digest, Collection<ModelDescription> models) {
        var version = new Version(digest, !models.isEmpty());
        Optional<Ruleset> before = loaded.getIfPresent(version);
        if (before == null) {
            before = read(digest, models);
            loaded.put(version, before);
        }
        return before;
    }

    private Optional<Ruleset> read(String digest, Collection<ModelDescription> models) {
        try (PreparedStatement select = connection.prepareStatement("SELECT name FROM ruleset WHERE digest = ?")) {
            select.setString(1, digest);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(load(digest, rows.getString(1), models)) : Optional.empty();
            }
        } catch (RulesetRejectedException e) {
            return Optional.empty();
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private Map<String, byte[]> files(String digest) throws SQLException {
        Map<String, byte[]> files = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT path, bytes FROM file WHERE ruleset = ?")) {
            select.setString(1, digest);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    files.put(rows.getString(1), rows.getBytes(2));
                }
            }
        }
        return files;
    }

    /**
     * Puts rulesets in force, all or none: first into the log, then here.
     *
     * @throws io.limpid.server.log.LogUnavailableException if the log takes no entry; then nothing has changed
     * @throws PublishingException if they cannot be stored
     */
    public synchronized void activate(List<RulesetSource> sources, DecisionLog log, Clock clock) {
        Map<RulesetSource, Position> positions = new LinkedHashMap<>();
        for (RulesetSource source : sources) {
            positions.put(source, logged(source.ruleset(), log));
        }
        try {
            connection.setAutoCommit(false);
            try {
                for (Map.Entry<RulesetSource, Position> entry : positions.entrySet()) {
                    store(entry.getKey(), entry.getValue(), clock.instant());
                }
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private static Position logged(Ruleset ruleset, DecisionLog log) {
        Map<String, Object> leaf = new TreeMap<>();
        leaf.put("name", ruleset.name());
        leaf.put("version", ruleset.version());
        leaf.put("digest", ruleset.digest());
        leaf.put("stage", "active");
        leaf.put("rules", ruleset.rules().size());
        return log.append(Entry.of("ruleset_activation", leaf)).join();
    }

    /** Whether the log still has an entry: one that goes on from an older copy may have lost it. */
    private static boolean isLogged(long index, String leafHash, DecisionLog log) {
        return log.entries(index, 1).anyMatch(leaf -> leaf.position().leafHash().equals(leafHash));
    }

    /**
     * Logs anew what is in force, where the log has lost the entries that say so.
     *
     * @param active what {@link #active} gave
     * @return the same, with the entries that there are now
     */
    public synchronized List<ActiveRuleset> reconcile(List<ActiveRuleset> active, DecisionLog log) {
        List<ActiveRuleset> reconciled = new ArrayList<>();
        try (PreparedStatement hash = connection.prepareStatement("SELECT leaf_hash FROM ruleset WHERE digest = ?");
                PreparedStatement move = connection.prepareStatement(
                        "UPDATE ruleset SET log_index = ?, leaf_hash = ? WHERE digest = ?")) {
            for (ActiveRuleset one : active) {
                hash.setString(1, one.ruleset().digest());
                String known;
                try (ResultSet rows = hash.executeQuery()) {
                    rows.next();
                    known = rows.getString(1);
                }
                if (isLogged(one.logIndex(), known, log)) {
                    reconciled.add(one);
                    continue;
                }
                Position anew = logged(one.ruleset(), log);
                move.setLong(1, anew.index());
                move.setString(2, anew.leafHash());
                move.setString(3, one.ruleset().digest());
                move.executeUpdate();
                reconciled.add(new ActiveRuleset(one.ruleset(), one.activatedAt(), anew.index()));
            }
        } catch (SQLException e) {
            throw unusable(e);
        }
        return reconciled;
    }

    /**
     * Logs that something else than a ruleset is in force now, unless the last entry of its kind says the same.
     *
     * @param type of the entry, such as {@code model_activation}
     * @param name of what it is about
     * @param value by which a change is told
     * @param leaf the entry
     * @throws io.limpid.server.log.LogUnavailableException if the log takes no entry
     */
    public synchronized void note(String type, String name, String value, Map<String, Object> leaf, DecisionLog log) {
        try (PreparedStatement known = connection.prepareStatement(
                "SELECT value, log_index, leaf_hash FROM noted WHERE type = ? AND name = ?")) {
            known.setString(1, type);
            known.setString(2, name);
            try (ResultSet rows = known.executeQuery()) {
                if (rows.next()
                        && rows.getString(1).equals(value)
                        && isLogged(rows.getLong(2), rows.getString(3), log)) {
                    return;
                }
            }
            Position at = log.append(Entry.of(type, leaf)).join();
            try (PreparedStatement note =
                    connection.prepareStatement("INSERT OR REPLACE INTO noted (type, name, value, log_index, leaf_hash)"
                            + " VALUES (?, ?, ?, ?, ?)")) {
                note.setString(1, type);
                note.setString(2, name);
                note.setString(3, value);
                note.setLong(4, at.index());
                note.setString(5, at.leafHash());
                note.executeUpdate();
            }
        } catch (SQLException e) {
            throw unusable(e);
        }
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
            BiFunction<String, String, Map<String, Object>> leaf,
            DecisionLog log) {
        try {
            Map<String, String> gone = new TreeMap<>();
            try (PreparedStatement noted =
                    connection.prepareStatement("SELECT name, value FROM noted WHERE type = ?")) {
                noted.setString(1, type);
                try (ResultSet rows = noted.executeQuery()) {
                    while (rows.next()) {
                        gone.put(rows.getString(1), rows.getString(2));
                    }
                }
            }
            gone.keySet().removeAll(names);
            for (Map.Entry<String, String> one : gone.entrySet()) {
                log.append(Entry.of(endType, leaf.apply(one.getKey(), one.getValue())))
                        .join();
                try (PreparedStatement forget =
                        connection.prepareStatement("DELETE FROM noted WHERE type = ? AND name = ?")) {
                    forget.setString(1, type);
                    forget.setString(2, one.getKey());
                    forget.executeUpdate();
                }
            }
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private void store(RulesetSource source, Position position, Instant at) throws SQLException {
        Ruleset ruleset = source.ruleset();
        try (PreparedStatement retire = connection.prepareStatement(
                "UPDATE ruleset SET stage = 'retired' WHERE name = ? AND stage = 'active'")) {
            retire.setString(1, ruleset.name());
            retire.executeUpdate();
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO ruleset (digest, name, version, stage, activated_at, log_index, leaf_hash)"
                        + " VALUES (?, ?, ?, 'active', ?, ?, ?)")) {
            insert.setString(1, ruleset.digest());
            insert.setString(2, ruleset.name());
            insert.setString(3, ruleset.version());
            insert.setLong(4, at.toEpochMilli());
            insert.setLong(5, position.index());
            insert.setString(6, position.leafHash());
            insert.executeUpdate();
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO file (ruleset, path, bytes) VALUES (?, ?, ?)")) {
            for (Map.Entry<String, byte[]> file : source.files().files().entrySet()) {
                insert.setString(1, ruleset.digest());
                insert.setString(2, file.getKey());
                insert.setBytes(3, file.getValue());
                insert.executeUpdate();
            }
        }
    }

    /**
     * What is wrong with the ruleset that is kept under a digest, if anything; of a store that may be in use, and is only read.
     */
    public static Function<String, Optional<String>> faultsOf(Path dataFolder) {
        Map<String, Optional<String>> faults = new HashMap<>();
        return digest -> faults.computeIfAbsent(digest, unknown -> fault(dataFolder, unknown));
    }

    /**
     * Opens the store of a data folder that may be in use, only to read.
     *
     * @throws PublishingException if it cannot be read
     */
    public static RulesetStore openToRead(Path dataFolder) {
        var config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(5_000);
        try {
            return new RulesetStore(config.createConnection("jdbc:sqlite:" + file(dataFolder)));
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private static Optional<String> fault(Path dataFolder, String digest) {
        Path file = file(dataFolder);
        if (!Files.exists(file)) {
            return Optional.of("is not kept; there is no " + file.getFileName());
        }
        try (RulesetStore store = openToRead(dataFolder)) {
            Map<String, byte[]> files = store.files(digest);
            if (files.isEmpty()) {
                return Optional.of("is not kept");
            }
            String manifest = new RulesetFiles("", files, List.of(), List.of()).manifest();
            return RulesetFiles.digest(manifest.getBytes(StandardCharsets.UTF_8))
                            .equals(digest)
                    ? Optional.empty()
                    : Optional.of("its files are not what they were");
        } catch (SQLException | PublishingException e) {
            return Optional.of("cannot be read (" + e.getMessage() + ")");
        }
    }

    /** How the rulesets of a folder differ from those in force: one sentence each, none where they are the same. */
    public static List<String> differences(List<ActiveRuleset> active, Path folder) {
        Map<String, RulesetFiles> files = new TreeMap<>();
        for (Path path : RulesetFiles.folders(folder)) {
            RulesetFiles read = RulesetFiles.read(path);
            files.put(read.folder(), read);
        }
        List<String> differences = new ArrayList<>();
        for (ActiveRuleset entry : active) {
            Ruleset ruleset = entry.ruleset();
            RulesetFiles there = files.remove(ruleset.name());
            String inForce = "the ruleset " + ruleset.name() + " stays in force as version " + ruleset.version();
            if (there == null) {
                differences.add(inForce + "; there is none of that name in " + folder);
            } else if (!RulesetFiles.digest(there.manifest().getBytes(StandardCharsets.UTF_8))
                    .equals(ruleset.digest())) {
                differences.add(
                        inForce + "; the files in " + folder + " differ: " + changed(ruleset.files(), there.digests()));
            }
        }
        files.keySet()
                .forEach(name -> differences.add("the ruleset " + name + " in " + folder
                        + " is not in force; what is in force is in the data folder"));
        return differences;
    }

    private static String changed(Map<String, String> here, Map<String, String> there) {
        var paths = new TreeSet<>(here.keySet());
        paths.addAll(there.keySet());
        paths.removeIf(path -> here.getOrDefault(path, "").equals(there.getOrDefault(path, "")));
        String first = String.join(", ", paths.stream().limit(5).toList());
        return paths.size() > 5 ? first + " and " + (paths.size() - 5) + " more" : first;
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private static PublishingException unusable(SQLException e) {
        return new PublishingException("cannot use rulesets.db (" + e.getMessage() + "); check its disk", e);
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

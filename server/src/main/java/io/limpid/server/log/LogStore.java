package io.limpid.server.log;

import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.tree.Frontier;
import io.limpid.server.tree.Proofs;
import io.limpid.server.tree.TileHash;
import io.limpid.server.witness.CosignatureLine;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Both databases open for writing. Belongs to one thread at a time; after any {@link SQLException} it is to be closed. */
final class LogStore implements AutoCloseable {
    /*
     * A leaf whose content was lost would be a decision that nobody can explain; content without a leaf is only rubbish. So
     * content.db commits first, inside the span of log.db's transaction, and what a crash in between left over is removed at the
     * next open. Both files note where the last batch with content began: content.db may be ahead of log.db by that one batch and
     * by no more. Anything else is a file put back from an older backup, and to clean up after it would destroy
     * what is still needed.
     */
    private static final Logger LOGGER = LoggerFactory.getLogger(LogStore.class);

    /** In both files: the index at which the last batch with content began. */
    private static final String CONTENT_BATCH = "content_batch";

    /** How often to checkpoint: a longer write-ahead log saves writes of hot pages, a shorter one saves disk and start-up time. */
    private static final int ENTRIES_PER_CHECKPOINT = 8192;

    private static final int COMMITS_PER_CHECKPOINT = 1024;

    /** How many cosigned checkpoints to look at for one that has cosignatures enough. */
    private static final int COSIGNED = 16;

    /** Each waits as long as a database is waited for, five seconds. */
    private static final int RECOVERY_TRIES = 24;

    private final Database log;
    private final Database content;
    private final long idempotencyMillis;
    private final boolean wasClosed;
    private final PreparedStatement addLeaf;
    private final PreparedStatement addDecision;
    private final PreparedStatement addRule;
    private final PreparedStatement addCategory;
    private final PreparedStatement addKey;
    private final PreparedStatement removeKey;
    private final PreparedStatement forgetKeys;
    private final PreparedStatement addContent;
    private final PreparedStatement addTileHash;
    private final PreparedStatement setFrontier;
    private final PreparedStatement addCheckpoint;
    private final PreparedStatement addCosignature;
    private final Effects effects;
    private final Frontier frontier;
    private long size;
    private int entriesSinceCheckpoint;
    private int commitsSinceCheckpoint;

    private LogStore(Database log, Database content, long idempotencyMillis) throws SQLException {
        this.log = log;
        this.content = content;
        this.idempotencyMillis = idempotencyMillis;
        wasClosed = log.meta("state").orElse("").equals("closed");
        size = log.number("SELECT coalesce(max(idx) + 1, 0) FROM leaf");
        addLeaf = log.prepare("INSERT INTO leaf (idx, bytes, hash) VALUES (?, ?, ?)");
        addDecision = log.prepare("INSERT INTO decision (idx, id, time, action, language, author, platform)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING");
        addRule = log.prepare("INSERT INTO decision_rule (rule, time, idx) VALUES (?, ?, ?)");
        addCategory = log.prepare("INSERT INTO decision_category (category, time, idx) VALUES (?, ?, ?)");
        addKey = log.prepare(
                "INSERT INTO idempotency (key, body, idx, time) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE"
                        + " SET body = excluded.body, idx = excluded.idx, time = excluded.time WHERE idempotency.time < ?");
        removeKey = log.prepare("DELETE FROM idempotency WHERE key = ?");
        forgetKeys = log.prepare("DELETE FROM idempotency WHERE key IN"
                + " (SELECT key FROM idempotency WHERE time < ? ORDER BY time LIMIT ?)");
        addContent = content.prepare("INSERT INTO content (idx, key, data) VALUES (?, ?, ?)");
        addTileHash = log.prepare("INSERT INTO tile_hash (level, idx, hash) VALUES (?, ?, ?)");
        setFrontier = log.prepare("INSERT INTO frontier (one, bytes) VALUES (1, ?)"
                + " ON CONFLICT (one) DO UPDATE SET bytes = excluded.bytes");
        addCheckpoint = log.prepare("INSERT INTO checkpoint (size, time, note) VALUES (?, ?, ?)");
        addCosignature = log.prepare("INSERT INTO cosignature (size, witness, time, line) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (size, witness) DO UPDATE SET time = excluded.time, line = excluded.line");
        effects = new Effects(log, content);
        frontier = frontier();
    }

    /** The frontier that the last commit left, which must be that of the leaves. */
    private Frontier frontier() throws SQLException {
        Optional<byte[]> bytes = log.bytes("SELECT bytes FROM frontier");
        Frontier kept = bytes.isPresent() ? Frontier.of(bytes.get()) : Frontier.empty();
        if (kept.size() != size || !kept.head().equals(head(size))) {
            throw new LogRefusedException(
                    log.file + " holds a tree that is not that of its entries; find the first entry at"
                            + " fault with: limpid log verify");
        }
        return kept;
    }

    /**
     * Opens both files, making them where both are new. Nothing that was committed is touched before {@link #start}.
     *
     * @param existing whether they must be there already
     * @throws LogRefusedException if they are not what this program can go on with
     */
    static LogStore open(LogFolder folder, ContentKey key, LogSettings settings, Tuning tuning, boolean existing)
            throws SQLException {
        if (existing && !(Database.exists(folder.log()) && Database.exists(folder.content()))) {
            throw new LogRefusedException("the files of the log are gone from its folder; restore them and restart");
        }
        Database content = Database.writer(folder.content(), LogSchema.CONTENT);
        Database log = null;
        try {
            log = Database.writer(folder.log(), LogSchema.LOG);
            pair(log, content, key);
            // What was written but perhaps never synced is written anew and synced before anything is built on it.
            recover(log);
            recover(content);
            tuning.apply(log, content);
            return new LogStore(log, content, settings.idempotencyKept().toMillis());
        } catch (SQLException | RuntimeException e) {
            close(log, e);
            close(content, e);
            throw e;
        }
    }

    /** Waits for readers of other programs, such as a check of the log that began before a crash. */
    private static void recover(Database database) throws SQLException {
        for (int tries = 0; !database.checkpointAll(); tries++) {
            if (tries == RECOVERY_TRIES) {
                throw new LogRefusedException("another program is reading " + database.file
                        + ", and keeps it from being recovered after a crash; wait until it is done, or end it");
            }
            LOGGER.warn(
                    "waiting for another program that is reading {}, before it can be recovered after a crash",
                    database.file);
        }
    }

    /** Makes sure that the two files and the key belong together. */
    private static void pair(Database log, Database content, ContentKey key) throws SQLException {
        if (content.isEmpty()) {
            if (!log.isEmpty()) {
                throw new LogRefusedException(content.file + " is missing, but " + log.file
                        + " is there; restore it from the same backup. Without it no decision can be explained");
            }
            var id = new byte[16];
            new SecureRandom().nextBytes(id);
            content.create(
                    LogSchema.CONTENT, "log_id", HexFormat.of().formatHex(id), "key_id", key.id(), CONTENT_BATCH, "0");
        }
        if (!content.meta("key_id").equals(Optional.of(key.id()))) {
            throw new LogRefusedException(
                    "the key file is not the one that " + content.file + " was made with; restore the right one");
        }
        String id = content.meta("log_id").orElseThrow();
        if (log.isEmpty()) {
            if (content.number("SELECT count(*) FROM content") > 0) {
                throw new LogRefusedException(log.file + " is missing, but " + content.file
                        + " holds content of its decisions; restore it from the same backup");
            }
            log.create(LogSchema.LOG, "log_id", id, "state", "closed", CONTENT_BATCH, "0");
        }
        if (!log.meta("log_id").equals(Optional.of(id))) {
            throw new LogRefusedException(
                    log.file + " and " + content.file + " are of two different logs; restore both from one backup");
        }
    }

    private void removeOrphans() throws SQLException {
        long begun = Long.parseLong(content.meta(CONTENT_BATCH).orElseThrow());
        if (size < begun) {
            throw new LogRefusedException(log.file + " ends at entry " + size + ", but " + content.file
                    + " went on after entry " + begun + "; the first is an older copy. Restore both from one backup");
        }
        if (begun < Long.parseLong(log.meta(CONTENT_BATCH).orElseThrow())) {
            throw new LogRefusedException(content.file + " lacks content of decisions that " + log.file
                    + " holds; the first is an older copy. Restore both from one backup");
        }
        content.begin();
        int removed;
        try (var statement = content.prepare("DELETE FROM content WHERE idx >= ?")) {
            statement.setLong(1, size);
            removed = statement.executeUpdate();
        }
        content.commit();
        if (removed > 0) {
            content.checkpointAll();
            LOGGER.info("removed content of {} records that a crash kept from being logged", removed);
        }
    }

    long size() {
        return size;
    }

    /** The tree of all that is committed. */
    TreeHead head() {
        return frontier.head();
    }

    /** The tree that this log was at an earlier size. */
    TreeHead head(long earlier) throws SQLException {
        try {
            return new Proofs(new StoredHashes(log)).head(earlier);
        } catch (StoredHashes.UnreadableException e) {
            throw e.sql();
        } catch (IllegalStateException e) {
            throw new LogRefusedException(
                    log.file + " is damaged: " + e.getMessage() + "; restore it from a backup", e);
        }
    }

    /** Which log this is: 32 hex digits, drawn when it was made. */
    String logId() throws SQLException {
        return log.meta("log_id").orElseThrow();
    }

    /** The verifier key in use; nothing for a log just made. */
    Optional<String> signingKey() throws SQLException {
        return log.text("SELECT key FROM signing_key ORDER BY first DESC LIMIT 1");
    }

    /** All verifier keys that the log has had, the oldest first. */
    List<String> signingKeys() throws SQLException {
        return log.texts("SELECT key FROM signing_key ORDER BY first");
    }

    /** The last checkpoint that was signed. */
    Optional<String> lastCheckpoint() throws SQLException {
        return log.text("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1");
    }

    /** Keeps a signed checkpoint; returns when it is on disk. */
    void add(TreeHead head, String note, long millis) throws SQLException {
        addCheckpoint.setLong(1, head.size());
        addCheckpoint.setLong(2, millis);
        addCheckpoint.setString(3, note);
        addCheckpoint.executeUpdate();
    }

    /** Keeps what witnesses have put under a checkpoint that is kept. */
    void add(long checkpointSize, List<CosignatureLine> lines) throws SQLException {
        for (CosignatureLine line : lines) {
            addCosignature.setLong(1, checkpointSize);
            addCosignature.setString(2, line.witness().name());
            addCosignature.setLong(3, line.time().getEpochSecond());
            addCosignature.setString(4, line.line());
            addCosignature.executeUpdate();
        }
    }

    /** Up to {@value #COSIGNED} checkpoints that witnesses have cosigned, with their lines, the newest first. */
    List<String> cosigned() throws SQLException {
        return log.texts(
                "SELECT c.note || (SELECT group_concat(s.line || char(10), '' ORDER BY s.witness) FROM cosignature s"
                        + " WHERE s.size = c.size) FROM checkpoint c WHERE c.size IN (SELECT size FROM cosignature)"
                        + " ORDER BY c.size DESC LIMIT " + COSIGNED);
    }

    /** Whether the log was closed in order before this. */
    boolean wasClosed() {
        return wasClosed;
    }

    /** The leaf hash of an entry, by which a log that comes back after a failure is recognised. */
    @Nullable
    Hash hashAt(long index) throws SQLException {
        try (var statement = log.prepare("SELECT hash FROM leaf WHERE idx = ?")) {
            statement.setLong(1, index);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Hash.of(rows.getBytes(1)) : null;
            }
        }
    }

    /**
     * Puts right what a crash left, and marks the log as in use, together with its first entry, so that it shows later if it was
     * not closed in order.
     *
     * @throws LogRefusedException if one of the files is an older copy
     */
    void start(List<Pending> first, String signingKey) throws SQLException {
        removeOrphans();
        log.begin();
        log.setMeta("state", "open");
        if (!signingKey().equals(Optional.of(signingKey))) {
            try (var statement = log.prepare("INSERT INTO signing_key (first, key) VALUES (?, ?)")) {
                statement.setLong(1, size);
                statement.setString(2, signingKey);
                statement.executeUpdate();
            }
        }
        long next = size;
        for (Pending pending : first) {
            if (!place(pending, next++)) {
                throw new AssertionError("a record without key and id has no duplicate");
            }
        }
        addLeaf.executeBatch();
        growTree();
        log.commit();
        size = next;
        // A crash may have come between their entries and their end.
        effects.erase(Math.max(0, size - LogSettings.MAX_BATCH_ENTRIES), size);
    }

    private void growTree() throws SQLException {
        addTileHash.executeBatch();
        setFrontier.setBytes(1, frontier.toBytes());
        setFrontier.executeUpdate();
    }

    /**
     * Commits a batch: each of its records is then placed, or refused as a duplicate of one that is durable too.
     *
     * @throws SQLException if anything goes wrong; whether the batch is on disk is then unknown
     */
    void commit(List<Pending> batch) throws SQLException {
        log.begin();
        long next = size;
        int keys = 0;
        boolean hasContent = false;
        boolean erases = false;
        var duplicates = new ArrayList<Pending>();
        for (Pending pending : batch) {
            if (!place(pending, next)) {
                if (!pending.isRefused()) {
                    duplicates.add(pending);
                }
                continue;
            }
            next++;
            if (pending.idempotencyKey != null) {
                keys++;
            }
            hasContent |= pending.content != null;
            erases |= pending.effect != null;
        }
        addLeaf.executeBatch();
        growTree();
        addRule.executeBatch();
        addCategory.executeBatch();
        if (keys > 0) {
            // Twice as many as came, so that the table shrinks to what is still to be remembered.
            forgetKeys.setLong(1, batch.get(0).receivedMillis - idempotencyMillis);
            forgetKeys.setInt(2, 2 * keys);
            forgetKeys.executeUpdate();
        }
        for (Pending duplicate : duplicates) {
            duplicate.refused(original(duplicate));
        }
        if (hasContent) {
            content.begin();
            addContent.executeBatch();
            content.setMeta(CONTENT_BATCH, Long.toString(size));
            content.commit();
            log.setMeta(CONTENT_BATCH, Long.toString(size));
        }
        log.commit();
        long before = size;
        size = next;
        if (erases) {
            effects.erase(before, next);
        }
        entriesSinceCheckpoint += batch.size();
        commitsSinceCheckpoint++;
    }

    /** Whether {@link #tidy} should come again soon. */
    boolean isUntidy() {
        return effects.isOwing();
    }

    /** Keeps the write-ahead logs short, and free of what was erased; between commits, so that no other thread ever does it. */
    void tidy() throws SQLException {
        effects.settle();
        if (entriesSinceCheckpoint >= ENTRIES_PER_CHECKPOINT || commitsSinceCheckpoint >= COMMITS_PER_CHECKPOINT) {
            log.checkpoint();
            content.checkpoint();
            entriesSinceCheckpoint = 0;
            commitsSinceCheckpoint = 0;
        }
    }

    private boolean place(Pending pending, long index) throws SQLException {
        if (pending.idempotencyKey != null && !claim(pending, index)) {
            return false;
        }
        if (pending.effect != null && pending.effect.kind() == Effect.Kind.ERASE) {
            List<String> held = effects.heldAmong(pending.effect.decisionIds());
            if (!held.isEmpty()) {
                pending.refused(new ContentHeldException(held));
                return false;
            }
        }
        Lookup lookup = pending.lookup;
        if (lookup != null && !list(pending, lookup, index)) {
            return false;
        }
        addLeaf.setLong(1, index);
        addLeaf.setBytes(2, pending.leaf);
        addLeaf.setBytes(3, pending.hash.bytes());
        addLeaf.addBatch();
        var full = new ArrayList<TileHash>();
        frontier.append(pending.hash, full::add);
        for (TileHash hash : full) {
            addTileHash.setInt(1, hash.level());
            addTileHash.setLong(2, hash.index());
            addTileHash.setBytes(3, hash.hash().bytes());
            addTileHash.addBatch();
        }
        if (pending.effect != null) {
            effects.apply(pending.effect, index);
        }
        if (pending.content != null) {
            addContent.setLong(1, index);
            addContent.setBytes(2, pending.content.key());
            addContent.setBytes(3, pending.content.data());
            addContent.addBatch();
        }
        pending.placed(Position.of(index, pending.hash));
        return true;
    }

    private boolean claim(Pending pending, long index) throws SQLException {
        addKey.setBytes(1, pending.idempotencyKey);
        addKey.setBytes(2, pending.body);
        addKey.setLong(3, index);
        addKey.setLong(4, pending.receivedMillis);
        addKey.setLong(5, pending.receivedMillis - idempotencyMillis);
        return addKey.executeUpdate() == 1;
    }

    private boolean list(Pending pending, Lookup lookup, long index) throws SQLException {
        long time = lookup.time().toEpochMilli();
        addDecision.setLong(1, index);
        addDecision.setString(2, lookup.decisionId());
        addDecision.setLong(3, time);
        addDecision.setString(4, lookup.action());
        addDecision.setString(5, lookup.language());
        if (pending.author == null) {
            addDecision.setNull(6, Types.BLOB);
        } else {
            addDecision.setBytes(6, pending.author);
        }
        addDecision.setString(7, lookup.platform());
        if (addDecision.executeUpdate() == 0) {
            if (pending.idempotencyKey != null) {
                removeKey.setBytes(1, pending.idempotencyKey);
                removeKey.executeUpdate();
            }
            return false;
        }
        for (String rule : lookup.rules()) {
            addRule.setString(1, rule);
            addRule.setLong(2, time);
            addRule.setLong(3, index);
            addRule.addBatch();
        }
        for (String category : lookup.categories()) {
            addCategory.setString(1, category);
            addCategory.setLong(2, time);
            addCategory.setLong(3, index);
            addCategory.addBatch();
        }
        return true;
    }

    /** What a duplicate is a duplicate of; read in the same transaction, since it may be of the same batch. */
    private DuplicateKeyException original(Pending duplicate) throws SQLException {
        if (duplicate.idempotencyKey != null) {
            try (var statement = log.prepare("SELECT d.id, l.idx, l.hash, i.body FROM idempotency i"
                    + " JOIN decision d ON d.idx = i.idx JOIN leaf l ON l.idx = i.idx WHERE i.key = ?")) {
                statement.setBytes(1, duplicate.idempotencyKey);
                try (ResultSet rows = statement.executeQuery()) {
                    if (rows.next()) {
                        boolean sameBody = Arrays.equals(rows.getBytes(4), duplicate.body);
                        return duplicate(rows, sameBody);
                    }
                }
            }
        }
        Lookup lookup = duplicate.lookup;
        if (lookup == null) {
            throw new AssertionError("a record without key and id has no duplicate");
        }
        try (var statement =
                log.prepare("SELECT d.id, l.idx, l.hash FROM decision d JOIN leaf l ON l.idx = d.idx WHERE d.id = ?")) {
            statement.setString(1, lookup.decisionId());
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new AssertionError("a duplicate of nothing");
                }
                return duplicate(rows, false);
            }
        }
    }

    private static DuplicateKeyException duplicate(ResultSet row, boolean sameBody) throws SQLException {
        return new DuplicateKeyException(
                row.getString(1), Position.of(row.getLong(2), Hash.of(row.getBytes(3))), sameBody);
    }

    /** Marks the log as closed in order and closes it. */
    void closeInOrder() throws SQLException {
        log.setMeta("state", "closed");
        log.checkpointAll();
        content.checkpointAll();
        close();
    }

    @Override
    public void close() throws SQLException {
        try {
            log.close();
        } finally {
            content.close();
        }
    }

    private static void close(@Nullable Database database, Throwable because) {
        if (database != null) {
            try {
                database.close();
            } catch (SQLException e) {
                because.addSuppressed(e);
            }
        }
    }
}

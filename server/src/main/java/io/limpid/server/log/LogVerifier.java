package io.limpid.server.log;

import io.limpid.server.log.Verification.Check;
import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.verify.RecomputedTree;
import io.limpid.server.verify.VerificationException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds a log on disk against everything that it promises, entry by entry, in constant memory. Changes nothing.
 *
 * <p>It computes the tree with the verifier's own code and takes nothing from what the log has stored of it. The log may be in
 * use meanwhile: what is checked is its state at the beginning. For one thread, once.
 */
public final class LogVerifier implements AutoCloseable {
    /** Takes each entry as it is done. */
    @FunctionalInterface
    public interface Progress {
        /** The entry of this index has this leaf hash, computed from its bytes. */
        void done(long index, Hash leaf);
    }

    private final Database log;
    private final Database content;
    private final Optional<ContentKey> contentKey;
    private final String logId;
    private final Optional<TreeHead> guarded;
    private final long size;
    private final Faults faults = new Faults();
    private final KeyHistory keys;
    private final CheckpointCheck checkpoints;
    private final EntryCheck entries;
    private final TablesCheck tables;

    /** Roots that the tree must have at certain sizes, with what it means if it has not. */
    private final TreeMap<Long, List<Expected>> expected = new TreeMap<>();

    private final RecomputedTree tree;
    private final PreparedStatement tileHash;
    private long tiles;
    private long next;

    /** The digest of a file that is said to be an export of this log, and the entry that says so, too. */
    private @Nullable String exportDigest;

    private @Nullable Leaf exportEntry;

    private record Expected(Check check, Hash root, String whatIfNot) {}

    /**
     * Opens a log for checking.
     *
     * @param trust what is known from elsewhere
     * @param rulesetFault what is wrong with the kept ruleset of a digest, if anything
     * @throws UnreadableLogException if there is no log, or its files are damaged so that SQLite cannot read them
     */
    public static LogVerifier open(LogPlace place, Trust trust, Function<String, Optional<String>> rulesetFault) {
        var folder = place.data();
        for (String name : List.of("log.db", "content.db")) {
            if (!Database.exists(folder.resolve(name))) {
                throw new UnreadableLogException("there is no log in " + folder + ": it has no " + name, null);
            }
        }
        try {
            Database log = Database.reader(folder.resolve("log.db"));
            try {
                Database content = Database.reader(folder.resolve("content.db"));
                try {
                    log.checkIsOurs(LogSchema.LOG);
                    content.checkIsOurs(LogSchema.CONTENT);
                    checkPages(log);
                    checkPages(content);
                    return new LogVerifier(place, log, content, trust, rulesetFault);
                } catch (SQLException | RuntimeException e) {
                    content.close();
                    throw e;
                }
            } catch (SQLException | RuntimeException e) {
                log.close();
                throw e;
            }
        } catch (SQLException | LogRefusedException | StoredHashes.UnreadableException e) {
            throw new UnreadableLogException("the log in " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static void checkPages(Database database) throws SQLException {
        String found = database.text("PRAGMA integrity_check(1)").orElse("");
        if (!found.equals("ok")) {
            throw new UnreadableLogException(database.file + " is damaged: " + found, null);
        }
    }

    private LogVerifier(
            LogPlace place,
            Database log,
            Database content,
            Trust trust,
            Function<String, Optional<String>> rulesetFault)
            throws SQLException {
        this.log = log;
        this.content = content;
        logId = log.meta("log_id").orElse("");
        // The guard first: it is never ahead of the log, and must not be newer than what is read of it.
        guarded = guarded(place.guard());
        // One view of the log from here on; content is looked at later, and so may only lack what was erased meanwhile.
        log.connection.setAutoCommit(false);
        size = log.number("SELECT count(*) FROM leaf");
        contentKey = contentKey(place);
        tree = new RecomputedTree(this::tile);
        tileHash = log.prepare("SELECT hash FROM tile_hash WHERE level = ? AND idx = ?");
        if (trust.keys().isEmpty()) {
            faults.note("the key is the log's own word; compare it with what you were told, or give it with --key");
        }
        keys = new KeyHistory(trust, faults);
        checkpoints = new CheckpointCheck(log, keys, trust, faults);
        entries = new EntryCheck(log, keys, rulesetFault, faults);
        tables = new TablesCheck(
                log, new ContentCheck(log, content, contentKey, faults, trust.now(), checkpoints.lastSigned()), faults);
    }

    private Optional<ContentKey> contentKey(LogPlace place) {
        Path file = place.data().resolve("content.key");
        if (!Files.exists(file)) {
            faults.note("content was not opened: there is no " + file);
            return Optional.empty();
        }
        return Optional.of(ContentKey.load(file));
    }

    /** Has the entry looked for that says that a file of this digest, 64 hex digits, was exported. */
    public void lookForExport(String sha256) {
        exportDigest = sha256;
    }

    /** The entry that was looked for; nothing where there is none. */
    public Optional<Leaf> exportEntry() {
        return Optional.ofNullable(exportEntry);
    }

    /**
     * Reads decisions with their content, in the order of the log, while somebody looks at them.
     *
     * @param first index of the first
     * @param look gets them as a stream, read in small pieces
     * @throws UnreadableLogException if they cannot be read; a key file that is missing is one reason
     */
    public <T> T decisions(long first, Function<Stream<StoredDecision>, T> look) {
        ContentKey key = contentKey.orElseThrow(
                () -> new UnreadableLogException("without content.key no decision can be read", null));
        try (var reader = new LogReader(log.file, content.file, key)) {
            Stream<StoredDecision> decisions = StoredDecisions.inOrder(first - 1, after -> {
                try {
                    return reader.decisionsAfter(after, Long.MIN_VALUE, Long.MAX_VALUE, StoredDecisions.AT_ONCE);
                } catch (SQLException e) {
                    throw new StoredHashes.UnreadableException(e);
                }
            });
            // What was decided since this check began is not its affair.
            return look.apply(decisions.takeWhile(decision -> decision.index() < size));
        } catch (SQLException | LogDamagedException | StoredHashes.UnreadableException e) {
            throw new UnreadableLogException("decisions cannot be read: " + e.getMessage(), e);
        }
    }

    /** Index of the first of the newest {@code limit} decisions. */
    public long firstOfNewest(int limit) {
        try {
            return log.number("SELECT coalesce(min(idx), 0) FROM (SELECT idx FROM decision ORDER BY idx DESC LIMIT "
                    + limit + ")");
        } catch (SQLException e) {
            throw new UnreadableLogException("decisions cannot be read: " + e.getMessage(), e);
        }
    }

    /** Entries that there are to check. */
    public long size() {
        return size;
    }

    /**
     * Checks everything.
     *
     * @param since a checkpoint from earlier, as it was handed out
     * @throws UnreadableLogException if the files turn out to be damaged on the way
     */
    public Verification run(Optional<byte[]> since, Progress progress) {
        try {
            expectGuarded();
            since.ifPresent(this::expectSince);
            try (PreparedStatement select = log.prepare("SELECT idx, bytes, hash FROM leaf ORDER BY idx");
                    ResultSet leaves = select.executeQuery()) {
                while (leaves.next()) {
                    long index = leaves.getLong(1);
                    progress.done(index, leaf(index, leaves.getBytes(2), leaves.getBytes(3)));
                }
            }
            since.ifPresent(this::verifySince);
            finish();
            return new Verification(
                    tree.head(),
                    checkpoints.signedSize(),
                    checkpoints.witnessedSize(),
                    keys.origin(),
                    keys.inUse().orElse(""),
                    faults.notes(),
                    faults.first());
        } catch (SQLException | StoredHashes.UnreadableException e) {
            throw new UnreadableLogException(
                    "the log cannot be read further than entry " + tree.size() + ": " + e.getMessage(), e);
        }
    }

    private void expect(long at, Expected root) {
        expected.computeIfAbsent(at, unused -> new ArrayList<>()).add(root);
    }

    /** What the guard has of this log. */
    private Optional<TreeHead> guarded(Path file) throws SQLException {
        if (!Files.exists(file)) {
            faults.note(
                    "no guard was found, so that an older copy of this log could not be told; name it with --guard");
            return Optional.empty();
        }
        try (Database database = Database.reader(file);
                PreparedStatement select = database.prepare("SELECT size, root FROM guard WHERE log_id = ?")) {
            database.checkIsOurs(LogSchema.GUARD);
            select.setString(1, logId);
            try (ResultSet rows = select.executeQuery()) {
                if (rows.next()) {
                    return Optional.of(new TreeHead(rows.getLong(1), Hash.of(rows.getBytes(2))));
                }
                faults.note("the guard " + file + " does not know this log");
                return Optional.empty();
            }
        } catch (LogRefusedException | SQLException e) {
            throw new UnreadableLogException("the guard " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void expectGuarded() {
        guarded.ifPresent(head -> {
            if (head.size() > size) {
                faults.at(
                        Check.V8,
                        "the guard saw " + head.size() + " entries signed, and here are " + size
                                + ": this is an older copy");
            } else {
                expect(
                        head.size(),
                        new Expected(
                                Check.V8,
                                head.root(),
                                "the guard saw another tree of this size signed: this is another history"));
            }
        });
    }

    /** What the text of an earlier checkpoint demands; who signed it can be told when all keys are known. */
    private void expectSince(byte[] note) {
        String[] lines = new String(note, StandardCharsets.UTF_8).split("\n", 4);
        try {
            long at = Long.parseLong(lines[1]);
            Hash root = Hash.of(Base64.getDecoder().decode(lines[2]));
            if (at > size) {
                faults.at(
                        size,
                        Check.V7,
                        "the earlier checkpoint has " + at + " entries, and here are " + size + ": entries are gone");
                return;
            }
            expect(
                    at,
                    new Expected(
                            Check.V7, root, "the earlier checkpoint has another root: what it covered was changed"));
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            faults.at(Check.V7, "what was given with --since is no checkpoint");
        }
    }

    private void verifySince(byte[] note) {
        try {
            keys.verifierOfAll().verify(note);
        } catch (VerificationException e) {
            faults.at(Check.V7, "the earlier checkpoint: " + e.getMessage());
        }
    }

    private Hash leaf(long index, byte[] bytes, byte[] storedHash) throws SQLException {
        if (index != next) {
            faults.at(next, Check.V3, "entry " + next + " is missing; the one after it is " + index);
        }
        next = index + 1;
        Hash hash = tree.add(bytes);
        if (storedHash.length != Hash.BYTES || !hash.equals(Hash.of(storedHash))) {
            faults.at(index, Check.V4, "its bytes hash to " + hash + ", stored is another hash");
        }
        Optional<EntryCheck.Read> read = entries.read(index, bytes);
        if (read.isPresent()) {
            tables.check(index, read.get());
            if (exportDigest != null
                    && read.get().type().equals("export")
                    && exportDigest.equals(read.get().leaf().get("sha256"))) {
                exportEntry = new Leaf(Position.of(index, hash), bytes);
            }
        }
        for (Expected root : Objects.requireNonNullElse(expected.remove(tree.size()), List.<Expected>of())) {
            compare(root, index);
        }
        if (read.isPresent()) {
            checkpoints.after(
                    tree, index, read.get().millis(), read.get().type().equals("log_start"));
        } else {
            checkpoints.after(tree, index);
        }
        return hash;
    }

    private void compare(Expected root, long index) {
        TreeHead head = tree.head();
        if (!head.root().equals(root.root())) {
            faults.at(
                    index,
                    root.check(),
                    root.whatIfNot() + " (at " + head.size() + " entries: expected " + root.root() + ", computed "
                            + head.root() + ")");
        }
    }

    private void tile(int level, long index, Hash root) {
        tiles++;
        try {
            tileHash.setInt(1, level);
            tileHash.setLong(2, index);
            try (ResultSet rows = tileHash.executeQuery()) {
                if (!rows.next() || !root.equals(Hash.of(rows.getBytes(1)))) {
                    faults.at(
                            tree.size(),
                            Check.V6,
                            "the stored root of tile " + level + "/" + index + " is missing or another");
                }
            }
        } catch (SQLException e) {
            throw new StoredHashes.UnreadableException(e);
        } catch (IllegalArgumentException e) {
            faults.at(tree.size(), Check.V6, "the stored root of tile " + level + "/" + index + " is no hash");
        }
    }

    private void finish() throws SQLException {
        expected.forEach((at, roots) -> roots.forEach(root -> {
            if (at == 0 && new RecomputedTree().head().root().equals(root.root())) {
                return;
            }
            faults.at(root.check(), root.whatIfNot());
        }));
        byte[] frontier = log.bytes("SELECT bytes FROM frontier").orElse(new byte[0]);
        if (!Arrays.equals(frontier, tree.frontier())) {
            faults.at(Check.V6, "the stored frontier is not that of the entries");
        }
        long stored = log.number("SELECT count(*) FROM tile_hash");
        if (stored > tiles) {
            faults.at(Check.V6, (stored - tiles) + " roots of tiles are stored that belong to no entry");
        }
        checkpoints.finish(tree.size());
        tables.finish(tree.size());
    }

    @Override
    public void close() {
        try {
            log.close();
            content.close();
        } catch (SQLException e) {
            throw new UnreadableLogException("the log cannot be closed: " + e.getMessage(), e);
        }
    }
}

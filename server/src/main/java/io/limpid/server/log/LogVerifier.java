package io.limpid.server.log;

import io.limpid.server.log.Verification.Check;
import io.limpid.server.log.Verification.Fault;
import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.verify.CheckpointVerifier;
import io.limpid.server.verify.RecomputedTree;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifiedCheckpoint;
import io.limpid.server.verify.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds a log on disk against everything that it promises, entry by entry, in constant memory. Changes nothing.
 *
 * <p>It computes the tree with the verifier's own code and takes nothing from what the log has stored of it. The log may be in
 * use meanwhile: what is checked is its state at the beginning. For one thread, once.
 */
public final class LogVerifier implements AutoCloseable {
    private static final int MOST_FAULTS = 20;

    /** How far a clock may be set back. */
    private static final long BACK_MILLIS = 5 * 60_000;

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
    private final List<String> trusted;
    private final Function<String, Optional<String>> rulesetFault;
    private final long size;
    private final long lastSigned;

    private final List<Fault> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** Roots that the tree must have at certain sizes, with what it means if it has not. */
    private final TreeMap<Long, List<Expected>> expected = new TreeMap<>();

    private final RecomputedTree tree;
    private final PreparedStatement tileHash;
    private final PreparedStatement ruleRow;
    private final PreparedStatement categoryRow;
    private final PreparedStatement erasureOf;
    private final PreparedStatement decisionNamed;
    private final PreparedStatement contentRow;
    private final ResultSet checkpoints;
    private final ResultSet decisions;

    private boolean moreCheckpoints;
    private boolean moreDecisions;
    private long tiles;
    private long ruleRows;
    private long categoryRows;
    private long erasures;
    private long contents;
    private final List<Long> contentMissing = new ArrayList<>();
    private long lastMillis;
    private long next;
    private final Set<String> activated = new HashSet<>();
    private final Set<String> cited = new HashSet<>();
    private @Nullable String origin;
    private @Nullable String key;
    private @Nullable String previousKey;
    private final List<String> namedKeys = new ArrayList<>();
    private @Nullable CheckpointVerifier verifier;
    private long signedSize;

    private record Expected(Check check, Hash root, String whatIfNot) {}

    /**
     * Opens a log for checking.
     *
     * @param trusted verifier keys that came from elsewhere than the log; with none, the log's own word is taken for its key
     * @param rulesetFault what is wrong with the kept ruleset of a digest, if anything
     * @throws UnreadableLogException if there is no log, or its files are damaged so that SQLite cannot read them
     */
    public static LogVerifier open(
            LogPlace place, List<String> trusted, Function<String, Optional<String>> rulesetFault) {
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
                    return new LogVerifier(place, log, content, trusted, rulesetFault);
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
            List<String> trusted,
            Function<String, Optional<String>> rulesetFault)
            throws SQLException {
        this.log = log;
        this.content = content;
        this.trusted = List.copyOf(trusted);
        this.rulesetFault = rulesetFault;
        logId = log.meta("log_id").orElse("");
        // The guard first: it is never ahead of the log, and must not be newer than what is read of it.
        guarded = guarded(place.guard());
        // One view of the log from here on; content is looked at later, and so may only lack what was erased meanwhile.
        log.connection.setAutoCommit(false);
        size = log.number("SELECT count(*) FROM leaf");
        contentKey = contentKey(place);
        tree = new RecomputedTree(this::tile);
        tileHash = log.prepare("SELECT hash FROM tile_hash WHERE level = ? AND idx = ?");
        ruleRow = log.prepare("SELECT 1 FROM decision_rule WHERE rule = ? AND time = ? AND idx = ?");
        categoryRow = log.prepare("SELECT 1 FROM decision_category WHERE category = ? AND time = ? AND idx = ?");
        erasureOf = log.prepare("SELECT entry FROM erasure WHERE idx = ?");
        decisionNamed = log.prepare(
                "SELECT d.idx, l.bytes FROM decision d JOIN leaf l ON l.idx = d.idx WHERE d.id = ? AND d.idx < ?");
        contentRow = content.prepare("SELECT key, data FROM content WHERE idx = ?");
        checkpoints =
                log.prepare("SELECT size, note FROM checkpoint ORDER BY size").executeQuery();
        decisions = log.prepare("SELECT idx, id, time, action, language FROM decision ORDER BY idx")
                .executeQuery();
        moreCheckpoints = checkpoints.next();
        moreDecisions = decisions.next();
        lastSigned = log.number("SELECT coalesce(max(size), 0) FROM checkpoint");
    }

    private Optional<ContentKey> contentKey(LogPlace place) {
        Path file = place.data().resolve("content.key");
        if (!Files.exists(file)) {
            notes.add("content was not opened: there is no " + file);
            return Optional.empty();
        }
        return Optional.of(ContentKey.load(file));
    }

    /**
     * The newest decisions with their content, the newest first.
     *
     * @throws UnreadableLogException if they cannot be read; a key file that is missing is one reason
     */
    public List<StoredDecision> newest(int limit) {
        ContentKey key = contentKey.orElseThrow(
                () -> new UnreadableLogException("without content.key no decision can be replayed", null));
        try (var reader = new LogReader(log.file, content.file, key)) {
            return reader.newest(limit);
        } catch (SQLException | LogDamagedException e) {
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
            Optional<Fault> unreadableSince = since.flatMap(this::expectSince);
            try (PreparedStatement select = log.prepare("SELECT idx, bytes, hash FROM leaf ORDER BY idx");
                    ResultSet leaves = select.executeQuery()) {
                while (leaves.next()) {
                    long index = leaves.getLong(1);
                    progress.done(index, leaf(index, leaves.getBytes(2), leaves.getBytes(3)));
                }
            }
            since.ifPresent(this::verifySince);
            unreadableSince.ifPresent(faults::add);
            finish();
            faults.sort(Comparator.comparing(Fault::check)
                    .thenComparing(fault -> fault.index().orElse(-1L)));
            return new Verification(
                    tree.head(),
                    signedSize,
                    Objects.requireNonNullElse(origin, ""),
                    Objects.requireNonNullElse(key, ""),
                    trusted.isEmpty(),
                    notes,
                    faults.subList(0, Math.min(MOST_FAULTS, faults.size())));
        } catch (SQLException e) {
            throw new UnreadableLogException(
                    "the log cannot be read further than entry " + tree.size() + ": " + e.getMessage(), e);
        }
    }

    private void fault(Check check, long index, String what) {
        // The first ones tell what happened; a log full of faults must not fill the memory.
        if (faults.stream().filter(fault -> fault.check() == check).count() < MOST_FAULTS) {
            faults.add(new Fault(check, Optional.of(index), what));
        }
    }

    private void fault(Check check, String what) {
        faults.add(new Fault(check, Optional.empty(), what));
    }

    private void expect(long at, Expected root) {
        expected.computeIfAbsent(at, unused -> new ArrayList<>()).add(root);
    }

    /** What the guard has of this log. */
    private Optional<TreeHead> guarded(Path file) throws SQLException {
        if (!Files.exists(file)) {
            notes.add("no guard was found, so that an older copy of this log could not be told; name it with --guard");
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
                notes.add("the guard " + file + " does not know this log");
                return Optional.empty();
            }
        } catch (LogRefusedException e) {
            fault(Check.V8, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void expectGuarded() {
        guarded.ifPresent(head -> {
            if (head.size() > size) {
                fault(
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
    private Optional<Fault> expectSince(byte[] note) {
        String[] lines = new String(note, StandardCharsets.UTF_8).split("\n", 4);
        try {
            long at = Long.parseLong(lines[1]);
            Hash root = Hash.of(Base64.getDecoder().decode(lines[2]));
            if (at > size) {
                return Optional.of(new Fault(
                        Check.V7,
                        Optional.of(size),
                        "the earlier checkpoint has " + at + " entries, and here are " + size + ": entries are gone"));
            }
            expect(
                    at,
                    new Expected(
                            Check.V7, root, "the earlier checkpoint has another root: what it covered was changed"));
            return Optional.empty();
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.of(new Fault(Check.V7, Optional.empty(), "what was given with --since is no checkpoint"));
        }
    }

    private void verifySince(byte[] note) {
        try {
            new CheckpointVerifier(
                            Objects.requireNonNullElse(origin, ""), keys(trusted.isEmpty() ? namedKeys : trusted))
                    .verify(note);
        } catch (VerificationException e) {
            fault(Check.V7, "the earlier checkpoint: " + e.getMessage());
        }
    }

    private static List<VerifierKey> keys(List<String> texts) throws VerificationException {
        List<VerifierKey> keys = new ArrayList<>();
        for (String text : new LinkedHashSet<>(texts)) {
            keys.add(VerifierKey.parse(text));
        }
        return keys;
    }

    private Hash leaf(long index, byte[] bytes, byte[] storedHash) throws SQLException {
        if (index != next) {
            fault(Check.V3, next, "entry " + next + " is missing; the one after it is " + index);
        }
        next = index + 1;
        Hash hash = tree.add(bytes);
        if (storedHash.length != Hash.BYTES || !hash.equals(Hash.of(storedHash))) {
            fault(Check.V4, index, "its bytes hash to " + hash + ", stored is another hash");
        }
        read(index, bytes);
        for (Expected root : Objects.requireNonNullElse(expected.remove(tree.size()), List.<Expected>of())) {
            compare(root, index);
        }
        while (moreCheckpoints && checkpoints.getLong(1) <= next) {
            checkpoint(checkpoints.getLong(1), checkpoints.getString(2), index);
            moreCheckpoints = checkpoints.next();
        }
        return hash;
    }

    private void compare(Expected root, long index) {
        TreeHead head = tree.head();
        if (!head.root().equals(root.root())) {
            fault(
                    root.check(),
                    index,
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
                    fault(
                            Check.V6,
                            tree.size(),
                            "the stored root of tile " + level + "/" + index + " is missing or another");
                }
            }
        } catch (SQLException e) {
            throw new StoredHashes.UnreadableException(e);
        } catch (IllegalArgumentException e) {
            fault(Check.V6, tree.size(), "the stored root of tile " + level + "/" + index + " is no hash");
        }
    }

    private void checkpoint(long at, String note, long index) {
        boolean last = at == lastSigned;
        signedSize = at;
        try {
            if (verifier == null) {
                throw new VerificationException("no entry before it names a key of the log");
            }
            VerifiedCheckpoint verified = verifier.verify(note.getBytes(StandardCharsets.UTF_8));
            if (key != null && !verified.signers().contains(key)) {
                throw new VerificationException("it is not signed by the key in use then, " + key);
            }
            if (verified.head().size() != at) {
                throw new VerificationException(
                        "it says " + verified.head().size() + " entries, and is stored for " + at);
            }
            if (at != tree.size()) {
                fault(Check.V5, index, "a checkpoint of " + at + " entries, where there is no such entry");
            } else if (!verified.head().equals(tree.head())) {
                fault(
                        last ? Check.V5 : Check.V7,
                        index,
                        "signed was a tree with root " + verified.head().root() + ", its first " + at + " entries have "
                                + tree.head().root());
            }
        } catch (VerificationException e) {
            fault(Check.V1, index, "the checkpoint of " + at + " entries: " + e.getMessage());
        }
    }

    private void read(long index, byte[] bytes) throws SQLException {
        Map<String, Object> leaf;
        try {
            leaf = CanonicalJson.decode(bytes);
        } catch (IllegalArgumentException e) {
            fault(Check.V9, index, String.valueOf(e.getMessage()));
            return;
        }
        if (bytes.length > DecisionLog.MAX_LEAF_BYTES) {
            fault(Check.V9, index, "longer than " + DecisionLog.MAX_LEAF_BYTES + " bytes");
        }
        Optional<String> form = LeafForm.fault(leaf);
        if (form.isPresent()) {
            fault(Check.V9, index, form.get());
            return;
        }
        long millis = millis(leaf, index);
        // A clock may have been put right while the service was down.
        boolean restarted = text(leaf, "type").equals("log_start");
        if (!restarted && millis < lastMillis - BACK_MILLIS) {
            fault(Check.V10, index, "its time is more than five minutes before that of the entry before it");
        }
        lastMillis = restarted ? millis : Math.max(lastMillis, millis);
        switch (text(leaf, "type")) {
            case "decision" -> decision(index, millis, leaf);
            case "log_start" -> start(index, leaf);
            case "key_rotation" -> rotation(index, leaf);
            case "ruleset_activation" -> activation(leaf);
            case "erasure" -> {
                for (Object id : LeafForm.list(leaf.get("decision_ids"))) {
                    erasure(index, String.valueOf(id));
                }
            }
            default -> {
                // Nothing else refers to it.
            }
        }
    }

    private long millis(Map<String, Object> leaf, long index) {
        try {
            return Instant.parse(text(leaf, "time")).toEpochMilli();
        } catch (DateTimeException e) {
            fault(Check.V9, index, "no such time: " + text(leaf, "time"));
            return lastMillis;
        }
    }

    private static String text(Map<String, Object> object, String name) {
        return String.valueOf(object.get(name));
    }

    private void start(long index, Map<String, Object> leaf) {
        if (!Objects.equals(leaf.get("previous_size"), index)) {
            fault(
                    Check.V10,
                    index,
                    "a start after " + leaf.get("previous_size") + " entries, where there are " + index);
        }
        String named = text(leaf, "origin");
        if (origin != null && !origin.equals(named)) {
            fault(Check.V10, index, "the log is called " + origin + ", not " + named);
        }
        origin = named;
        if (key == null) {
            key = text(leaf, "key");
            takeKey(index);
        } else if (!key.equals(text(leaf, "key"))) {
            fault(Check.V10, index, "it names another key than the one in use, and no entry before it changed the key");
        }
    }

    private void takeKey(long index) {
        if (origin == null) {
            return;
        }
        try {
            namedKeys.add(Objects.requireNonNull(key));
            List<String> accepted = new ArrayList<>();
            accepted.add(Objects.requireNonNull(key));
            if (previousKey != null) {
                accepted.add(previousKey);
            }
            if (!trusted.isEmpty() && !trusted.contains(key)) {
                fault(Check.V1, index, "the log uses the key " + key + ", which is not among those given with --key");
            }
            verifier = new CheckpointVerifier(Objects.requireNonNull(origin), keys(accepted));
        } catch (VerificationException e) {
            fault(Check.V1, index, String.valueOf(e.getMessage()));
        }
    }

    private void rotation(long index, Map<String, Object> leaf) {
        if (!text(leaf, "previous").equals(key)) {
            fault(Check.V10, index, "changes the key " + leaf.get("previous") + ", which is not the one in use");
        }
        previousKey = key;
        key = text(leaf, "key");
        takeKey(index);
    }

    private void activation(Map<String, Object> leaf) {
        String digest = text(leaf, "digest");
        activated.add(digest);
    }

    private void decision(long index, long millis, Map<String, Object> leaf) throws SQLException {
        List<?> reasons = LeafForm.list(leaf.get("reasons"));
        boolean whole = Objects.equals(leaf.get("reasons_total"), (long) reasons.size());
        String action = text(leaf, "action");
        for (Object ruleset : LeafForm.list(leaf.get("rulesets"))) {
            String digest = text(LeafForm.object(ruleset), "digest");
            if (cited.add(digest)) {
                rulesetFault
                        .apply(digest)
                        .ifPresent(
                                what -> fault(Check.V13, index, "the ruleset that it cites, " + digest + ", " + what));
            }
            if (!activated.contains(digest)) {
                fault(Check.V10, index, "decided by a ruleset that no earlier entry put in force: " + digest);
            }
        }
        if (!action.equals("allow") && whole && reasons.stream().noneMatch(reason -> decides(reason, action))) {
            fault(Check.V10, index, "the action is " + action + ", and no reason decides so");
        }
        if (whole && !DecisionOutcome.of(action, reasons).equals(text(leaf, "outcome"))) {
            fault(Check.V10, index, "its outcome is not that of its action and reasons");
        }
        project(index, millis, leaf, reasons, whole);
        if (leaf.containsKey("sd")) {
            contentOf(index, text(leaf, "decision_id"), LeafForm.list(leaf.get("sd")));
        }
    }

    private static boolean decides(Object reason, String action) {
        Map<String, Object> object = LeafForm.object(reason);
        return Boolean.TRUE.equals(object.get("decisive"))
                && text(object, "action").equals(action);
    }

    private void project(long index, long millis, Map<String, Object> leaf, List<?> reasons, boolean whole)
            throws SQLException {
        while (moreDecisions && decisions.getLong(1) < index) {
            fault(Check.V11, decisions.getLong(1), "is listed as a decision and is none");
            moreDecisions = decisions.next();
        }
        if (!moreDecisions || decisions.getLong(1) != index) {
            fault(Check.V11, index, "is a decision and is not listed as one");
            return;
        }
        boolean same = text(leaf, "decision_id").equals(decisions.getString(2))
                && millis == decisions.getLong(3)
                && text(leaf, "action").equals(decisions.getString(4))
                && text(leaf, "language").equals(decisions.getString(5));
        if (!same) {
            fault(Check.V11, index, "is listed with another id, time, action or language");
        }
        moreDecisions = decisions.next();
        Set<String> rules = reasons.stream()
                .map(reason -> text(LeafForm.object(reason), "rule"))
                .collect(Collectors.toSet());
        for (String rule : rules) {
            listed(ruleRow, rule, millis, index);
        }
        ruleRows += whole ? rules.size() : rulesListed(index);
        for (Object category : LeafForm.list(leaf.get("categories"))) {
            listed(categoryRow, String.valueOf(category), millis, index);
            categoryRows++;
        }
    }

    private void listed(PreparedStatement row, String name, long millis, long index) throws SQLException {
        row.setString(1, name);
        row.setLong(2, millis);
        row.setLong(3, index);
        try (ResultSet rows = row.executeQuery()) {
            if (!rows.next()) {
                fault(Check.V11, index, "is not listed under " + name);
            }
        }
    }

    /** For the rare decision with more reasons than its leaf holds. */
    private long rulesListed(long index) throws SQLException {
        return log.number("SELECT count(*) FROM decision_rule WHERE idx = " + index);
    }

    private void contentOf(long index, String decisionId, List<?> digests) throws SQLException {
        boolean erased = isErased(log, index);
        contentRow.setLong(1, index);
        try (ResultSet rows = contentRow.executeQuery()) {
            if (!rows.next()) {
                if (!erased && contentMissing.size() < MOST_FAULTS) {
                    contentMissing.add(index);
                }
                return;
            }
            contents++;
            if (erased) {
                fault(Check.V12, index, "its content was erased by an entry, and is still there");
            } else if (contentKey.isPresent()) {
                open(index, decisionId, new SealedContent(rows.getBytes(1), rows.getBytes(2)), digests);
            }
        }
    }

    private static boolean isErased(Database log, long index) throws SQLException {
        return log.number("SELECT count(*) FROM erasure WHERE idx = " + index) > 0;
    }

    private void open(long index, String decisionId, SealedContent sealed, List<?> digests) {
        try {
            KeptContent kept = SealedContent.unpack(contentKey.orElseThrow().open(sealed, decisionId));
            for (String encoded : kept.encoded()) {
                if (!digests.contains(Disclosure.digest(encoded))) {
                    fault(Check.V12, index, "its content is not the one that was decided on");
                    return;
                }
            }
        } catch (LogDamagedException | IllegalStateException e) {
            fault(Check.V12, index, String.valueOf(e.getMessage()));
        }
    }

    private void erasure(long index, String decisionId) throws SQLException {
        decisionNamed.setString(1, decisionId);
        decisionNamed.setLong(2, index);
        try (ResultSet rows = decisionNamed.executeQuery()) {
            if (!rows.next()) {
                fault(Check.V10, index, "erases the content of a decision that is not before it");
                return;
            }
            erasureOf.setLong(1, rows.getLong(1));
        }
        try (ResultSet rows = erasureOf.executeQuery()) {
            if (!rows.next() || rows.getLong(1) > index) {
                fault(Check.V11, index, "is an erasure and is not listed as one");
            } else if (rows.getLong(1) == index) {
                erasures++;
            }
        }
    }

    private void finish() throws SQLException {
        expected.forEach((at, roots) -> roots.forEach(root -> {
            if (at == 0 && new RecomputedTree().head().root().equals(root.root())) {
                return;
            }
            fault(root.check(), root.whatIfNot());
        }));
        while (moreCheckpoints) {
            fault(
                    Check.V5,
                    tree.size(),
                    "a checkpoint of " + checkpoints.getLong(1) + " entries was signed, and here are " + tree.size());
            moreCheckpoints = checkpoints.next();
        }
        while (moreDecisions) {
            fault(Check.V11, decisions.getLong(1), "is listed as a decision and is none");
            moreDecisions = decisions.next();
        }
        frontier();
        count("tile_hash", tiles, Check.V6, "roots of tiles");
        count("decision_rule", ruleRows, Check.V11, "rows of rules");
        count("decision_category", categoryRows, Check.V11, "rows of categories");
        count("erasure", erasures, Check.V11, "rows of erasures");
        signingKeys();
        missingContent();
        long rows = content.number("SELECT count(*) FROM content WHERE idx < " + tree.size());
        if (rows > contents) {
            fault(Check.V12, (rows - contents) + " pieces of content belong to no decision");
        }
    }

    private void count(String table, long right, Check check, String what) throws SQLException {
        long stored = log.number("SELECT count(*) FROM " + table);
        if (stored > right) {
            fault(check, (stored - right) + " " + what + " are stored that belong to no entry");
        }
    }

    private void frontier() throws SQLException {
        byte[] stored = log.bytes("SELECT bytes FROM frontier").orElse(new byte[0]);
        if (!Arrays.equals(stored, tree.frontier())) {
            fault(Check.V6, "the stored frontier is not that of the entries");
        }
    }

    private void signingKeys() throws SQLException {
        List<String> listed = new ArrayList<>();
        try (PreparedStatement select = log.prepare("SELECT key FROM signing_key ORDER BY first");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                listed.add(rows.getString(1));
            }
        }
        if (!listed.equals(namedKeys)) {
            fault(Check.V1, "the keys are listed as " + listed + ", and entries name " + namedKeys);
        }
        if (signedSize == 0) {
            notes.add("no checkpoint was signed yet");
        }
    }

    /** Content that is not there and was not erased when the check began may have been erased since. */
    private void missingContent() throws SQLException {
        if (contentMissing.isEmpty()) {
            return;
        }
        try (Database now = Database.reader(log.file)) {
            for (long index : contentMissing) {
                if (!isErased(now, index)) {
                    fault(Check.V12, index, "its content is gone, and no entry says that it was erased");
                }
            }
        }
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

package io.limpid.server.log;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.tree.ConsistencyProof;
import io.limpid.server.tree.EntryBundle;
import io.limpid.server.tree.InclusionProof;
import io.limpid.server.tree.Proofs;
import io.limpid.server.tree.ReceiptWriter;
import io.limpid.server.tree.Tile;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The decision log of one data folder.
 *
 * <p>An append is acknowledged after its record is on disk, never before: two SQLite files with a write-ahead log, synced at every
 * commit, written by one thread. Records that arrive during a commit share the next one. When the log cannot be written it
 * says so to everyone who waits, takes nothing, and tries to come back; it never acknowledges what it did not write.
 *
 * <p>Safe for many threads. Order of acknowledgement follows order of index.
 */
public final class DecisionLog implements AutoCloseable {
    /** The longest leaf that is taken, in bytes: the length of an entry is 16 bits wide in a C2SP tile. */
    public static final int MAX_LEAF_BYTES = 65_535;

    /** The version of a leaf's form, its {@code v}. */
    public static final int LEAF_VERSION = 1;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** UUID version 7 with 74 random bits: in order of time, so that they sort well, and not to be guessed from each other. */
    private static final TimeBasedEpochRandomGenerator IDS = Generators.timeBasedEpochRandomGenerator(RANDOM);

    private static final int LEAVES_AT_ONCE = 256;

    /** With their content, each may take megabytes. */
    private static final int DECISIONS_AT_ONCE = 32;

    /** Before some digits of the id of a log that was given no name. */
    private static final String OWN_ORIGIN = "limpid.local/";

    private static final Logger LOGGER = LoggerFactory.getLogger(DecisionLog.class);

    private final LogFolder folder;
    private final LogReaders readers;
    private final EntryEncoder encoder;
    private final Checkpoints checkpoints;
    private final LogWriter writer;
    private final Clock clock;
    private final LogSettings settings;

    private DecisionLog(
            LogFolder folder,
            LogReaders readers,
            EntryEncoder encoder,
            Checkpoints checkpoints,
            LogWriter writer,
            Clock clock,
            LogSettings settings) {
        this.folder = folder;
        this.readers = readers;
        this.encoder = encoder;
        this.checkpoints = checkpoints;
        this.writer = writer;
        this.clock = clock;
        this.settings = settings;
    }

    /**
     * Opens the log of a folder, or makes a new one in an empty folder, and logs that it did ({@code log_start}).
     *
     * @param place its folder is made where it is missing; it holds {@code log.db}, {@code content.db}, {@code content.key},
     *     {@code checkpoint.key}, {@code log.lock}
     * @throws LogRefusedException if the folder cannot be used as it is: in use by another, files of another program or of another
     *     schema, parts missing or not belonging together, a key file that others may read, an SQLite that is too old, an older
     *     copy of a log that has signed more
     */
    public static DecisionLog open(LogPlace place, LogSettings settings, Clock clock) {
        return open(place, settings, clock, Tuning.NONE);
    }

    static DecisionLog open(LogPlace place, LogSettings settings, Clock clock, Tuning tuning) {
        LogFolder folder = LogFolder.hold(place.data());
        try {
            ContentKey key = key(folder);
            var encoder = new EntryEncoder(key, clock, RANDOM);
            var readers = new LogReaders(folder, key, settings.readers());
            Guard guard = Guard.open(place.guard());
            try {
                LogStore store = LogStore.open(folder, key, settings, tuning, false);
                try {
                    SigningKeys keys = signingKeys(folder, store, place.origin());
                    Consumer<SignedCheckpoint> publication = place.published().isPresent()
                            ? new CheckpointFolder(place.published().get())
                            : checkpoint -> {};
                    var checkpoints = new Checkpoints(guard, keys, folder.signingKey(), clock, publication);
                    boolean unguarded = checkpoints.resume(store) && store.size() > 0;
                    if (unguarded) {
                        LOGGER.warn(
                                "the guard {} does not know this log of {} entries: whether it is the latest copy cannot be told."
                                        + " If it was moved here, move the guard with it",
                                place.guard(),
                                store.size());
                    }
                    var first = new ArrayList<Pending>();
                    keyChange(store, keys).map(encoder::encode).ifPresent(first::add);
                    first.add(
                            encoder.encode(logStart(store.wasClosed(), store.size() + first.size(), keys, unguarded)));
                    store.start(first, keys.verifierKey());
                    var writer = new LogWriter(
                            store,
                            () -> readers.withoutReaders(() -> LogStore.open(folder, key, settings, tuning, true)),
                            size -> encoder.encode(logStart(false, size, checkpoints.keys(), false)),
                            checkpoints,
                            settings);
                    writer.start();
                    return new DecisionLog(folder, readers, encoder, checkpoints, writer, clock, settings);
                } catch (SQLException | RuntimeException e) {
                    close(store, e);
                    throw e;
                }
            } catch (SQLException | RuntimeException e) {
                close(guard, e);
                throw e;
            }
        } catch (SQLException e) {
            folder.close();
            throw new LogRefusedException(
                    "cannot open the log in " + place.data() + " (" + e.getMessage()
                            + "); check its disk and its files",
                    e);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /**
     * Puts a new signing key in the place of the one in use; the next start logs the change and signs with both.
     *
     * @param lost whether the old secret is gone, so that nothing can be signed with it any more
     * @return the new verifier key
     * @throws LogRefusedException if the log is in use, or there is none, or the last change is not through yet
     */
    public static String rotateKey(LogPlace place, boolean lost) {
        try (LogFolder folder = LogFolder.hold(place.data())) {
            Path file = folder.signingKey();
            if (!lost) {
                if (!file.toFile().exists()) {
                    throw new LogRefusedException("there is no key to change in " + place.data()
                            + "; if it is lost for good, say so with --lost");
                }
                return SigningKeys.load(file).rotate(file).verifierKey();
            }
            return SigningKeys.create(file, lastOrigin(folder)).verifierKey();
        } catch (SQLException e) {
            throw new LogRefusedException("cannot read the log in " + place.data() + " (" + e.getMessage() + ")", e);
        }
    }

    private static String lastOrigin(LogFolder folder) throws SQLException {
        if (!Database.exists(folder.log())) {
            throw new LogRefusedException("there is no log in this folder");
        }
        try (Database log = Database.reader(folder.log())) {
            String known = log.text("SELECT key FROM signing_key ORDER BY first DESC LIMIT 1")
                    .orElseThrow(() -> new LogRefusedException("this log has never signed anything"));
            return known.substring(0, known.indexOf('+'));
        }
    }

    /**
     * Goes on with an older copy of a log, and says so in an entry of type {@code log_start} with the reason {@code rollback}.
     *
     * @return what was lost, in a sentence
     * @throws LogRefusedException if the log is in use, is no older copy, or cannot be used
     */
    public static String acceptRollback(LogPlace place) {
        try (LogFolder folder = LogFolder.hold(place.data());
                Guard guard = Guard.open(place.guard());
                LogStore store = LogStore.open(folder, key(folder), LogSettings.defaults(), Tuning.NONE, true)) {
            TreeHead lost = guard.last(store.logId())
                    .orElseThrow(() -> new LogRefusedException("the guard " + place.guard()
                            + " does not know this log, so nothing keeps it from starting"));
            if (lost.size() <= store.size() && store.head(lost.size()).equals(lost)) {
                throw new LogRefusedException("this log is no older copy; it can be started as it is");
            }
            Map<String, Object> leaf = new TreeMap<>();
            SigningKeys keys = SigningKeys.load(folder.signingKey());
            leaf.put("reason", "rollback");
            leaf.put("origin", keys.origin());
            leaf.put("key", keys.verifierKey());
            leaf.put("lost_size", lost.size());
            leaf.put("lost_root", lost.root().toString());
            var encoder = new EntryEncoder(key(folder), Clock.systemUTC(), RANDOM);
            long kept = store.size();
            var first = new ArrayList<Pending>();
            keyChange(store, keys).map(encoder::encode).ifPresent(first::add);
            leaf.put("previous_size", kept + first.size());
            first.add(encoder.encode(Entry.of("log_start", leaf)));
            store.start(first, keys.verifierKey());
            guard.advance(store.logId(), lost, new TreeHead(0, store.head(0).root()));
            store.closeInOrder();
            return "the log goes on with " + kept + " entries; " + lost.size() + " were signed, with root "
                    + lost.root();
        } catch (SQLException e) {
            throw new LogRefusedException("cannot use the log in " + place.data() + " (" + e.getMessage() + ")", e);
        }
    }

    private static SigningKeys signingKeys(LogFolder folder, LogStore store, Optional<String> origin)
            throws SQLException {
        SigningKeys keys;
        if (folder.signingKey().toFile().exists()) {
            keys = SigningKeys.load(folder.signingKey());
        } else if (store.signingKey().isPresent()) {
            throw new LogRefusedException("the key file " + folder.signingKey()
                    + " is missing, but the log was signed with "
                    + store.signingKey().get()
                    + ". Restore it; if it is lost for good, say so with: limpid log rotate-key --lost");
        } else {
            keys = SigningKeys.create(
                    folder.signingKey(),
                    origin.orElse(OWN_ORIGIN + store.logId().substring(0, 12)));
        }
        if (origin.isPresent() && !origin.get().equals(keys.origin())) {
            throw new LogRefusedException(
                    "this log is called " + keys.origin() + ", and a log keeps its name; not " + origin.get());
        }
        return keys;
    }

    private static Entry logStart(boolean clean, long previousSize, SigningKeys keys, boolean unguarded) {
        Map<String, Object> leaf = new TreeMap<>();
        leaf.put("reason", clean ? "clean" : "recovered");
        leaf.put("previous_size", previousSize);
        leaf.put("origin", keys.origin());
        leaf.put("key", keys.verifierKey());
        if (unguarded) {
            leaf.put("guard", "new");
        }
        return Entry.of("log_start", leaf);
    }

    /** The record of a key that takes over from the one that the log knows. */
    private static Optional<Entry> keyChange(LogStore store, SigningKeys keys) throws SQLException {
        return store.signingKey()
                .filter(known -> !known.equals(keys.verifierKey()))
                .map(previous -> Entry.of("key_rotation", Map.of("key", keys.verifierKey(), "previous", previous)));
    }

    private static ContentKey key(LogFolder folder) throws SQLException {
        try {
            return keyOf(folder);
        } catch (LogRefusedException e) {
            // Whose files these are comes first: nobody can restore the key of another program's file.
            Database.checkIsOurs(folder.log(), LogSchema.LOG);
            Database.checkIsOurs(folder.content(), LogSchema.CONTENT);
            throw e;
        }
    }

    private static ContentKey keyOf(LogFolder folder) {
        if (folder.key().toFile().exists()) {
            return ContentKey.load(folder.key());
        }
        if (Database.exists(folder.content()) || Database.exists(folder.log())) {
            throw new LogRefusedException("the key file " + folder.key() + " is missing, but the log is there;"
                    + " without it the content of every decision is lost. Restore it from where it is kept");
        }
        return ContentKey.create(folder.key(), RANDOM);
    }

    private static void close(AutoCloseable store, Throwable because) {
        try {
            store.close();
        } catch (Exception e) {
            because.addSuppressed(e);
        }
    }

    /** A new id for a decision: a UUID of version 7 in its usual form. */
    public static String newDecisionId() {
        return IDS.generate().toString();
    }

    /**
     * Appends a record. Encoding and encryption happen on the calling thread.
     *
     * <p>The future completes when the record is on disk. Its dependents run on a thread that all callers share: what takes long
     * or waits belongs on another ({@code thenApplyAsync}). It fails with {@link LogUnavailableException} when the log cannot be
     * written, and with {@link DuplicateKeyException} when the idempotency key or the decision id is there already.
     *
     * @throws IllegalArgumentException if the leaf is longer than {@value #MAX_LEAF_BYTES} bytes or holds what {@link CanonicalJson}
     *     refuses, or the content is longer than 16 MiB or no JSON
     * @throws LogOverloadedException if too much waits already
     */
    public CompletableFuture<Position> append(Entry entry) {
        Pending pending = encoder.encode(entry);
        writer.append(pending);
        return pending.future;
    }

    /** The decision of an id. */
    public Optional<StoredDecision> find(String decisionId) {
        return readers.read(reader -> reader.find(decisionId));
    }

    /** The entry that erased the content of a decision, if one did. */
    public Optional<Leaf> erasureOf(String decisionId) {
        return readers.read(reader -> reader.erasureOf(decisionId));
    }

    /** Up to {@code limit} decisions of an action that were made before a time, and whose content is neither erased nor held. */
    public List<String> contentBefore(String action, Instant time, int limit) {
        return readers.read(reader -> reader.contentBefore(action, time.toEpochMilli(), limit));
    }

    /** What an idempotency key led to within the time for which keys are remembered. */
    public Optional<Replay> findIdempotent(Idempotency idempotency) {
        long notBefore = clock.millis() - settings.idempotencyKept().toMillis();
        return readers.read(reader -> reader.findIdempotent(idempotency, notBefore));
    }

    /**
     * A page of decisions, newest first.
     *
     * @throws BadCursorException if the cursor is none of this log's
     */
    public Page list(Query query) {
        return readers.read(reader -> reader.list(query));
    }

    /**
     * All decisions of a span of time in the order of the log, up to the entries that there are when this is called. Read in
     * small pieces as the stream goes; holds nothing open.
     *
     * @param from no decision is earlier
     * @param to every decision is earlier
     */
    public Stream<StoredDecision> decisions(Instant from, Instant to) {
        long end = size();
        return Stream.iterate(
                        readers.read(reader -> reader.decisionsAfter(
                                -1, LogReader.millisFrom(from), LogReader.millisFrom(to), DECISIONS_AT_ONCE)),
                        found -> !found.isEmpty(),
                        found -> readers.read(reader -> reader.decisionsAfter(
                                found.get(found.size() - 1).index(),
                                LogReader.millisFrom(from),
                                LogReader.millisFrom(to),
                                DECISIONS_AT_ONCE)))
                .flatMap(List::stream)
                .takeWhile(decision -> decision.index() < end);
    }

    /** Up to {@code limit} leaves from index {@code start} on, in order. Read in small pieces as the stream goes; holds nothing open. */
    public Stream<Leaf> entries(long start, long limit) {
        if (start < 0 || limit < 0) {
            throw new IllegalArgumentException("start and limit are not negative");
        }
        return StreamSupport.stream(new Leaves(start, limit), false);
    }

    /** The last checkpoint that was signed; nothing in the first moment of a new log. */
    public Optional<SignedCheckpoint> checkpoint() {
        return checkpoints.latest();
    }

    /** A checkpoint that covers an entry, as soon as there is one; fails with {@link LogUnavailableException}. */
    public CompletableFuture<SignedCheckpoint> checkpointCovering(long index) {
        return checkpoints.covering(index);
    }

    /** The keys that checkpoints of this log are verified with, oldest first. */
    public List<VerifierKeyPeriod> verifierKeys() {
        return readers.read(LogReader::verifierKeys);
    }

    /** The name of this log in its checkpoints. */
    public String origin() {
        return checkpoints.origin();
    }

    /** The tree of the first {@code size} entries, 0 to {@link #size}. */
    public TreeHead head(long size) {
        return proofs(proofs -> proofs.head(size));
    }

    /** That an entry is in the tree of the first {@code size} entries; {@code 0 <= index < size <= size()}. */
    public InclusionProof inclusion(long index, long size) {
        return proofs(proofs -> proofs.inclusion(index, size));
    }

    /** That the tree of {@code to} entries begins with that of {@code from}; {@code 1 <= from <= to <= size()}. */
    public ConsistencyProof consistency(long from, long to) {
        return proofs(proofs -> proofs.consistency(from, to));
    }

    /** A receipt of an entry (C2SP tlog-proof), whose extra is the entry itself; the checkpoint covers it. */
    public String receipt(long index, SignedCheckpoint checkpoint) {
        return readers.read(reader -> ReceiptWriter.write(
                new Proofs(reader.hashes()).inclusion(index, checkpoint.head().size()),
                checkpoint.note(),
                reader.leaves(index, 1).get(0).bytes()));
    }

    private <T> T proofs(Function<Proofs, T> of) {
        return readers.read(reader -> of.apply(new Proofs(reader.hashes())));
    }

    /** The hashes of a tile, which must be {@linkplain Tile#isIn in} the log. */
    public byte[] tile(Tile tile) {
        return readers.read(reader -> tile.bytes(reader.hashes()));
    }

    /** The entries of a bundle, which must be {@linkplain EntryBundle#isIn in} the log. */
    public byte[] bundle(EntryBundle bundle) {
        return readers.read(reader -> bundle.bytes(reader.leaves(bundle.first(), bundle.width()).stream()
                .map(Leaf::bytes)
                .toList()));
    }

    /** Entries in the log. */
    public long size() {
        return writer.size();
    }

    /** Whether appends are taken now. */
    public boolean writable() {
        return writer.health().writable();
    }

    /** How the log is now. */
    public Health health() {
        return writer.health();
    }

    /** Takes no more appends, commits and acknowledges those that wait, and closes the files. */
    @Override
    public void close() {
        writer.close();
        readers.close();
        folder.close();
    }

    private final class Leaves extends Spliterators.AbstractSpliterator<Leaf> {
        private long next;
        private long left;
        private List<Leaf> read = List.of();
        private int at;

        Leaves(long start, long limit) {
            super(limit, ORDERED | NONNULL | IMMUTABLE);
            next = start;
            left = limit;
        }

        @Override
        public boolean tryAdvance(Consumer<? super Leaf> action) {
            if (at == read.size()) {
                if (left == 0) {
                    return false;
                }
                read = readers.read(reader -> reader.leaves(next, (int) Math.min(left, LEAVES_AT_ONCE)));
                at = 0;
                if (read.isEmpty()) {
                    left = 0;
                    return false;
                }
                next += read.size();
                left -= read.size();
            }
            action.accept(read.get(at++));
            return true;
        }
    }
}

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
import io.limpid.server.verify.WitnessPolicy;
import io.limpid.server.witness.WitnessState;
import io.limpid.server.witness.Witnesses;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Spliterators;
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
            ContentKey key = LogStart.contentKey(folder, RANDOM);
            Guard guard = Guard.open(place.guard());
            try {
                LogStore store = LogStore.open(folder, key, settings, tuning, false);
                try {
                    SigningKeys keys = LogStart.signingKeys(folder, store, place.origin());
                    var checkpoints = new Checkpoints(guard, keys, folder.signingKey(), clock);
                    return start(place, settings, clock, tuning, folder, key, store, checkpoints);
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

    private static DecisionLog start(
            LogPlace place,
            LogSettings settings,
            Clock clock,
            Tuning tuning,
            LogFolder folder,
            ContentKey key,
            LogStore store,
            Checkpoints checkpoints)
            throws SQLException {
        boolean unguarded = checkpoints.resume(store) && store.size() > 0;
        if (unguarded) {
            LOGGER.warn(
                    "the guard {} does not know this log of {} entries: whether it is the latest copy cannot be told."
                            + " If it was moved here, move the guard with it",
                    place.guard(),
                    store.size());
        }
        Optional<CheckpointFolder> published = place.published().map(into -> new CheckpointFolder(into, clock));
        var readers = new LogReaders(folder, key, settings.readers());
        Optional<Cosigning> cosigning = place.witnesses().isPresent()
                ? Optional.of(cosigning(place.witnesses().get(), store, checkpoints, readers, clock))
                : Optional.empty();
        var encoder = new EntryEncoder(key, clock, RANDOM);
        store.start(
                LogStart.entries(store, checkpoints.keys(), unguarded, encoder),
                checkpoints.keys().verifierKey());
        var writer = new LogWriter(
                store,
                () -> readers.withoutReaders(() -> LogStore.open(folder, key, settings, tuning, true)),
                size -> LogStart.recovered(size, checkpoints.keys(), encoder),
                checkpoints,
                settings);
        cosigning.ifPresent(by -> checkpoints.cosign(by, writer::wake));
        published.ifPresent(into -> into.followers().forEach(checkpoints::follow));
        writer.start();
        return new DecisionLog(folder, readers, encoder, checkpoints, writer, clock, settings);
    }

    private static Cosigning cosigning(
            WitnessPolicy policy, LogStore store, Checkpoints checkpoints, LogReaders readers, Clock clock)
            throws SQLException {
        var witnesses = new Witnesses(
                policy,
                (from, to) -> readers.read(reader ->
                        new Proofs(reader.hashes()).consistency(from, to).hashes()));
        List<String> keys = new ArrayList<>(store.signingKeys());
        keys.add(checkpoints.keys().verifierKey());
        return new Cosigning(policy, witnesses, checkpoints.origin(), keys, store.cosigned(), clock);
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

    /** Where the entry of a decision is, whatever has become of its content. */
    public Optional<Position> position(String decisionId) {
        return readers.read(reader -> reader.position(decisionId));
    }

    /** The platform that asked for a decision, where callers were told apart. */
    public Optional<String> platformOf(String decisionId) {
        return readers.read(reader -> reader.platformOf(decisionId));
    }

    /** The entry that erased the content of a decision, if one did. */
    public Optional<Leaf> erasureOf(String decisionId) {
        return readers.read(reader -> reader.erasureOf(decisionId));
    }

    /** Up to {@code limit} decisions of a class that were made before a time, and whose content is there and not under hold. */
    DueContent due(Retention.Kept kept, Instant before, DueContent.Place from, int limit) {
        return readers.read(reader -> reader.due(kept, before.toEpochMilli(), from, limit));
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
        return decisionsAfter(-1, from, to);
    }

    /**
     * The same from after an index on.
     *
     * @param after an index in the log; -1 for all
     */
    public Stream<StoredDecision> decisionsAfter(long after, Instant from, Instant to) {
        long end = size();
        long first = LogReader.millisFrom(from);
        long last = LogReader.millisFrom(to);
        return StoredDecisions.inOrder(
                        after,
                        index -> readers.read(
                                reader -> reader.decisionsAfter(index, first, last, StoredDecisions.AT_ONCE)))
                .takeWhile(decision -> decision.index() < end);
    }

    /** Up to {@code limit} leaves from index {@code start} on, in order. Read in small pieces as the stream goes; holds nothing open. */
    public Stream<Leaf> entries(long start, long limit) {
        if (start < 0 || limit < 0) {
            throw new IllegalArgumentException("start and limit are not negative");
        }
        return StreamSupport.stream(new Leaves(start, limit), false);
    }

    /**
     * The last checkpoint to be shown; nothing in the first moment of a new log. Where witnesses cosign, it is the last that has
     * cosignatures enough, with them; until there is one, the last that was signed.
     */
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

    /** How it stands with the witnesses that are asked; none where there is no policy. */
    public List<WitnessState> witnesses() {
        return checkpoints.witnesses();
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

    /**
     * Makes sure that appends are taken now.
     *
     * @throws LogUnavailableException if they are not
     */
    public void checkWritable() {
        if (!writable()) {
            throw new LogUnavailableException("the log cannot be written now", null);
        }
    }

    /** How the log is now. */
    public Health health() {
        return writer.health();
    }

    /** Tells somebody of each commit from now on. */
    public void onCommit(CommitObserver observer) {
        writer.onCommit(observer);
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

package io.limpid.server.log;

import io.limpid.server.proof.TreeHead;
import io.limpid.server.tree.CheckpointSigner;
import io.limpid.server.witness.WitnessState;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Signs what the log has become, at most once a second, and only what the guard lets it.
 *
 * <p>{@link #publish} belongs to the thread that writes; the rest is safe for many.
 */
final class Checkpoints implements AutoCloseable {
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Guard guard;
    private final Path keyFile;
    private final Clock clock;
    private final String origin;

    /** Those who take what was signed; more come while the log is opened. */
    private final List<Follower> followers = new CopyOnWriteArrayList<>();

    private volatile Optional<Cosigning> cosigning = Optional.empty();
    private SigningKeys keys;
    private CheckpointSigner signer;
    private long publishedNanos = System.nanoTime() - INTERVAL_NANOS;
    private @Nullable String logId;

    /** What the guard has; null before the first {@link #resume}. */
    private @Nullable TreeHead guarded;

    private volatile @Nullable SignedCheckpoint latest;
    private final List<Waiting> waiting = new ArrayList<>();

    private record Waiting(long index, CompletableFuture<SignedCheckpoint> future) {}

    Checkpoints(Guard guard, SigningKeys keys, Path keyFile, Clock clock) {
        this.guard = guard;
        this.keys = keys;
        this.keyFile = keyFile;
        this.clock = clock;
        signer = keys.signer();
        origin = keys.origin();
    }

    /** Hands each checkpoint to somebody from now on; closes him at the end. */
    void follow(Follower follower) {
        followers.add(follower);
    }

    /** Has each checkpoint cosigned from now on, and shows those that are. */
    void cosign(Cosigning by, Runnable wake) {
        cosigning = Optional.of(by);
        follow(by.follower(wake));
    }

    /** Keeps what witnesses gave since the last time. */
    void keepCosignatures(LogStore store) throws SQLException {
        if (cosigning.isPresent()) {
            cosigning.get().keep(store);
        }
    }

    /** Lets those who take checkpoints come to their end, and keeps what they still got; nothing is signed after this. */
    void finish(LogStore store) throws SQLException {
        closeFollowers();
        keepCosignatures(store);
    }

    /** All at once, so that it takes no longer than the slowest. */
    private void closeFollowers() {
        followers.forEach(Follower::stop);
        followers.forEach(Follower::close);
        cosigning.ifPresent(Cosigning::close);
    }

    List<WitnessState> witnesses() {
        return cosigning.map(Cosigning::states).orElse(List.of());
    }

    SigningKeys keys() {
        return keys;
    }

    String origin() {
        return origin;
    }

    /**
     * Holds a log just opened against the guard; nothing is appended to it before.
     *
     * @return whether the guard had never seen it
     * @throws LogRefusedException if it is not the one that was signed last, or one that grew from it
     */
    boolean resume(LogStore store) throws SQLException {
        logId = store.logId();
        Optional<TreeHead> last = guard.last(logId);
        if (last.isPresent()) {
            check(store, last.get());
            guarded = last.get();
        } else {
            guarded = new TreeHead(0, store.head(0).root());
            guard.adopt(logId, guarded);
        }
        Optional<String> note = store.lastCheckpoint();
        if (note.isPresent()) {
            latest = signed(store, note.get());
        }
        return last.isEmpty();
    }

    /** The last checkpoint as the log kept it, which must be of this tree. */
    private static SignedCheckpoint signed(LogStore store, String note) throws SQLException {
        String[] lines = note.split("\n", 4);
        long size = lines.length == 4 ? Long.parseLong(lines[1]) : -1;
        if (size >= 0 && size <= store.size()) {
            TreeHead head = store.head(size);
            if (Base64.getEncoder().encodeToString(head.root().bytes()).equals(lines[2])) {
                return new SignedCheckpoint(head, note);
            }
        }
        throw new LogRefusedException("this log is not the one that its last checkpoint was signed for: it was changed."
                + " Restore the right files; limpid log verify says where they differ");
    }

    private static void check(LogStore store, TreeHead last) throws SQLException {
        if (store.size() < last.size()) {
            throw new LogRefusedException("this log has " + store.size() + " entries, but " + last.size()
                    + " were signed: it is an older copy. Restore the latest files; if they are lost for good, say so with:"
                    + " limpid log accept-rollback --yes, and the --data and --guard of the service");
        }
        if (!store.head(last.size()).equals(last)) {
            throw new LogRefusedException("this log is not the one whose first " + last.size()
                    + " entries were signed: it was changed, or it went on from an older copy. Restore the right files;"
                    + " limpid log verify says where they differ");
        }
    }

    /** How long until a checkpoint may be signed, in nanoseconds; nothing where all is signed. */
    Optional<Long> due(TreeHead head) {
        SignedCheckpoint last = latest;
        return last != null && last.head().equals(head)
                ? Optional.empty()
                : Optional.of(Math.max(0, publishedNanos + INTERVAL_NANOS - System.nanoTime()));
    }

    /** Signs the state of the log and keeps the checkpoint in it. Whoever waits for one is told by {@code answers}. */
    void publish(LogStore store, Executor answers) throws SQLException {
        TreeHead head = store.head();
        guard.advance(id(), guarded(), head);
        guarded = head;
        String note = signer.sign(head);
        store.add(head, note, clock.millis());
        var checkpoint = new SignedCheckpoint(head, note);
        latest = checkpoint;
        publishedNanos = System.nanoTime();
        if (keys.outgoingVerifierKey().isPresent()) {
            keys = keys.settle(keyFile);
            signer = keys.signer();
        }
        List<Waiting> covered = new ArrayList<>();
        synchronized (waiting) {
            waiting.removeIf(one -> one.index() < head.size() && covered.add(one));
        }
        answers.execute(() -> covered.forEach(one -> one.future().complete(checkpoint)));
        followers.forEach(follower -> follower.offer(checkpoint));
    }

    private String id() {
        if (logId == null) {
            throw new IllegalStateException("no log was opened yet");
        }
        return logId;
    }

    private TreeHead guarded() {
        if (guarded == null) {
            throw new IllegalStateException("no log was opened yet");
        }
        return guarded;
    }

    /** The last one that was signed, or, where witnesses cosign, the last that enough of them did; nothing for a log that has just been made. */
    Optional<SignedCheckpoint> latest() {
        Optional<SignedCheckpoint> signed = Optional.ofNullable(latest);
        Optional<SignedCheckpoint> cosigned = cosigning.flatMap(Cosigning::latest);
        // A policy that asks for nobody holds nothing back.
        boolean outdated = cosigning.map(Cosigning::asksNobody).orElse(false)
                && cosigned.isPresent()
                && signed.isPresent()
                && cosigned.get().head().size() < signed.get().head().size();
        return outdated ? signed : cosigned.or(() -> signed);
    }

    /** A checkpoint that covers an entry, once there is one; a cosigned one if that already does. */
    CompletableFuture<SignedCheckpoint> covering(long index) {
        Optional<SignedCheckpoint> cosigned =
                latest().filter(checkpoint -> index < checkpoint.head().size());
        if (cosigned.isPresent()) {
            return CompletableFuture.completedFuture(cosigned.get());
        }
        synchronized (waiting) {
            SignedCheckpoint last = latest;
            if (last != null && index < last.head().size()) {
                return CompletableFuture.completedFuture(last);
            }
            var future = new CompletableFuture<SignedCheckpoint>();
            waiting.add(new Waiting(index, future));
            return future;
        }
    }

    /** Tells those who wait that the log has failed. */
    void refuse(Throwable because) {
        List<Waiting> left;
        synchronized (waiting) {
            left = List.copyOf(waiting);
            waiting.clear();
        }
        left.forEach(one -> one.future().completeExceptionally(because));
    }

    @Override
    public void close() throws SQLException {
        closeFollowers();
        guard.close();
    }
}

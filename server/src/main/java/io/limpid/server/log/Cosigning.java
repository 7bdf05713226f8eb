package io.limpid.server.log;

import io.limpid.server.proof.TreeHead;
import io.limpid.server.verify.CheckpointVerifier;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifiedCheckpoint;
import io.limpid.server.verify.VerifierKey;
import io.limpid.server.verify.WitnessPolicy;
import io.limpid.server.witness.CosignatureLine;
import io.limpid.server.witness.WitnessState;
import io.limpid.server.witness.Witnesses;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has checkpoints cosigned, and knows the newest that has cosignatures enough for the policy.
 *
 * <p>A thread of its own asks the witnesses; what they give is kept by the thread that writes, and counts when it is on disk.
 */
final class Cosigning implements AutoCloseable {
    /** Witnesses serve many logs. */
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** So that the cosignatures of a log at rest do not grow old. */
    private static final Duration REFRESH = Duration.ofHours(1);

    /** For a log at rest whose newest checkpoint lacks cosignatures. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    /** What waits for its place on disk; of more, the oldest is let go. */
    private static final int MOST_WAITING = 16;

    private static final Logger LOGGER = LoggerFactory.getLogger(Cosigning.class);

    private record Cosigned(SignedCheckpoint checkpoint, List<CosignatureLine> lines, boolean enough) {}

    private final WitnessPolicy policy;
    private final Witnesses witnesses;
    private final Clock clock;
    private final Deque<Cosigned> waiting = new ArrayDeque<>();
    private final CheckpointVerifier verifier;

    /** Lines under the checkpoint that was asked about last; of the asking thread. */
    private final Map<String, CosignatureLine> given = new TreeMap<>();

    private @Nullable TreeHead givenFor;
    /** Whether the checkpoint that was asked about last has too few cosignatures; of the asking thread. */
    private boolean lacking;

    private volatile @Nullable SignedCheckpoint latest;

    /**
     * For a log that has been opened.
     *
     * @param keys all keys that the log ever signed with, the one in use last
     * @param cosigned its newest cosigned checkpoints, the newest first
     * @throws LogRefusedException if the policy is not one for this log, or can never be met
     */
    Cosigning(
            WitnessPolicy policy,
            Witnesses witnesses,
            String origin,
            List<String> keys,
            List<String> cosigned,
            Clock clock) {
        this.policy = policy;
        this.witnesses = witnesses;
        this.clock = clock;
        try {
            List<VerifierKey> parsed = new ArrayList<>();
            for (String key : new LinkedHashSet<>(keys)) {
                parsed.add(VerifierKey.parse(key));
            }
            VerifierKey inUse = parsed.get(parsed.size() - 1);
            if (!policy.logs().isEmpty() && !policy.logs().contains(inUse)) {
                throw new LogRefusedException(
                        "the policy of witnesses names other logs, and not this one: add the line\n  log " + inUse);
            }
            verifier = new CheckpointVerifier(origin, policy.and(parsed));
        } catch (VerificationException e) {
            throw new LogRefusedException("the policy of witnesses cannot be used: " + e.getMessage(), e);
        }
        if (policy.witnesses().stream()
                        .map(witness -> witness.key().name())
                        .distinct()
                        .count()
                < policy.witnesses().size()) {
            throw new LogRefusedException("the policy has two witnesses whose keys have the same name; a log keeps one"
                    + " cosignature of each name");
        }
        if (!policy.canBeMet()) {
            throw new LogRefusedException("the policy of witnesses can never be met: too few of its witnesses have an"
                    + " address to be asked at, as in: witness NAME KEY https://witness.example.org");
        }
        latest = cosigned.stream()
                .flatMap(note -> met(note).stream())
                .findFirst()
                .orElse(null);
    }

    private Optional<SignedCheckpoint> met(String note) {
        return verified(note)
                .filter(checkpoint -> policy.isMetBy(checkpoint, clock.instant()))
                .map(checkpoint -> new SignedCheckpoint(checkpoint.head(), note));
    }

    private Optional<VerifiedCheckpoint> verified(String note) {
        try {
            return Optional.of(verifier.verify(note.getBytes(StandardCharsets.UTF_8)));
        } catch (VerificationException e) {
            LOGGER.warn("a cosigned checkpoint does not verify: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** One who asks the witnesses, started; {@code wake} is called when there is something to {@link #keep}. */
    Follower follower(Runnable wake) {
        return new Follower("limpid-cosigning", PAUSE, () -> lacking ? RETRY : REFRESH, checkpoint -> {
            if (ask(checkpoint)) {
                wake.run();
            }
        });
    }

    /** Whether somebody cosigned. */
    private boolean ask(SignedCheckpoint checkpoint) {
        List<CosignatureLine> lines = witnesses.ask(checkpoint.head(), checkpoint.note(), verifier);
        if (!checkpoint.head().equals(givenFor)) {
            given.clear();
            givenFor = checkpoint.head();
        }
        lines.forEach(line -> given.put(line.witness().name(), line));
        lacking = true;
        if (lines.isEmpty()) {
            return false;
        }
        var note = new StringBuilder(checkpoint.note());
        given.values().forEach(line -> note.append(line.line()).append('\n'));
        String cosigned = note.toString();
        boolean enough = met(cosigned).isPresent();
        lacking = !enough;
        synchronized (waiting) {
            waiting.add(new Cosigned(new SignedCheckpoint(checkpoint.head(), cosigned), lines, enough));
            if (waiting.size() > MOST_WAITING) {
                waiting.remove();
            }
        }
        return true;
    }

    /** Keeps what witnesses gave; called by the thread that writes. */
    void keep(LogStore store) throws SQLException {
        for (Cosigned next = next(); next != null; next = next()) {
            store.add(next.checkpoint().head().size(), next.lines());
            if (next.enough()) {
                latest = next.checkpoint();
            }
        }
    }

    private @Nullable Cosigned next() {
        synchronized (waiting) {
            return waiting.poll();
        }
    }

    /** The newest checkpoint, with its cosignatures, that meets the policy. */
    Optional<SignedCheckpoint> latest() {
        return Optional.ofNullable(latest);
    }

    boolean asksNobody() {
        return policy.asksNobody();
    }

    List<WitnessState> states() {
        return witnesses.states();
    }

    @Override
    public void close() {
        witnesses.close();
    }
}

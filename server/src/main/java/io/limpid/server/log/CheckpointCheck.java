package io.limpid.server.log;

import io.limpid.server.log.Verification.Check;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.verify.Cosignature;
import io.limpid.server.verify.RecomputedTree;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifiedCheckpoint;
import io.limpid.server.verify.WitnessPolicy;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Holds the stored checkpoints, and what witnesses put under them, against the tree as it grows: V1, V2, V5, V7. */
final class CheckpointCheck {
    /** How long entries wait for their signature at most; a clock may have been put forward meanwhile. */
    private static final Duration LONGEST_UNSIGNED = Duration.ofMinutes(10);

    private final Database log;
    private final KeyHistory keys;
    private final Trust trust;
    private final Faults faults;
    private final PreparedStatement linesOf;
    private final ResultSet checkpoints;
    private final long lastSigned;
    private boolean more;
    private long signedSize;
    private OptionalLong witnessedSize = OptionalLong.empty();
    private Optional<Instant> newestCosignature = Optional.empty();
    /** Witnesses whose clock was told of already. */
    private final Set<String> ahead = new TreeSet<>();

    private long firstUnsignedMillis = -1;
    private long lastMillis;

    CheckpointCheck(Database log, KeyHistory keys, Trust trust, Faults faults) throws SQLException {
        this.log = log;
        this.keys = keys;
        this.trust = trust;
        this.faults = faults;
        linesOf = log.prepare("SELECT witness, line, time FROM cosignature WHERE size = ? ORDER BY witness");
        checkpoints =
                log.prepare("SELECT size, note FROM checkpoint ORDER BY size").executeQuery();
        more = checkpoints.next();
        lastSigned = log.number("SELECT coalesce(max(size), 0) FROM checkpoint");
    }

    /** Entries that the last stored checkpoint covers, as it says itself. */
    long lastSigned() {
        return lastSigned;
    }

    long signedSize() {
        return signedSize;
    }

    /** The newest that meets the policy. */
    OptionalLong witnessedSize() {
        return witnessedSize;
    }

    /**
     * An entry has been added to the tree.
     *
     * @param started whether it says that the log was started: what a crash left unsigned before counts anew from here
     */
    void after(RecomputedTree tree, long index, long millis, boolean started) throws SQLException {
        after(tree, index);
        lastMillis = millis;
        if (index >= lastSigned && (firstUnsignedMillis < 0 || started)) {
            firstUnsignedMillis = millis;
        }
    }

    /** Likewise, one of no known time. */
    void after(RecomputedTree tree, long index) throws SQLException {
        while (more && checkpoints.getLong(1) <= index + 1) {
            check(checkpoints.getLong(1), checkpoints.getString(2), tree, index);
            more = checkpoints.next();
        }
    }

    private void check(long at, String note, RecomputedTree tree, long index) throws SQLException {
        signedSize = at;
        try {
            VerifiedCheckpoint verified = verified(at, note, tree.head(), index);
            cosignatures(at, note, verified, index);
        } catch (VerificationException e) {
            faults.at(index, Check.V1, "the checkpoint of " + at + " entries: " + e.getMessage());
        }
    }

    private VerifiedCheckpoint verified(long at, String note, TreeHead tree, long index) throws VerificationException {
        VerifiedCheckpoint verified = keys.verifier().verify(note.getBytes(StandardCharsets.UTF_8));
        String inUse = keys.inUse().orElse("");
        if (!verified.signers().contains(inUse)) {
            throw new VerificationException("it is not signed by the key in use then, " + inUse);
        }
        if (verified.head().size() != at) {
            throw new VerificationException("it says " + verified.head().size() + " entries, and is stored for " + at);
        }
        if (at != tree.size()) {
            faults.at(index, Check.V5, "a checkpoint of " + at + " entries, where there is no such entry");
        } else if (!verified.head().equals(tree)) {
            faults.at(
                    index,
                    at == lastSigned ? Check.V5 : Check.V7,
                    "signed was a tree with root " + verified.head().root() + ", its first " + at + " entries have "
                            + tree.root());
        }
        return verified;
    }

    private void cosignatures(long at, String note, VerifiedCheckpoint alone, long index) throws SQLException {
        var cosigned = new StringBuilder(note);
        Map<String, Long> times = new TreeMap<>();
        linesOf.setLong(1, at);
        try (ResultSet rows = linesOf.executeQuery()) {
            while (rows.next()) {
                String name = rows.getString(1);
                String line = rows.getString(2);
                if (!line.startsWith("\u2014 " + name + " ") || line.contains("\n")) {
                    faults.at(
                            index,
                            Check.V1,
                            "what " + name + " put under the checkpoint of " + at
                                    + " entries is no signature line of that name");
                    return;
                }
                times.put(name, rows.getLong(3));
                cosigned.append(line).append('\n');
            }
        }
        VerifiedCheckpoint verified = alone;
        if (!times.isEmpty()) {
            try {
                verified = keys.verifier().verify(cosigned.toString().getBytes(StandardCharsets.UTF_8));
            } catch (VerificationException e) {
                faults.at(index, Check.V1, "the cosigned checkpoint of " + at + " entries: " + e.getMessage());
                return;
            }
        }
        for (Cosignature one : verified.cosignatures()) {
            String name = one.witness().name();
            Long stored = times.get(name);
            if (stored != null && stored != one.time().getEpochSecond()) {
                faults.at(index, Check.V1, "the cosignature of " + name + " is listed under another time than its own");
            }
            if (WitnessPolicy.isAhead(one, trust.now()) && ahead.add(name)) {
                faults.note("a cosignature of " + name + " says " + one.time()
                        + ", which is still to come; such ones do not count");
            }
        }
        if (trust.policy().isPresent() && trust.policy().get().isMetBy(verified, trust.now())) {
            witnessedSize = OptionalLong.of(at);
            newestCosignature = trust.policy().get().newest(verified, trust.now());
        }
    }

    /** Looks at what is left when all entries were read. */
    void finish(long size) throws SQLException {
        while (more) {
            faults.at(
                    size,
                    Check.V5,
                    "a checkpoint of " + checkpoints.getLong(1) + " entries was signed, and here are " + size);
            more = checkpoints.next();
        }
        log.texts("SELECT witness FROM cosignature WHERE size NOT IN (SELECT size FROM checkpoint) LIMIT 1")
                .forEach(witness -> faults.at(
                        Check.V1, "a cosignature of " + witness + " is under a checkpoint that is not there"));
        List<String> listed = log.texts("SELECT key FROM signing_key ORDER BY first");
        if (!listed.equals(keys.named())) {
            faults.at(Check.V1, "the keys are listed as " + listed + ", and entries name " + keys.named());
        }
        unsignedTail(size);
        quorum();
    }

    private void unsignedTail(long size) throws SQLException {
        if (signedSize == 0) {
            faults.note("no checkpoint was signed yet");
        }
        if (signedSize >= size) {
            return;
        }
        if (log.meta("state").orElse("").equals("closed")) {
            faults.at(
                    signedSize,
                    Check.V5,
                    "the log was closed in order, and the last " + (size - signedSize) + " entries are not signed");
        } else if (firstUnsignedMillis >= 0 && lastMillis - firstUnsignedMillis > LONGEST_UNSIGNED.toMillis()) {
            faults.at(
                    signedSize,
                    Check.V5,
                    "the last " + (size - signedSize) + " entries are not signed, and span more than "
                            + LONGEST_UNSIGNED.toMinutes() + " minutes: a log signs each second");
        }
    }

    private void quorum() {
        if (trust.policy().isEmpty()) {
            return;
        }
        WitnessPolicy policy = trust.policy().get();
        if (witnessedSize.isEmpty()) {
            faults.at(Check.V2, "no checkpoint has the cosignatures that the policy asks for");
        } else if (!policy.asksNobody()) {
            trust.maxAge().ifPresent(age -> stale(age, newestCosignature.orElse(Instant.MIN)));
        }
    }

    private void stale(Duration age, Instant newest) {
        if (newest.isBefore(trust.now().minus(age))) {
            faults.at(
                    Check.V2,
                    "stale: the newest cosignature under the checkpoint of " + witnessedSize.orElse(0)
                            + " entries is of " + newest + ", older than " + age.toSeconds() + " seconds");
        }
    }
}

package io.limpid.server.log;

import io.limpid.server.log.Verification.Check;
import io.limpid.server.verify.CheckpointVerifier;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifierKey;
import io.limpid.server.verify.WitnessPolicy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What entries say of the log's name and keys, in their order. */
final class KeyHistory {
    private final Trust trust;
    private final Faults faults;
    private final List<String> named = new ArrayList<>();
    private @Nullable String origin;
    private @Nullable String inUse;
    private @Nullable String previous;
    private @Nullable CheckpointVerifier verifier;

    KeyHistory(Trust trust, Faults faults) {
        this.trust = trust;
        this.faults = faults;
    }

    /** A start names the log and the key in use. */
    void start(long index, String name, String key) {
        if (origin != null && !origin.equals(name)) {
            faults.at(index, Check.V10, "the log is called " + origin + ", not " + name);
        }
        origin = name;
        if (inUse == null) {
            take(index, key);
        } else if (!inUse.equals(key)) {
            faults.at(
                    index,
                    Check.V10,
                    "it names another key than the one in use, and no entry before it changed the key");
        }
    }

    /** A rotation names the key that takes over. */
    void rotation(long index, String from, String to) {
        if (!from.equals(inUse)) {
            faults.at(index, Check.V10, "changes the key " + from + ", which is not the one in use");
        }
        previous = inUse;
        take(index, to);
    }

    private void take(long index, String key) {
        inUse = key;
        named.add(key);
        if (!trust.keys().isEmpty() && !trust.keys().contains(key)) {
            faults.at(index, Check.V1, "the log uses the key " + key + ", which is not among those that you trust");
        }
        List<String> accepted = new ArrayList<>(List.of(key));
        if (previous != null) {
            accepted.add(previous);
        }
        try {
            verifier = of(accepted);
        } catch (VerificationException e) {
            faults.at(index, Check.V1, String.valueOf(e.getMessage()));
        }
    }

    private CheckpointVerifier of(List<String> keys) throws VerificationException {
        List<VerifierKey> parsed = new ArrayList<>();
        for (String key : new LinkedHashSet<>(keys)) {
            parsed.add(VerifierKey.parse(key));
        }
        Optional<WitnessPolicy> policy = trust.policy();
        return new CheckpointVerifier(
                origin(), policy.isPresent() ? policy.get().and(parsed) : parsed);
    }

    /** Verifies by the key in use and the one before it. */
    CheckpointVerifier verifier() throws VerificationException {
        if (verifier == null) {
            throw new VerificationException("no entry before it names a key of the log");
        }
        return verifier;
    }

    /** Verifies by any key that the log ever had, or by those that are trusted. */
    CheckpointVerifier verifierOfAll() throws VerificationException {
        return of(trust.keys().isEmpty() ? named : trust.keys());
    }

    String origin() {
        return Objects.requireNonNullElse(origin, "");
    }

    Optional<String> inUse() {
        return Optional.ofNullable(inUse);
    }

    /** All keys, in the order in which entries named them. */
    List<String> named() {
        return List.copyOf(named);
    }
}

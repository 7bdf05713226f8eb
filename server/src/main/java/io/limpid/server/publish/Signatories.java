package io.limpid.server.publish;

import io.limpid.server.publish.RefusedPublicationException.Kind;
import io.limpid.server.publish.RulesetStore.Kept;
import io.limpid.server.verify.NoteVerifier;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Who of the maintainers stands by a version or a step. Safe for many threads. */
final class Signatories {
    private final Maintainers maintainers;
    private final RulesetStore store;
    private final String origin;

    /**
     * The maintainers of a service.
     *
     * @param origin of its log
     */
    Signatories(Maintainers maintainers, RulesetStore store, String origin) {
        this.maintainers = maintainers;
        this.store = store;
        this.origin = origin;
    }

    /** The names under which entries know them, in order. */
    static List<String> names(Collection<VerifierKey> keys) {
        return keys.stream().map(VerifierKey::name).distinct().sorted().toList();
    }

    /**
     * The trusted ones who signed a bundle; one at least.
     *
     * @throws RefusedPublicationException if there is none, or a signature does not hold
     */
    List<VerifierKey> of(Bundle bundle, String name, String version) throws RefusedPublicationException {
        List<VerifierKey> trusted = maintainers.of(name);
        List<VerifierKey> signers;
        try {
            signers = bundle.signers(name, version, trusted);
        } catch (VerificationException e) {
            throw doesNotHold(e);
        }
        if (!signers.isEmpty()) {
            return signers;
        }
        throw RefusedPublicationException.because(
                Kind.UNSOUND,
                trusted.isEmpty()
                        ? "this service trusts no maintainer of " + name
                                + "; start it with --trust and the maintainer's public key"
                        : "none of the maintainers that this service trusts for " + name
                                + " has signed the bundle; sign it with limpid rules sign. Trusted: "
                                + String.join(", ", names(trusted)));
    }

    /**
     * The trusted ones who signed a step.
     *
     * @param step as {@link StepStatement} names it
     * @param note what they signed; without one nobody has
     * @throws RefusedPublicationException if there is one and it is of another step or of nobody who is trusted
     */
    List<VerifierKey> of(Kept kept, String step, String reason, Optional<String> note)
            throws RefusedPublicationException {
        if (note.isEmpty()) {
            return List.of();
        }
        long after = store.lastEntry(kept.digest()).orElseThrow().index();
        String statement =
                new StepStatement(origin, kept.name(), kept.version(), kept.digest(), step, after, reason).text();
        List<VerifierKey> signers;
        try {
            signers = NoteVerifier.signers(
                    note.get().getBytes(StandardCharsets.UTF_8), statement, maintainers.of(kept.name()));
        } catch (VerificationException e) {
            throw doesNotHold(e);
        }
        if (signers.isEmpty()) {
            throw RefusedPublicationException.because(
                    Kind.UNSOUND, "the signature is of nobody whom this service trusts for " + kept.name());
        }
        return signers;
    }

    private static RefusedPublicationException doesNotHold(VerificationException e) {
        return RefusedPublicationException.because(Kind.UNSOUND, "the signature does not hold: " + e.getMessage());
    }

    /** Those who signed a version, or have asked for its activation before, as far as they are trusted now. */
    Set<VerifierKey> standBy(Kept kept) {
        List<VerifierKey> trusted = maintainers.of(kept.name());
        Set<VerifierKey> keys = new TreeSet<>(Comparator.comparing(VerifierKey::toString));
        try {
            keys.addAll(store.bundle(kept.digest()).signers(kept.name(), kept.version(), trusted));
        } catch (VerificationException e) {
            // Nobody's word counts that cannot be verified any more.
            keys.clear();
        }
        List<String> approved = store.approvals(kept.digest());
        trusted.stream().filter(key -> approved.contains(key.toString())).forEach(keys::add);
        return keys;
    }
}

package io.limpid.server.publish;

import io.limpid.server.publish.RefusedPublicationException.Kind;
import io.limpid.server.publish.RulesetStore.Kept;
import io.limpid.server.verify.NoteVerifier;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
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

    /**
     * Who asks for a step.
     *
     * @param signers trusted maintainers who signed it
     * @param caller name of the maintainer whose key was shown
     */
    record Askers(List<VerifierKey> signers, Optional<String> caller) {
        /** Their names, in order. */
        Set<String> names() {
            Set<String> names = new TreeSet<>(Signatories.names(signers));
            caller.ifPresent(names::add);
            return names;
        }

        /** How the store knows them: what signed, or the name alone. */
        List<String> ids() {
            List<String> ids =
                    new ArrayList<>(signers.stream().map(VerifierKey::toString).toList());
            caller.ifPresent(ids::add);
            return ids;
        }
    }

    /** The names under which entries know them, in order. */
    private static List<String> names(Collection<VerifierKey> keys) {
        return keys.stream().map(VerifierKey::name).distinct().sorted().toList();
    }

    /**
     * The names of the trusted ones who signed a bundle, in order; one at least.
     *
     * @throws RefusedPublicationException if there is none, or a signature does not hold
     */
    List<String> of(Bundle bundle, String name, String version) throws RefusedPublicationException {
        List<VerifierKey> trusted = maintainers.of(name);
        List<VerifierKey> signers;
        try {
            signers = bundle.signers(name, version, trusted);
        } catch (VerificationException e) {
            throw RefusedPublicationException.because(Kind.UNSOUND, "the signature does not hold: " + e.getMessage());
        }
        if (!signers.isEmpty()) {
            return names(signers);
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
     * Who asks for a step.
     *
     * @param step as {@link StepStatement} names it
     * @param note what maintainers signed; without one nobody has
     * @param caller name of the maintainer whose key was shown
     * @throws RefusedPublicationException if there is one and it is of another step or of nobody who is trusted
     */
    Askers of(Kept kept, String step, String reason, Optional<String> note, Optional<String> caller)
            throws RefusedPublicationException {
        if (note.isEmpty()) {
            return new Askers(List.of(), caller);
        }
        long after = store.lastEntry(kept.digest()).orElseThrow().index();
        var statement = new StepStatement(origin, kept.name(), kept.version(), kept.digest(), step, after, reason);
        List<VerifierKey> signers;
        try {
            signers = NoteVerifier.signers(
                    note.get().getBytes(StandardCharsets.UTF_8), statement.text(), maintainers.of(kept.name()));
        } catch (VerificationException e) {
            throw RefusedPublicationException.because(
                    Kind.SIGNATURE,
                    "it has to be on these lines: "
                            + statement.text().strip().replace("\n", " | ")
                            + "; a signature holds for one step at one service, after one log entry");
        }
        if (signers.isEmpty()) {
            throw RefusedPublicationException.because(
                    Kind.SIGNATURE, "it is of nobody whom this service trusts for " + kept.name());
        }
        return new Askers(signers, caller);
    }

    /**
     * The names of those who signed a version, or have asked for its activation before, in order; of those who sign, as far as they
     * are trusted now. Keys of one name are one maintainer, whether they sign or are shown to the service.
     */
    Set<String> standBy(Kept kept) {
        List<VerifierKey> trusted = maintainers.of(kept.name());
        Set<String> names = new TreeSet<>();
        try {
            names.addAll(names(store.bundle(kept.digest()).signers(kept.name(), kept.version(), trusted)));
        } catch (VerificationException e) {
            // Nobody's word counts that cannot be verified any more.
            names.clear();
        }
        for (String approved : store.approvals(kept.digest())) {
            if (approved.indexOf('+') < 0) {
                names.add(approved);
            }
            trusted.stream().filter(key -> key.toString().equals(approved)).forEach(key -> names.add(key.name()));
        }
        return names;
    }
}

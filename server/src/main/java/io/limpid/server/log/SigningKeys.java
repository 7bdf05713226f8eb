package io.limpid.server.log;

import io.limpid.server.tree.CheckpointSigner;
import io.limpid.server.tree.NoteSigner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys that checkpoints are signed with, as {@code checkpoint.key} holds them: the one in use and, until a first checkpoint
 * carries both, the one before it. Immutable.
 */
final class SigningKeys {
    /*
     * A key file has two lines a key, secret and verifier key: from the secret alone Java does not tell the public one.
     */
    private final NoteSigner current;
    private final Optional<NoteSigner> outgoing;

    private SigningKeys(NoteSigner current, Optional<NoteSigner> outgoing) {
        this.current = current;
        this.outgoing = outgoing;
    }

    /** Makes the first key of a log, and its file. */
    static SigningKeys create(Path file, String origin) {
        var keys = new SigningKeys(NoteSigner.generate(origin), Optional.empty());
        keys.write(file);
        return keys;
    }

    /**
     * Reads the file.
     *
     * @throws LogRefusedException if others may use it, or it is none
     */
    static SigningKeys load(Path file) {
        List<String> lines = KeyFile.read(file, "signs in the name of this log")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        if (lines.size() != 2 && lines.size() != 4) {
            throw KeyFile.notAKey(file, null);
        }
        try {
            var keys = new ArrayList<NoteSigner>();
            for (int i = 0; i < lines.size(); i += 2) {
                keys.add(NoteSigner.of(lines.get(i), lines.get(i + 1)));
            }
            if (keys.stream().map(NoteSigner::name).distinct().count() > 1) {
                throw new LogRefusedException(
                        file + " holds keys of two logs; restore the one that this folder was made with");
            }
            return new SigningKeys(keys.get(0), keys.stream().skip(1).findFirst());
        } catch (IllegalArgumentException e) {
            throw KeyFile.notAKey(file, e);
        }
    }

    /**
     * Puts a new key in the place of the one in use.
     *
     * @throws LogRefusedException if the last change is not through yet
     */
    SigningKeys rotate(Path file) {
        if (outgoing.isPresent()) {
            throw new LogRefusedException(
                    "the last change of keys is not through yet: start the service once, so that it signs with both");
        }
        var keys = new SigningKeys(NoteSigner.generate(origin()), Optional.of(current));
        keys.write(file);
        return keys;
    }

    /** Forgets the secret of the key that went. */
    SigningKeys settle(Path file) {
        var keys = new SigningKeys(current, Optional.empty());
        keys.write(file);
        return keys;
    }

    private void write(Path file) {
        var text = new StringBuilder();
        signers()
                .forEach(key -> text.append(key.secretKey())
                        .append('\n')
                        .append(key.verifierKey())
                        .append('\n'));
        KeyFile.write(file, text.toString());
    }

    private List<NoteSigner> signers() {
        var keys = new ArrayList<>(List.of(current));
        outgoing.ifPresent(keys::add);
        return keys;
    }

    /** The name of the log, which its checkpoints begin with. */
    String origin() {
        return current.name();
    }

    String verifierKey() {
        return current.verifierKey();
    }

    Optional<String> outgoingVerifierKey() {
        return outgoing.map(NoteSigner::verifierKey);
    }

    CheckpointSigner signer() {
        return new CheckpointSigner(origin(), signers());
    }
}

package io.limpid.server.verify;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Verifies signed notes (C2SP signed-note) whose text is known. */
public final class NoteVerifier {
    private NoteVerifier() {}

    /**
     * Who of some has signed a text.
     *
     * @param note the exact bytes
     * @param text what it has to be about, with its last newline
     * @param known whose signatures are looked at; those of others are passed over
     * @throws VerificationException if it is no note, or one of another text, or a signature of one of them does not hold
     */
    public static List<VerifierKey> signers(byte[] note, String text, Collection<VerifierKey> known)
            throws VerificationException {
        SignedNote signed = SignedNote.parse(note);
        if (!signed.text().equals(text)) {
            throw new VerificationException(
                    "what is signed is something else: \"" + signed.text().strip() + "\"");
        }
        List<VerifierKey> signers = new ArrayList<>();
        for (NoteSignature signature : signed.signatures()) {
            for (VerifierKey key : known) {
                if (!key.made(signature)) {
                    continue;
                }
                if (!key.verifies(text.getBytes(StandardCharsets.UTF_8), signature.signature())) {
                    throw new VerificationException("the signature of " + key.name() + " does not hold");
                }
                signers.add(key);
            }
        }
        return List.copyOf(signers);
    }
}

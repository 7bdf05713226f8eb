package io.limpid.server.verify;

import io.limpid.server.proof.Checkpoint;
import io.limpid.server.proof.TreeHead;
import java.util.List;

/**
 * A checkpoint whose signatures were verified.
 *
 * @param signers the log's keys that signed it, as verifier keys; at least one
 * @param cosignatures those of known witnesses, in the order of the note; how many are enough, and how old, is for the caller
 */
public record VerifiedCheckpoint(Checkpoint checkpoint, List<String> signers, List<Cosignature> cosignatures) {
    public VerifiedCheckpoint {
        signers = List.copyOf(signers);
        cosignatures = List.copyOf(cosignatures);
    }

    public TreeHead head() {
        return checkpoint.head();
    }
}

package io.limpid.server.log;

import java.util.Optional;

/**
 * A decision as the log has it.
 *
 * @param decisionId its id
 * @param leaf its public record, with index and hash
 * @param content its restricted part; empty where it was erased, or where none was ever given
 * @param erased whether it had content that is there no more
 */
public record StoredDecision(String decisionId, Leaf leaf, Optional<KeptContent> content, boolean erased) {
    /** Its index in the log. */
    public long index() {
        return leaf.position().index();
    }

    /** Its leaf hash, as {@link Position#leafHash()}. */
    public String leafHash() {
        return leaf.position().leafHash();
    }

    /** The answer as the caller got it, or empty where there is no content. */
    public Optional<byte[]> answer() {
        return content.map(KeptContent::answer);
    }
}

package io.limpid.server.log;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The restricted part of a record: what only some may see, and what can be erased.
 *
 * <p>Each disclosure becomes a salted one as in SD-JWT (RFC 9901): its digest goes into the leaf's {@code sd}; salt,
 * name and value are encrypted together with the answer, under a key of this record alone.
 *
 * @param decisionId binds the ciphertext to its decision
 * @param disclosures restricted fields by name (text, author, personal facts …); values are JSON values
 * @param digestOnly names among the disclosures whose value is not kept: only its salt is, so that whoever still has the
 *     value can show later that it is the one decided on
 * @param answer the answer as the caller got it, kept as it is; not copied, so not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // Kept byte for byte; nothing compares two of them.
public record Content(String decisionId, Map<String, Object> disclosures, Set<String> digestOnly, byte[] answer) {
    public Content {
        disclosures = Collections.unmodifiableMap(new LinkedHashMap<>(disclosures));
        digestOnly = Set.copyOf(digestOnly);
        if (!disclosures.keySet().containsAll(digestOnly)) {
            throw new IllegalArgumentException("digestOnly names a field that is not disclosed");
        }
    }

    /** Content whose disclosures are all kept. */
    public Content(String decisionId, Map<String, Object> disclosures, byte[] answer) {
        this(decisionId, disclosures, Set.of(), answer);
    }
}

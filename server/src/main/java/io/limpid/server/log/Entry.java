package io.limpid.server.log;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record to be logged.
 *
 * @param type what happened: {@code decision}, {@code ruleset_activation} …
 * @param leaf the public record: whatever {@link CanonicalJson} takes, and no text of a user. The log adds {@code v}, {@code type},
 *     {@code time}, with content {@code sd}, {@code store} and {@code answer_digest}, and with a lookup {@code decision_id} and
 *     {@code platform}
 * @param content the restricted part
 * @param lookup what the record is to be found by; required where there is content
 * @param idempotency the caller's key; needs a lookup, since its repeat is answered with a decision
 * @param effect what it does to the content of earlier decisions
 */
public record Entry(
        String type,
        Map<String, Object> leaf,
        @Nullable Content content,
        @Nullable Lookup lookup,
        @Nullable Idempotency idempotency,
        @Nullable Effect effect) {
    private static final Set<String> ADDED_BY_LOG =
            Set.of("v", "type", "time", "sd", "store", "answer_digest", "platform");

    public Entry {
        leaf = Collections.unmodifiableMap(new LinkedHashMap<>(leaf));
        if (!Collections.disjoint(leaf.keySet(), ADDED_BY_LOG)) {
            throw new IllegalArgumentException("the log itself adds " + ADDED_BY_LOG);
        }
        if (lookup == null && (content != null || idempotency != null)) {
            throw new IllegalArgumentException("content and idempotency need a lookup");
        }
        if (lookup != null) {
            String id = lookup.decisionId();
            if (content != null && !content.decisionId().equals(id)) {
                throw new IllegalArgumentException("content of another decision");
            }
            if (!id.equals(leaf.getOrDefault("decision_id", id))) {
                throw new IllegalArgumentException("a leaf of another decision");
            }
        }
    }

    /** A record that has only a public part, such as an activation. */
    public static Entry of(String type, Map<String, Object> leaf) {
        return new Entry(type, leaf, null, null, null, null);
    }

    /** The record of a decision. */
    public static Entry ofDecision(
            Map<String, Object> leaf, Content content, Lookup lookup, @Nullable Idempotency idempotency) {
        return new Entry("decision", leaf, content, lookup, idempotency, null);
    }

    /**
     * The record that erases the content of decisions.
     *
     * @param reason why: {@code request} of the person concerned, {@code retention}, {@code order} of an authority
     * @param actor who asked for it
     */
    public static Entry ofErasure(List<String> decisionIds, String reason, String actor) {
        return new Entry(
                "erasure",
                Map.of("decision_ids", decisionIds, "reason", reason, "actor", actor),
                null,
                null,
                null,
                new Effect(Effect.Kind.ERASE, decisionIds));
    }

    /**
     * The record that keeps the content of decisions from being erased, or no longer does.
     *
     * @param actor who asked for it
     */
    public static Entry ofHold(List<String> decisionIds, boolean held, String actor) {
        return new Entry(
                "hold",
                Map.of("decision_ids", decisionIds, "held", held, "actor", actor),
                null,
                null,
                null,
                new Effect(held ? Effect.Kind.HOLD : Effect.Kind.RELEASE, decisionIds));
    }
}

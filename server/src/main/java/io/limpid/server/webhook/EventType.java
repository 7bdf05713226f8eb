package io.limpid.server.webhook;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What endpoints are told of: which entries of the log, and which of their members.
 *
 * <p>A new one is a line here and a row in {@code docs/webhooks.md}. Members are named one by one, so that nothing leaves because
 * it was added to an entry.
 */
public enum EventType {
    /** The content of decisions is erased. */
    DECISION_ERASED("decision.erased", "erasure", Map.of(), List.of("decision_ids", "reason")),
    /** A rule lost its force by itself. */
    RULE_BRAKED(
            "rule.braked",
            "brake",
            Map.of("state", "applied"),
            List.of(
                    "rule",
                    "ruleset",
                    "ruleset_digest",
                    "state",
                    "to",
                    "matches",
                    "posts",
                    "window_seconds",
                    "baseline_per_million",
                    "why")),
    /** A maintainer gave a rule its force back. */
    RULE_BRAKE_LIFTED(
            "rule.brake_lifted",
            "brake",
            Map.of("state", "lifted"),
            List.of("rule", "ruleset_digest", "state", "reason", "baseline_per_million")),
    /** A version of a ruleset is in force. */
    RULESET_ACTIVATED(
            "ruleset.activated",
            "ruleset_activation",
            Map.of(),
            List.of("name", "version", "digest", "reason", "rules", "replaces", "rollback", "lifts_brakes_of")),
    /** A version of a ruleset is taken back: it acts, or watches, no more. */
    RULESET_RETIRED(
            "ruleset.retired",
            "ruleset_stage",
            Map.of("stage", "retired"),
            List.of("name", "version", "digest", "reason", "lifts_brakes_of"));

    private final String id;
    private final String entry;
    private final ImmutableMap<String, String> where;
    private final ImmutableList<String> members;

    EventType(String id, String entry, Map<String, String> where, List<String> members) {
        this.id = id;
        this.entry = entry;
        this.where = ImmutableMap.copyOf(where);
        this.members = ImmutableList.copyOf(members);
    }

    /** Its name in messages and settings, such as {@code rule.braked}. */
    public String id() {
        return id;
    }

    /** The type of a name. */
    public static Optional<EventType> parse(String id) {
        return Arrays.stream(values()).filter(type -> type.id.equals(id)).findFirst();
    }

    /** What an entry of the log tells of, if of anything. */
    static Optional<EventType> of(Map<String, Object> leaf) {
        return Arrays.stream(values()).filter(type -> type.tellsOf(leaf)).findFirst();
    }

    private boolean tellsOf(Map<String, Object> leaf) {
        return entry.equals(leaf.get("type"))
                && where.entrySet().stream().allMatch(one -> one.getValue().equals(leaf.get(one.getKey())));
    }

    /** The types of entries that any event is about. */
    static List<String> entries() {
        return Arrays.stream(values()).map(type -> type.entry).distinct().toList();
    }

    /** What is told of an entry. */
    Map<String, Object> data(Map<String, Object> leaf) {
        Map<String, Object> data = new TreeMap<>();
        members.stream().filter(leaf::containsKey).forEach(name -> data.put(name, leaf.get(name)));
        return data;
    }
}

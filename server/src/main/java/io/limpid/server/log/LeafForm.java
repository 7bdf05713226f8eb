package io.limpid.server.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The form that each kind of leaf has, as a verifier holds it against what is stored. */
final class LeafForm {
    /** What a member has to be. */
    private enum Kind {
        TEXT("a string") {
            @Override
            boolean is(Object value) {
                return value instanceof String;
            }
        },
        NUMBER("a whole number") {
            @Override
            boolean is(Object value) {
                return value instanceof Integer || value instanceof Long;
            }
        },
        TRUTH("true or false") {
            @Override
            boolean is(Object value) {
                return value instanceof Boolean;
            }
        },
        LIST("an array") {
            @Override
            boolean is(Object value) {
                return value instanceof List;
            }
        },
        OBJECT("an object") {
            @Override
            boolean is(Object value) {
                return value instanceof Map;
            }
        };

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        abstract boolean is(Object value);
    }

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z");

    private static final Pattern DIGEST = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
    private static final Set<String> STORES = Set.of("full", "digest");

    static final Set<String> ACTIONS = Set.of("allow", "label", "limit", "hold", "remove");

    private static final Map<String, Kind> DECISION = Map.ofEntries(
            Map.entry("decision_id", Kind.TEXT),
            Map.entry("action", Kind.TEXT),
            Map.entry("categories", Kind.LIST),
            Map.entry("language", Kind.TEXT),
            Map.entry("decided_by", Kind.TEXT),
            Map.entry("reasons", Kind.LIST),
            Map.entry("reasons_total", Kind.NUMBER),
            Map.entry("rulesets", Kind.LIST),
            Map.entry("models", Kind.LIST),
            Map.entry("engine", Kind.TEXT),
            Map.entry("outcome", Kind.TEXT),
            Map.entry("complete", Kind.TRUTH));

    private static final Map<String, Kind> MODEL = Map.of("name", Kind.TEXT, "digest", Kind.TEXT);

    private static final Map<String, Kind> REASON = Map.ofEntries(
            Map.entry("rule", Kind.TEXT),
            Map.entry("revision", Kind.NUMBER),
            Map.entry("ruleset", Kind.TEXT),
            Map.entry("ruleset_version", Kind.TEXT),
            Map.entry("ruleset_digest", Kind.TEXT),
            Map.entry("rule_digest", Kind.TEXT),
            Map.entry("file", Kind.TEXT),
            Map.entry("line", Kind.NUMBER),
            Map.entry("category", Kind.TEXT),
            Map.entry("action", Kind.TEXT),
            Map.entry("ground", Kind.OBJECT),
            Map.entry("decisive", Kind.TRUTH));

    /** What is done with a version of a ruleset. */
    private static final Map<String, Kind> STEP = Map.of(
            "name", Kind.TEXT,
            "version", Kind.TEXT,
            "digest", Kind.TEXT,
            "stage", Kind.TEXT,
            "actor", Kind.TEXT,
            "reason", Kind.TEXT);

    /** What each type of leaf must have, beside {@code v}, {@code type} and {@code time}. */
    private static final Map<String, Map<String, Kind>> TYPES = Map.ofEntries(
            Map.entry("decision", DECISION),
            Map.entry(
                    "log_start",
                    Map.of("reason", Kind.TEXT, "previous_size", Kind.NUMBER, "origin", Kind.TEXT, "key", Kind.TEXT)),
            Map.entry("key_rotation", Map.of("key", Kind.TEXT, "previous", Kind.TEXT)),
            Map.entry("ruleset_activation", Map.of("name", Kind.TEXT, "version", Kind.TEXT, "digest", Kind.TEXT)),
            Map.entry("model_activation", Map.of("name", Kind.TEXT, "digest", Kind.TEXT)),
            Map.entry("model_deactivation", Map.of("name", Kind.TEXT, "digest", Kind.TEXT)),
            Map.entry("config_change", Map.of()),
            Map.entry("erasure", Map.of("decision_ids", Kind.LIST, "reason", Kind.TEXT)),
            Map.entry("hold", Map.of("decision_ids", Kind.LIST, "held", Kind.TRUTH)),
            Map.entry(
                    "api_key",
                    Map.of(
                            "key", Kind.TEXT,
                            "role", Kind.TEXT,
                            "name", Kind.TEXT,
                            "state", Kind.TEXT,
                            "actor", Kind.TEXT)),
            Map.entry("access", Map.of()),
            Map.entry("export", Map.of("format", Kind.TEXT, "stage", Kind.TEXT)),
            Map.entry("replay", Map.of()),
            Map.entry("publication", STEP),
            Map.entry("ruleset_stage", STEP),
            Map.entry("ruleset_approval", STEP),
            Map.entry("step_undone", Map.of("undone", Kind.NUMBER, "reason", Kind.TEXT)),
            Map.entry("brake", Map.of("rule", Kind.TEXT, "ruleset_digest", Kind.TEXT, "state", Kind.TEXT)));

    private LeafForm() {}

    /** What is wrong with the form of a leaf; nothing if all is right. */
    static Optional<String> fault(Map<String, Object> leaf) {
        if (!(leaf.get("v") instanceof Number v) || v.longValue() != DecisionLog.LEAF_VERSION) {
            return Optional.of("v is not " + DecisionLog.LEAF_VERSION);
        }
        if (!(leaf.get("time") instanceof String time) || !TIME.matcher(time).matches()) {
            return Optional.of("time is not of the form 2026-11-23T10:00:00.000Z");
        }
        Map<String, Kind> form = TYPES.get(String.valueOf(leaf.get("type")));
        if (form == null) {
            return Optional.of("an unknown type: " + leaf.get("type"));
        }
        return missing(leaf, form).or(() -> switch (String.valueOf(leaf.get("type"))) {
            case "decision" -> decisionFault(leaf);
            case "export" -> exportFault(leaf);
            default -> Optional.empty();
        });
    }

    private static Optional<String> decisionFault(Map<String, Object> leaf) {
        if (!ACTIONS.contains(String.valueOf(leaf.get("action")))) {
            return Optional.of("an unknown action: " + leaf.get("action"));
        }
        for (Object reason : list(leaf.get("reasons"))) {
            if (!(reason instanceof Map<?, ?>)) {
                return Optional.of("a reason is not an object");
            }
            Optional<String> fault = missing(object(reason), REASON);
            if (fault.isPresent()) {
                return fault.map(what -> "in a reason, " + what);
            }
        }
        for (Object model : list(leaf.get("models"))) {
            Optional<String> fault = missing(object(model), MODEL);
            if (fault.isPresent()) {
                return fault.map(what -> "in a model, " + what);
            }
        }
        return contentFault(leaf);
    }

    private static Optional<String> contentFault(Map<String, Object> leaf) {
        if (!leaf.containsKey("sd")) {
            return Optional.empty();
        }
        if (!DIGEST.matcher(String.valueOf(leaf.get("answer_digest"))).matches()) {
            return Optional.of("answer_digest is not 43 characters of base64url");
        }
        return STORES.contains(String.valueOf(leaf.get("store")))
                ? Optional.empty()
                : Optional.of("store is neither full nor digest");
    }

    private static Optional<String> exportFault(Map<String, Object> leaf) {
        return switch (String.valueOf(leaf.get("stage"))) {
            case "begun" -> Optional.empty();
            case "done" ->
                HEX.matcher(String.valueOf(leaf.get("sha256"))).matches()
                                && Kind.NUMBER.is(leaf.getOrDefault("records", ""))
                        ? Optional.empty()
                        : Optional.of("a finished export has no records and sha256");
            default -> Optional.of("stage is neither begun nor done");
        };
    }

    private static Optional<String> missing(Map<String, Object> object, Map<String, Kind> form) {
        List<String> faults = new ArrayList<>();
        form.forEach((name, kind) -> {
            Object value = object.get(name);
            if (value == null || !kind.is(value)) {
                faults.add(name + " is not " + kind.words);
            }
        });
        return faults.stream().sorted().findFirst();
    }

    @SuppressWarnings("unchecked") // A canonical record has strings for names.
    static Map<String, Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> items ? items : List.of();
    }
}

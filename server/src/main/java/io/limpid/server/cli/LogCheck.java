package io.limpid.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Leaf;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.LogSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Holds a log against the answers that were given: what was told must be what is stored. */
final class LogCheck {
    private static final JsonMapper JSON = new JsonMapper();

    private LogCheck() {}

    /**
     * What a check found.
     *
     * @param holds whether nothing is at fault
     * @param lines the same in words
     */
    record Report(boolean holds, List<String> lines) {
        Report {
            lines = List.copyOf(lines);
        }
    }

    /**
     * Reads every entry of the log in {@code data}, which no service has open.
     *
     * @param answers as callers got them, with their {@code log}
     */
    static Report run(Path data, List<JsonNode> answers) {
        List<String> faults = new ArrayList<>();
        Map<Long, Leaf> stored = new HashMap<>();
        long bytes = 0;
        try (DecisionLog log = DecisionLog.open(LogPlace.alone(data), LogSettings.defaults(), Clock.systemUTC())) {
            for (Leaf leaf : (Iterable<Leaf>) log.entries(0, log.size())::iterator) {
                if (leaf.position().index() != stored.size()) {
                    faults.add("entry " + stored.size() + " is missing");
                }
                if (!leafHash(leaf.bytes()).equals(leaf.position().leafHash())) {
                    faults.add("entry " + leaf.position().index() + " does not have its hash");
                }
                stored.put(leaf.position().index(), leaf);
                bytes += leaf.bytes().length;
            }
        }
        for (JsonNode answer : answers) {
            fault(answer, stored).ifPresent(faults::add);
        }
        if (!faults.isEmpty()) {
            return new Report(false, faults);
        }
        JsonNode first = answers.get(0).path("log");
        return new Report(
                true,
                List.of(
                        Count.of(stored.size(), "entry") + " (" + types(stored.values()) + ").",
                        "SHA-256 of each, computed again from its " + Count.of(bytes, "byte")
                                + " in all, is the leaf hash that was stored with it.",
                        "Each of the " + Count.of(answers.size(), "answer")
                                + " stands at the index, and has the leaf hash, that its caller was told:",
                        "post 1 is entry " + first.path("index").asText() + ", "
                                + first.path("leaf_hash").asText()));
    }

    /** How many entries there are of each type, such as {@code 16 decision, 1 log_start}. */
    private static String types(Collection<Leaf> leaves) {
        Map<String, Integer> counts = new TreeMap<>();
        for (Leaf leaf : leaves) {
            counts.merge(json(leaf).path("type").asText(), 1, Integer::sum);
        }
        return counts.entrySet().stream()
                .map(type -> type.getValue() + " " + type.getKey())
                .collect(Collectors.joining(", "));
    }

    private static Optional<String> fault(JsonNode answer, Map<Long, Leaf> stored) {
        String id = answer.path("decision_id").asText();
        JsonNode told = answer.path("log");
        Leaf leaf = stored.get(told.path("index").asLong(-1));
        if (leaf == null) {
            return Optional.of("decision " + id + " is not in the log");
        }
        if (!leaf.position().leafHash().equals(told.path("leaf_hash").asText())) {
            return Optional.of("decision " + id + " was told another hash than entry "
                    + leaf.position().index() + " has");
        }
        return json(leaf).path("decision_id").asText().equals(id)
                ? Optional.empty()
                : Optional.of("entry " + leaf.position().index() + " is not decision " + id);
    }

    private static JsonNode json(Leaf leaf) {
        try {
            return JSON.readTree(leaf.bytes());
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    /** The leaf hash of RFC 6962, section 2.1, worked out here once more: a check that asks what it checks proves nothing. */
    private static String leafHash(byte[] leaf) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update((byte) 0);
            return "sha256:" + HexFormat.of().formatHex(digest.digest(leaf));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}

package io.limpid.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Leaf;
import io.limpid.server.log.LogSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
        try (DecisionLog log = DecisionLog.open(data, LogSettings.defaults(), Clock.systemUTC())) {
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
        return new Report(
                true,
                List.of(
                        Count.of(stored.size(), "entry") + ", " + Count.of(bytes, "byte")
                                + ": SHA-256 of each, computed again, is the leaf hash that was stored with it.",
                        Count.of(answers.size(), "answer")
                                + ": each stands at the index, and has the leaf hash, that its caller was told.",
                        "Entry " + answers.get(1).path("log").path("index").asText() + " is bound to "
                                + answers.get(1).path("log").path("leaf_hash").asText()));
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
        try {
            return JSON.readTree(leaf.bytes()).path("decision_id").asText().equals(id)
                    ? Optional.empty()
                    : Optional.of("entry " + leaf.position().index() + " is not decision " + id);
        } catch (IOException e) {
            return Optional.of("entry " + leaf.position().index() + " is no JSON");
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

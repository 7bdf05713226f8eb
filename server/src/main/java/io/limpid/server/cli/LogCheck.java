package io.limpid.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.LogVerifier;
import io.limpid.server.log.Trust;
import io.limpid.server.log.Verification;
import io.limpid.server.publish.RulesetStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Holds a log against what it promises, and against the answers that were given: what was told must be what is stored. */
final class LogCheck {
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

    /** Reads every entry of the log in {@code data}. */
    static Report of(Path data) {
        return run(data, List.of());
    }

    /**
     * Reads every entry of the log in {@code data}.
     *
     * @param answers as callers got them, with their {@code log}
     */
    static Report run(Path data, List<JsonNode> answers) {
        Map<Long, String> hashes = new HashMap<>();
        Verification found;
        try (LogVerifier verifier = LogVerifier.open(
                LogPlace.alone(data), Trust.ofTheLogItself(Instant.now()), RulesetStore.faultsOf(data))) {
            found = verifier.run(Optional.empty(), (index, leaf) -> hashes.put(index, "sha256:" + leaf));
        }
        List<String> faults = new ArrayList<>();
        found.faults().forEach(fault -> faults.add(fault.check() + ": " + fault.what()));
        for (JsonNode answer : answers) {
            JsonNode told = answer.path("log");
            String stored = hashes.get(told.path("index").asLong(-1));
            if (!told.path("leaf_hash").asText().equals(stored)) {
                faults.add("decision " + answer.path("decision_id").asText()
                        + " is not at the index that its caller was told");
            }
        }
        if (!faults.isEmpty()) {
            return new Report(false, faults);
        }
        List<String> lines = new ArrayList<>();
        lines.add("verified " + Count.of(found.head().size(), "entry") + ", root "
                + found.head().root());
        lines.add("signed by " + found.key());
        if (!answers.isEmpty()) {
            JsonNode first = answers.get(0).path("log");
            lines.add("Each of the " + Count.of(answers.size(), "answer")
                    + " stands at the index, and has the leaf hash, that its caller was told:");
            lines.add("post 1 is entry " + first.path("index").asText() + ", "
                    + first.path("leaf_hash").asText());
        }
        return new Report(true, lines);
    }
}

package io.limpid.server.log;

import com.google.common.collect.HashMultimap;
import com.google.common.collect.SetMultimap;
import io.limpid.server.log.Verification.Check;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads what entries say, and holds each against those before it: V9, V10, V13. */
final class EntryCheck {
    /** How far a clock may be set back. */
    private static final long BACK_MILLIS = 5 * 60_000;

    private final KeyHistory keys;
    private final Function<String, Optional<String>> rulesetFault;
    private final Faults faults;
    private final PreparedStatement decisionNamed;
    /** By digest of the version, the entries that put it in force. */
    private final SetMultimap<String, Long> activated = HashMultimap.create();

    private final SetMultimap<String, Long> shadowed = HashMultimap.create();
    private final Map<String, String> models = new HashMap<>();
    private final Set<String> cited = new HashSet<>();
    private long lastMillis;

    /**
     * An entry that could be read.
     *
     * @param millis its time
     * @param reasons of a decision
     * @param whole whether these are all reasons that there were
     */
    record Read(Map<String, Object> leaf, long millis, List<?> reasons, boolean whole) {
        String type() {
            return text("type");
        }

        String text(String name) {
            return EntryCheck.text(leaf, name);
        }

        /** The strings of a list. */
        List<String> texts(String name) {
            return LeafForm.list(leaf.get(name)).stream().map(String::valueOf).toList();
        }
    }

    EntryCheck(Database log, KeyHistory keys, Function<String, Optional<String>> rulesetFault, Faults faults)
            throws SQLException {
        this.keys = keys;
        this.rulesetFault = rulesetFault;
        this.faults = faults;
        decisionNamed = log.prepare("SELECT 1 FROM decision WHERE id = ? AND idx < ?");
    }

    private static String text(Map<String, Object> object, String name) {
        return String.valueOf(object.get(name));
    }

    /** Reads an entry; nothing where nothing can be said of it. */
    Optional<Read> read(long index, byte[] bytes) throws SQLException {
        Map<String, Object> leaf;
        try {
            leaf = CanonicalJson.decode(bytes);
        } catch (IllegalArgumentException e) {
            faults.at(index, Check.V9, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
        if (bytes.length > DecisionLog.MAX_LEAF_BYTES) {
            faults.at(index, Check.V9, "longer than " + DecisionLog.MAX_LEAF_BYTES + " bytes");
        }
        Optional<String> form = LeafForm.fault(leaf);
        if (form.isPresent()) {
            faults.at(index, Check.V9, form.get());
            return Optional.empty();
        }
        List<?> reasons = LeafForm.list(leaf.get("reasons"));
        var read = new Read(
                leaf, millis(leaf, index), reasons, Objects.equals(leaf.get("reasons_total"), (long) reasons.size()));
        order(index, read);
        switch (read.type()) {
            case "decision" -> decision(index, read);
            case "log_start" -> start(index, read);
            case "key_rotation" -> keys.rotation(index, read.text("previous"), read.text("key"));
            case "ruleset_activation" -> activated.put(read.text("digest"), index);
            case "ruleset_stage" -> {
                if (read.text("stage").equals("shadow")) {
                    shadowed.put(read.text("digest"), index);
                }
            }
            case "step_undone" -> undone(index, read);
            case "model_activation" -> models.put(read.text("name"), read.text("digest"));
            // A crash may come after it and before it is noted, so that the next start says it again.
            case "model_deactivation" -> models.remove(read.text("name"));
            case "erasure", "hold" -> {
                for (String id : read.texts("decision_ids")) {
                    if (!isDecidedBefore(id, index)) {
                        faults.at(index, Check.V10, "speaks of a decision that is not before it: " + id);
                    }
                }
            }
            default -> {
                // Nothing else refers to it.
            }
        }
        return Optional.of(read);
    }

    private long millis(Map<String, Object> leaf, long index) {
        try {
            return Instant.parse(text(leaf, "time")).toEpochMilli();
        } catch (DateTimeException e) {
            faults.at(index, Check.V9, "no such time: " + text(leaf, "time"));
            return lastMillis;
        }
    }

    private void order(long index, Read read) {
        // A clock may have been put right while the service was down.
        boolean restarted = read.type().equals("log_start");
        if (!restarted && read.millis() < lastMillis - BACK_MILLIS) {
            faults.at(index, Check.V10, "its time is more than five minutes before that of the entry before it");
        }
        lastMillis = restarted ? read.millis() : Math.max(lastMillis, read.millis());
    }

    private void undone(long index, Read read) {
        Object undone = read.leaf().get("undone");
        if (!(undone instanceof Number before) || before.longValue() >= index) {
            faults.at(index, Check.V10, "speaks of a step that is not before it: " + undone);
            return;
        }
        activated.values().remove(before.longValue());
        shadowed.values().remove(before.longValue());
    }

    private void start(long index, Read read) {
        Object previous = read.leaf().get("previous_size");
        if (!Objects.equals(previous, index)) {
            faults.at(index, Check.V10, "a start after " + previous + " entries, where there are " + index);
        }
        keys.start(index, read.text("origin"), read.text("key"));
    }

    private boolean isDecidedBefore(String id, long index) throws SQLException {
        decisionNamed.setString(1, id);
        decisionNamed.setLong(2, index);
        try (ResultSet rows = decisionNamed.executeQuery()) {
            return rows.next();
        }
    }

    private void decision(long index, Read read) {
        List<String> rulesets = new ArrayList<>();
        for (Object ruleset : LeafForm.list(read.leaf().get("rulesets"))) {
            String digest = text(LeafForm.object(ruleset), "digest");
            rulesets.add(digest);
            if (cited.add(digest)) {
                rulesetFault
                        .apply(digest)
                        .ifPresent(what ->
                                faults.at(index, Check.V13, "the ruleset that it cites, " + digest + ", " + what));
            }
            if (!activated.containsKey(digest)) {
                faults.at(index, Check.V10, "decided by a ruleset that no earlier entry put in force: " + digest);
            }
        }
        for (Object ruleset : LeafForm.list(read.leaf().get("shadow_rulesets"))) {
            String digest = text(LeafForm.object(ruleset), "digest");
            if (!shadowed.containsKey(digest)) {
                faults.at(index, Check.V10, "watched by a ruleset that no earlier entry put in shadow: " + digest);
            }
        }
        for (Object reason : read.reasons()) {
            String digest = text(LeafForm.object(reason), "ruleset_digest");
            if (!rulesets.contains(digest)) {
                faults.at(index, Check.V10, "a reason of a ruleset that did not take part: " + digest);
            }
        }
        for (Object model : LeafForm.list(read.leaf().get("models"))) {
            Map<String, Object> named = LeafForm.object(model);
            if (!text(named, "digest").equals(models.get(text(named, "name")))) {
                faults.at(
                        index,
                        Check.V10,
                        "decided with a model that was not in force: " + text(named, "name") + " "
                                + text(named, "digest"));
            }
        }
        String action = read.text("action");
        if (read.whole()
                && !action.equals("allow")
                && read.reasons().stream().noneMatch(reason -> decides(reason, action))) {
            faults.at(index, Check.V10, "the action is " + action + ", and no reason decides so");
        }
        if (read.whole() && !DecisionOutcome.of(action, read.reasons()).equals(read.text("outcome"))) {
            faults.at(index, Check.V10, "its outcome is not that of its action and reasons");
        }
    }

    private static boolean decides(Object reason, String action) {
        Map<String, Object> object = LeafForm.object(reason);
        return Boolean.TRUE.equals(object.get("decisive"))
                && text(object, "action").equals(action);
    }
}

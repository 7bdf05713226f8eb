package io.limpid.server.log;

import io.limpid.server.log.Verification.Check;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is stored of each decision, by which it is found, against its entry: V11. Legal holds are kept in memory, as many as there
 * are and were.
 */
final class TablesCheck {
    private final Database log;
    private final Faults faults;
    private final ContentCheck content;
    private final PreparedStatement ruleRow;
    private final PreparedStatement categoryRow;
    private final PreparedStatement decisionNamed;
    private final PreparedStatement erasureOf;
    private final ResultSet decisions;
    private boolean more;
    private long ruleRows;
    private long categoryRows;
    private long erasures;

    /** Entries of the holds that are on, by index of the decision. */
    private final Map<Long, Long> held = new TreeMap<>();

    private final Map<Long, Instant> released = new TreeMap<>();

    TablesCheck(Database log, ContentCheck content, Faults faults) throws SQLException {
        this.log = log;
        this.faults = faults;
        this.content = content;
        ruleRow = log.prepare("SELECT 1 FROM decision_rule WHERE rule = ? AND time = ? AND idx = ?");
        categoryRow = log.prepare("SELECT 1 FROM decision_category WHERE category = ? AND time = ? AND idx = ?");
        decisionNamed = log.prepare("SELECT idx FROM decision WHERE id = ? AND idx < ?");
        erasureOf = log.prepare("SELECT entry FROM erasure WHERE idx = ?");
        decisions = log.prepare("SELECT idx, id, time, action, language, platform FROM decision ORDER BY idx")
                .executeQuery();
        more = decisions.next();
    }

    void check(long index, EntryCheck.Read read) throws SQLException {
        switch (read.type()) {
            case "decision" -> decision(index, read);
            case "erasure" -> {
                for (String id : read.texts("decision_ids")) {
                    erasure(index, id);
                }
            }
            case "hold" -> {
                for (String id : read.texts("decision_ids")) {
                    hold(index, id, Boolean.TRUE.equals(read.leaf().get("held")), Instant.ofEpochMilli(read.millis()));
                }
            }
            case "config_change" -> content.takeRetention(read.leaf(), Instant.ofEpochMilli(read.millis()));
            default -> {
                // No table speaks of it.
            }
        }
    }

    private void decision(long index, EntryCheck.Read read) throws SQLException {
        content.check(index, read);
        passOver(index);
        if (!more || decisions.getLong(1) != index) {
            faults.at(index, Check.V11, "is a decision and is not listed as one");
            return;
        }
        boolean same = read.text("decision_id").equals(decisions.getString(2))
                && read.millis() == decisions.getLong(3)
                && read.text("action").equals(decisions.getString(4))
                && read.text("language").equals(decisions.getString(5))
                && Objects.equals(read.leaf().get("platform"), decisions.getString(6));
        if (!same) {
            faults.at(index, Check.V11, "is listed with another id, time, action, language or platform");
        }
        more = decisions.next();
        Set<String> rules = read.reasons().stream()
                .map(reason -> String.valueOf(LeafForm.object(reason).get("rule")))
                .collect(Collectors.toSet());
        for (String rule : rules) {
            listed(ruleRow, rule, read.millis(), index);
        }
        ruleRows += read.whole() ? rules.size() : rulesListed(index);
        for (String category : read.texts("categories")) {
            listed(categoryRow, category, read.millis(), index);
            categoryRows++;
        }
    }

    private void passOver(long index) throws SQLException {
        while (more && decisions.getLong(1) < index) {
            faults.at(decisions.getLong(1), Check.V11, "is listed as a decision and is none");
            more = decisions.next();
        }
    }

    private void listed(PreparedStatement row, String name, long millis, long index) throws SQLException {
        row.setString(1, name);
        row.setLong(2, millis);
        row.setLong(3, index);
        try (ResultSet rows = row.executeQuery()) {
            if (!rows.next()) {
                faults.at(index, Check.V11, "is not listed under " + name);
            }
        }
    }

    /** For the rare decision with more reasons than its leaf holds. */
    private long rulesListed(long index) throws SQLException {
        return log.number("SELECT count(*) FROM decision_rule WHERE idx = " + index);
    }

    private void erasure(long index, String decisionId) throws SQLException {
        Long decision = decided(decisionId, index);
        if (decision == null) {
            return;
        }
        erasureOf.setLong(1, decision);
        try (ResultSet rows = erasureOf.executeQuery()) {
            if (!rows.next() || rows.getLong(1) > index) {
                faults.at(index, Check.V11, "is an erasure and is not listed as one");
            } else if (rows.getLong(1) == index) {
                erasures++;
            }
        }
    }

    private void hold(long index, String decisionId, boolean on, Instant at) throws SQLException {
        Long decision = decided(decisionId, index);
        if (decision != null && on) {
            held.putIfAbsent(decision, index);
        } else if (decision != null) {
            held.remove(decision);
            released.put(decision, at);
        }
    }

    private @Nullable Long decided(String decisionId, long before) throws SQLException {
        decisionNamed.setString(1, decisionId);
        decisionNamed.setLong(2, before);
        try (ResultSet rows = decisionNamed.executeQuery()) {
            return rows.next() ? rows.getLong(1) : null;
        }
    }

    /** Looks at what is left when all entries were read. */
    void finish(long size) throws SQLException {
        passOver(Long.MAX_VALUE);
        count("decision_rule", ruleRows, "rows of rules");
        count("decision_category", categoryRows, "rows of categories");
        count("erasure", erasures, "rows of erasures");
        holds();
        content.finish(size, held.keySet(), released);
    }

    private void count(String table, long right, String what) throws SQLException {
        long stored = log.number("SELECT count(*) FROM " + table);
        if (stored > right) {
            faults.at(Check.V11, (stored - right) + " " + what + " are stored that belong to no entry");
        }
    }

    private void holds() throws SQLException {
        Map<Long, Long> listed = new TreeMap<>();
        try (PreparedStatement select = log.prepare("SELECT idx, entry FROM legal_hold");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                listed.put(rows.getLong(1), rows.getLong(2));
            }
        }
        held.forEach((decision, entry) -> {
            if (!entry.equals(listed.remove(decision))) {
                faults.at(entry, Check.V11, "puts decision " + decision + " under hold, and is not listed as that");
            }
        });
        listed.forEach((decision, entry) ->
                faults.at(decision, Check.V11, "is listed as under hold, and no entry says so now"));
    }
}

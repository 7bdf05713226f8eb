package io.limpid.server.log;

import io.limpid.server.proof.Hash;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A pair of read-only connections. For one thread at a time; each call is one short look at the log. */
final class LogReader implements AutoCloseable {
    /** A page ends once its answers are longer than this. */
    private static final long PAGE_BYTES = 2 << 20;

    /** Milliseconds that no time of the log exceeds. */
    private static final long END_OF_TIME = Long.MAX_VALUE;

    private final Database log;
    private final Database content;
    private final ContentKey key;
    private final PreparedStatement byId;
    private final PreparedStatement byKey;
    private final PreparedStatement range;
    private final PreparedStatement contentAt;
    private final PreparedStatement inOrder;
    private final StoredHashes hashes;

    LogReader(Path logFile, Path contentFile, ContentKey key) throws SQLException {
        this.key = key;
        log = Database.reader(logFile);
        content = Database.reader(contentFile);
        byId = log.prepare(
                "SELECT d.id, l.idx, l.hash, l.bytes FROM decision d JOIN leaf l ON l.idx = d.idx WHERE d.id = ?");
        byKey = log.prepare("SELECT d.id, l.idx, l.hash, l.bytes, i.body FROM idempotency i"
                + " JOIN decision d ON d.idx = i.idx JOIN leaf l ON l.idx = i.idx WHERE i.key = ? AND i.time >= ?");
        range = log.prepare("SELECT idx, hash, bytes FROM leaf WHERE idx >= ? ORDER BY idx LIMIT ?");
        contentAt = content.prepare("SELECT key, data FROM content WHERE idx = ?");
        inOrder = log.prepare("SELECT d.id, l.idx, l.hash, l.bytes FROM decision d CROSS JOIN leaf l ON l.idx = d.idx"
                + " WHERE d.idx > ? AND +d.time >= ? AND +d.time < ? ORDER BY d.idx LIMIT ?");
        hashes = new StoredHashes(log);
    }

    Optional<StoredDecision> find(String decisionId) throws SQLException {
        byId.setString(1, decisionId);
        try (ResultSet rows = byId.executeQuery()) {
            return rows.next() ? Optional.of(decision(rows)) : Optional.empty();
        }
    }

    Optional<Replay> findIdempotent(Idempotency idempotency, long notBefore) throws SQLException {
        byKey.setBytes(1, key.hideIdempotencyKey(idempotency.key()));
        byKey.setLong(2, notBefore);
        try (ResultSet rows = byKey.executeQuery()) {
            if (!rows.next()) {
                return Optional.empty();
            }
            boolean sameBody = Arrays.equals(rows.getBytes(5), key.hideBody(idempotency.bodyDigest()));
            return Optional.of(new Replay(decision(rows), sameBody));
        }
    }

    List<Leaf> leaves(long start, int limit) throws SQLException {
        range.setLong(1, start);
        range.setInt(2, limit);
        var leaves = new ArrayList<Leaf>();
        try (ResultSet rows = range.executeQuery()) {
            while (rows.next()) {
                leaves.add(new Leaf(Position.of(rows.getLong(1), Hash.of(rows.getBytes(2))), rows.getBytes(3)));
            }
        }
        return leaves;
    }

    /** Decisions in the order of the log, those after an index and of a span of time. */
    List<StoredDecision> decisionsAfter(long index, long fromMillis, long toMillis, int limit) throws SQLException {
        inOrder.setLong(1, index);
        inOrder.setLong(2, fromMillis);
        inOrder.setLong(3, toMillis);
        inOrder.setInt(4, limit);
        var decisions = new ArrayList<StoredDecision>();
        try (ResultSet rows = inOrder.executeQuery()) {
            while (rows.next()) {
                decisions.add(decision(rows));
            }
        }
        return decisions;
    }

    /** The newest decisions, the newest first. */
    List<StoredDecision> newest(int limit) throws SQLException {
        var decisions = new ArrayList<StoredDecision>();
        try (var statement = log.prepare("SELECT d.id, l.idx, l.hash, l.bytes FROM decision d CROSS JOIN leaf l"
                + " ON l.idx = d.idx ORDER BY d.idx DESC LIMIT ?")) {
            statement.setInt(1, limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    decisions.add(decision(rows));
                }
            }
        }
        return decisions;
    }

    Optional<String> platformOf(String decisionId) throws SQLException {
        try (var statement = log.prepare("SELECT platform FROM decision WHERE id = ?")) {
            statement.setString(1, decisionId);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
            }
        }
    }

    /** The entry that erased the content of a decision, if one did. */
    Optional<Leaf> erasureOf(String decisionId) throws SQLException {
        try (var statement = log.prepare("SELECT l.idx, l.hash, l.bytes FROM decision d JOIN erasure e ON e.idx = d.idx"
                + " JOIN leaf l ON l.idx = e.entry WHERE d.id = ?")) {
            statement.setString(1, decisionId);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(
                                new Leaf(Position.of(rows.getLong(1), Hash.of(rows.getBytes(2))), rows.getBytes(3)))
                        : Optional.empty();
            }
        }
    }

    /** A page of decisions of a class that are older than a time, and whose content is there and not under hold, the oldest first. */
    DueContent due(Retention.Kept kept, long millis, DueContent.Place from, int limit) throws SQLException {
        var sql = new StringBuilder("SELECT d.id, d.time, d.idx FROM decision d WHERE d.action = ? AND d.time < ?"
                + " AND d.time >= ? AND (d.time > ? OR d.idx > ?)"
                + " AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.idx = d.idx)"
                + " AND NOT EXISTS (SELECT 1 FROM legal_hold h WHERE h.idx = d.idx)");
        var arguments =
                new ArrayList<Object>(List.of(kept.action(), millis, from.millis(), from.millis(), from.index()));
        String platform = kept.platform();
        if (platform != null) {
            sql.append(" AND +d.platform = ?");
            arguments.add(platform);
        }
        if (!kept.exceptions().isEmpty()) {
            String marks =
                    String.join(", ", Collections.nCopies(kept.exceptions().size(), "?"));
            sql.append(" AND (d.platform IS NULL OR +d.platform NOT IN (" + marks + "))");
            arguments.addAll(kept.exceptions());
        }
        sql.append(" ORDER BY d.time, d.idx LIMIT ?");
        arguments.add(limit);
        var ids = new ArrayList<String>();
        var end = from;
        try (var statement = log.prepare(sql.toString())) {
            for (int i = 0; i < arguments.size(); i++) {
                statement.setObject(i + 1, arguments.get(i));
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getString(1));
                    end = new DueContent.Place(rows.getLong(2), rows.getLong(3));
                }
            }
        }
        return new DueContent(ids, from, end);
    }

    /** Where the entry of a decision is. */
    Optional<Position> position(String decisionId) throws SQLException {
        try (var statement =
                log.prepare("SELECT l.idx, l.hash FROM decision d JOIN leaf l ON l.idx = d.idx WHERE d.id = ?")) {
            statement.setString(1, decisionId);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(Position.of(rows.getLong(1), Hash.of(rows.getBytes(2))))
                        : Optional.empty();
            }
        }
    }

    /** The hashes of the tree. */
    StoredHashes hashes() {
        return hashes;
    }

    /** Each verifier key, oldest first, with the entry that introduced it. */
    List<VerifierKeyPeriod> verifierKeys() throws SQLException {
        var keys = new ArrayList<VerifierKeyPeriod>();
        try (var statement =
                        log.prepare("SELECT k.first, k.key, (SELECT c.note FROM checkpoint c WHERE c.size > k.first"
                                + " ORDER BY c.size LIMIT 1) FROM signing_key k ORDER BY k.first");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                keys.add(new VerifierKeyPeriod(
                        rows.getString(2), rows.getLong(1), Optional.ofNullable(rows.getString(3))));
            }
        }
        return keys;
    }

    /** Up to the limit of the query, or as many as are some megabytes together. */
    Page list(Query query) throws SQLException {
        String q = query.q() == null ? null : query.q().toLowerCase(Locale.ROOT);
        int look = q == null ? query.limit() : Query.SCAN_LIMIT;
        var found = new ArrayList<StoredDecision>();
        Cursor last = null;
        long bytes = 0;
        try (var statement = select(query, look + 1);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                if (look-- == 0 || found.size() == query.limit() || bytes > PAGE_BYTES) {
                    return new Page(found, Optional.ofNullable(last).map(Cursor::encode));
                }
                last = new Cursor(rows.getLong(5), rows.getLong(2));
                StoredDecision decision = decision(rows);
                if (q == null || holds(decision, q)) {
                    found.add(decision);
                    bytes += decision.answer().map(answer -> answer.length).orElse(0);
                }
            }
        }
        return new Page(found, Optional.empty());
    }

    /*
     * Newest first is by time, then by index; every index of the projection ends in them, so that a page costs what it shows, however
     * long the log is. One filter picks the index (CROSS JOIN keeps SQLite to it, unary plus hides the others); the rest are
     * checked on each row.
     */
    private PreparedStatement select(Query query, int limit) throws SQLException {
        var arguments = new ArrayList<>();
        var sql = new StringBuilder("SELECT d.id, l.idx, l.hash, l.bytes, d.time FROM ");
        String by;
        boolean driven = true;
        if (query.rule() != null) {
            sql.append(
                    "decision_rule r CROSS JOIN decision d ON d.idx = r.idx CROSS JOIN leaf l ON l.idx = d.idx WHERE r.rule = ?");
            arguments.add(query.rule());
            by = "r";
        } else if (query.category() != null) {
            sql.append("decision_category r CROSS JOIN decision d ON d.idx = r.idx CROSS JOIN leaf l ON l.idx = d.idx"
                    + " WHERE r.category = ?");
            arguments.add(query.category());
            by = "r";
        } else {
            sql.append("decision d CROSS JOIN leaf l ON l.idx = d.idx WHERE true");
            by = "d";
            driven = false;
        }
        if (query.rule() != null && query.category() != null) {
            sql.append(" AND EXISTS (SELECT 1 FROM decision_category c"
                    + " WHERE c.category = ? AND c.time = d.time AND c.idx = d.idx)");
            arguments.add(query.category());
        }
        driven = filter(
                sql, arguments, "author", query.author() == null ? null : key.hideAuthor(query.author()), driven);
        driven = filter(sql, arguments, "action", query.action(), driven);
        driven = filter(sql, arguments, "language", query.language(), driven);
        filter(sql, arguments, "platform", query.platform(), driven);

        long before = query.to() == null ? END_OF_TIME : millisFrom(query.to());
        sql.append(" AND ").append(by).append(".time >= ? AND ").append(by).append(".time <= ?");
        arguments.add(query.from() == null ? Long.MIN_VALUE : millisFrom(query.from()));
        if (query.cursor() == null) {
            arguments.add(before - 1);
        } else {
            var cursor = Cursor.decode(query.cursor());
            arguments.add(Math.min(before - 1, cursor.time()));
            sql.append(" AND (").append(by).append(".time < ? OR ").append(by).append(".idx < ?)");
            arguments.add(cursor.time());
            arguments.add(cursor.index());
        }
        sql.append(" ORDER BY ").append(by).append(".time DESC, ").append(by).append(".idx DESC LIMIT ?");
        arguments.add(limit);

        PreparedStatement statement = log.prepare(sql.toString());
        for (int i = 0; i < arguments.size(); i++) {
            statement.setObject(i + 1, arguments.get(i));
        }
        return statement;
    }

    private static boolean filter(
            StringBuilder sql, List<Object> arguments, String column, @Nullable Object value, boolean driven) {
        if (value == null) {
            return driven;
        }
        sql.append(driven ? " AND +d." : " AND d.").append(column).append(" = ?");
        arguments.add(value);
        return true;
    }

    /** The first whole millisecond that is not before the instant. */
    static long millisFrom(Instant instant) {
        try {
            long millis = instant.toEpochMilli();
            return Instant.ofEpochMilli(millis).isBefore(instant) ? millis + 1 : millis;
        } catch (ArithmeticException e) {
            return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE + 1 : END_OF_TIME;
        }
    }

    private StoredDecision decision(ResultSet row) throws SQLException {
        String id = row.getString(1);
        long index = row.getLong(2);
        var leaf = new Leaf(Position.of(index, Hash.of(row.getBytes(3))), row.getBytes(4));
        contentAt.setLong(1, index);
        try (ResultSet rows = contentAt.executeQuery()) {
            if (rows.next()) {
                byte[] plain = key.open(new SealedContent(rows.getBytes(1), rows.getBytes(2)), id);
                return new StoredDecision(id, leaf, Optional.of(SealedContent.unpack(plain)), false);
            }
        }
        boolean hadContent = CanonicalJson.decode(leaf.bytes()).containsKey("sd");
        return new StoredDecision(id, leaf, Optional.empty(), hadContent);
    }

    private static boolean holds(StoredDecision decision, String q) {
        return decision.content().filter(kept -> holds(kept.disclosures(), q)).isPresent();
    }

    private static boolean holds(@Nullable Object value, String q) {
        if (value instanceof String text) {
            return text.toLowerCase(Locale.ROOT).contains(q);
        }
        if (value instanceof Map<?, ?> map) {
            return holds(map.values(), q);
        }
        if (value instanceof Collection<?> items) {
            for (Object item : items) {
                if (holds(item, q)) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void close() throws SQLException {
        try {
            log.close();
        } finally {
            content.close();
        }
    }

    /** The last decision looked at. */
    private record Cursor(long time, long index) {
        String encode() {
            byte[] bytes = ByteBuffer.allocate(16).putLong(time).putLong(index).array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }

        static Cursor decode(String cursor) {
            byte[] bytes;
            try {
                bytes = Base64.getUrlDecoder().decode(cursor);
            } catch (IllegalArgumentException e) {
                throw new BadCursorException();
            }
            if (bytes.length != 16) {
                throw new BadCursorException();
            }
            var buffer = ByteBuffer.wrap(bytes);
            return new Cursor(buffer.getLong(), buffer.getLong());
        }
    }
}

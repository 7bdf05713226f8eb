package io.limpid.server.publish;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.limpid.decision.Decision;
import io.limpid.decision.RuleTime;
import io.limpid.rule.Action;
import io.limpid.server.log.CanonicalJson;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Leaf;
import io.limpid.server.log.Position;
import io.limpid.server.sqlite.SqliteFile;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What became of each rule in each version, counted over the decisions in the log.
 *
 * <p>A thread of its own follows the log and writes down how far it has come together with what it has counted, so that every
 * decision counts once, whatever happens in between. Safe for many threads.
 */
public final class Figures implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Figures.class);
    private static final int AT_ONCE = 4_096;
    private static final long BETWEEN_LOOKS_MILLIS = 500;
    /** Rules of versions that are long retired make way. */
    private static final int MOST_COSTS = 20_000;

    private static final int WORTH_A_WORD = 20;
    private static final int MOST_DAYS = 90;
    private static final long DAY_MILLIS = 86_400_000L;

    private final SqliteFile file;
    private final DecisionLog log;
    private final Cache<Key, Cost> costs =
            CacheBuilder.newBuilder().maximumSize(MOST_COSTS).build();
    private final Thread follower = new Thread(this::follow, "limpid-figures");
    private volatile boolean closed;

    private record Key(String digest, String rule) {}

    private record Place(String digest, String rule, long day, String language) {}

    private record Share(String digest, long day) {}

    private static final class Cost {
        private final LongAdder nanos = new LongAdder();
        private final LongAdder times = new LongAdder();
    }

    private static final class Count {
        private long enforced;
        private long suppressed;
        private long shadow;
        private long first = Long.MAX_VALUE;
        private long last;
    }

    private static final class Part {
        private long active;
        private long shadow;
        private long changed;
    }

    /**
     * What a version has shown in shadow.
     *
     * @param posts that it saw
     * @param changed how many of them would have got another action
     */
    public record Trial(long posts, long changed) {}

    public Figures(RulesetStore store, DecisionLog log) {
        this.file = store.file();
        this.log = log;
        follower.setDaemon(true);
    }

    /** Begins to follow the log. */
    public void start() {
        follower.start();
    }

    private void follow() {
        int failures = 0;
        while (!closed) {
            try {
                catchUp();
                failures = 0;
            } catch (RuntimeException e) {
                // One that passes is nobody's business; what was not counted now is counted later.
                failures++;
                if (failures == WORTH_A_WORD) {
                    LOGGER.warn("figures of rules cannot be counted for some time: {}", e.getMessage());
                }
            }
            try {
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Counts all that is in the log by now. */
    synchronized void catchUp() {
        long next = next();
        while (!closed && next < log.size()) {
            List<Leaf> leaves = log.entries(next, AT_ONCE).toList();
            if (leaves.isEmpty()) {
                return;
            }
            count(leaves);
            next += leaves.size();
        }
    }

    /** Where to go on; from the beginning, with nothing counted, where the log is no longer the one that was counted. */
    private long next() {
        Optional<Position> last = file.one(
                "SELECT next - 1, leaf_hash FROM counted", row -> new Position(row.getLong(1), row.getString(2)));
        if (last.isEmpty()) {
            return 0;
        }
        if (InForceNotes.isLogged(last.get(), log)) {
            return last.get().index() + 1;
        }
        file.inTransaction(() -> {
            file.update("DELETE FROM taken_part");
            file.update("DELETE FROM matched");
            file.update("DELETE FROM counted");
        });
        return 0;
    }

    private void count(List<Leaf> leaves) {
        Map<Place, Count> counts = new HashMap<>();
        Map<Share, Part> parts = new HashMap<>();
        for (Leaf leaf : leaves) {
            Map<String, Object> decision = CanonicalJson.decode(leaf.bytes());
            if ("decision".equals(decision.get("type"))) {
                count(decision, counts, parts);
            }
        }
        Position last = leaves.get(leaves.size() - 1).position();
        file.inTransaction(() -> {
            parts.forEach(this::add);
            counts.forEach(this::add);
            file.update(
                    "INSERT OR REPLACE INTO counted (only_row, next, leaf_hash) VALUES (1, ?, ?)",
                    last.index() + 1,
                    last.leafHash());
        });
    }

    private static void count(Map<String, Object> decision, Map<Place, Count> counts, Map<Share, Part> parts) {
        long at = Instant.parse(text(decision, "time")).toEpochMilli();
        String language = text(decision, "language");
        Map<String, String> active = new HashMap<>();
        for (Map<String, Object> ruleset : objects(decision, "rulesets")) {
            active.put(text(ruleset, "name"), text(ruleset, "digest"));
            part(parts, ruleset, at).active++;
        }
        for (Map<String, Object> reason : objects(decision, "reasons")) {
            at(counts, text(reason, "ruleset_digest"), text(reason, "rule"), at, language).enforced++;
        }
        if (decision.get("suppressed") instanceof List<?> suppressed) {
            for (Object rule : suppressed) {
                String id = String.valueOf(rule);
                String digest = active.get(id.substring(0, Math.max(0, id.indexOf('.'))));
                if (digest != null) {
                    at(counts, digest, id, at, language).suppressed++;
                }
            }
        }
        for (Map<String, Object> reason : objects(decision, "shadow")) {
            at(counts, text(reason, "ruleset_digest"), text(reason, "rule"), at, language).shadow++;
        }
        for (Map<String, Object> ruleset : objects(decision, "shadow_rulesets")) {
            Part part = part(parts, ruleset, at);
            part.shadow++;
            if (!insteadOf(decision, ruleset).id().equals(text(decision, "action"))) {
                part.changed++;
            }
        }
    }

    private static Part part(Map<Share, Part> parts, Map<String, Object> ruleset, long millis) {
        return parts.computeIfAbsent(
                new Share(text(ruleset, "digest"), Math.floorDiv(millis, DAY_MILLIS)), share -> new Part());
    }

    /** The action, had a version in shadow acted in place of that of the same ruleset that did. */
    private static Action insteadOf(Map<String, Object> decision, Map<String, Object> ruleset) {
        Action action = Action.ALLOW;
        for (Map<String, Object> reason : objects(decision, "reasons")) {
            if (!text(reason, "ruleset").equals(text(ruleset, "name"))) {
                action = action.or(Action.parse(text(reason, "action")).orElse(Action.ALLOW));
            }
        }
        for (Map<String, Object> reason : objects(decision, "shadow")) {
            if (text(reason, "ruleset_digest").equals(text(ruleset, "digest"))) {
                action = action.or(Action.parse(text(reason, "action")).orElse(Action.ALLOW));
            }
        }
        return action;
    }

    private static Count at(Map<Place, Count> counts, String digest, String rule, long millis, String language) {
        Count count = counts.computeIfAbsent(
                new Place(digest, rule, Math.floorDiv(millis, DAY_MILLIS), language), place -> new Count());
        count.first = Math.min(count.first, millis);
        count.last = Math.max(count.last, millis);
        return count;
    }

    private void add(Share share, Part part) {
        file.update(
                "INSERT INTO taken_part (ruleset, day, active, shadow, changed) VALUES (?, ?, ?, ?, ?)"
                        + " ON CONFLICT (ruleset, day) DO UPDATE"
                        + " SET active = active + excluded.active, shadow = shadow + excluded.shadow,"
                        + " changed = changed + excluded.changed",
                share.digest(),
                share.day(),
                part.active,
                part.shadow,
                part.changed);
    }

    private void add(Place place, Count count) {
        file.update(
                "INSERT INTO matched (ruleset, rule, day, language, enforced, suppressed, shadow, first, last)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (ruleset, rule, day, language) DO UPDATE"
                        + " SET enforced = enforced + excluded.enforced, suppressed = suppressed + excluded.suppressed,"
                        + " shadow = shadow + excluded.shadow, first = min(first, excluded.first),"
                        + " last = max(last, excluded.last)",
                place.digest(),
                place.rule(),
                place.day(),
                place.language(),
                count.enforced,
                count.suppressed,
                count.shadow,
                count.first,
                count.last);
    }

    /** Takes the times that rules took for a decision into account. */
    public void observe(Decision decision) {
        for (RuleTime time : decision.ruleTimes()) {
            Cost cost = costs.asMap().computeIfAbsent(new Key(time.ruleset().digest(), time.rule()), key -> new Cost());
            cost.nanos.add(time.nanos());
            cost.times.increment();
        }
    }

    /** What a version has shown in shadow, all that is in the log by now counted. */
    Trial trial(String digest) {
        catchUp();
        return file.one(
                        "SELECT coalesce(sum(shadow), 0), coalesce(sum(changed), 0) FROM taken_part WHERE ruleset = ?",
                        row -> new Trial(row.getLong(1), row.getLong(2)),
                        digest)
                .orElse(new Trial(0, 0));
    }

    /** Matches among posts. */
    record Seen(long posts, long matches) {}

    /** What a rule matched while its version was in shadow, as far as is counted. */
    Seen seenInShadow(String digest, String rule) {
        return seen(
                "SELECT (SELECT coalesce(sum(shadow), 0) FROM taken_part WHERE ruleset = ?1),"
                        + " (SELECT coalesce(sum(shadow), 0) FROM matched WHERE ruleset = ?1 AND rule = ?2)",
                digest,
                rule);
    }

    /**
     * What a rule matched in the versions that had it, in force and in shadow, as far as is counted; a rule that a brake lets only
     * watch counts as one in shadow.
     */
    Seen seenBefore(String rule) {
        return seen(
                "SELECT (SELECT coalesce(sum(active + shadow), 0) FROM taken_part WHERE ruleset IN"
                        + " (SELECT ruleset FROM revision WHERE rule = ?1)),"
                        + " (SELECT coalesce(sum(enforced + shadow), 0) FROM matched WHERE rule = ?1)",
                rule);
    }

    private Seen seen(String sql, Object... values) {
        return file.one(sql, row -> new Seen(row.getLong(1), row.getLong(2)), values)
                .orElse(new Seen(0, 0));
    }

    /** The figures of a rule in a version; what is in the log counts within a second or two. */
    RuleFigures of(String digest, String rule) {
        long posts = file.one(
                        "SELECT coalesce(sum(active + shadow), 0) FROM taken_part WHERE ruleset = ?",
                        row -> row.getLong(1),
                        digest)
                .orElse(0L);
        Count sum = file.one(
                        "SELECT total(enforced), total(suppressed), total(shadow), min(first), max(last) FROM matched"
                                + " WHERE ruleset = ? AND rule = ?",
                        row -> {
                            var count = new Count();
                            count.enforced = row.getLong(1);
                            count.suppressed = row.getLong(2);
                            count.shadow = row.getLong(3);
                            count.first = row.getLong(4);
                            count.last = row.getLong(5);
                            return count;
                        },
                        digest,
                        rule)
                .orElse(new Count());
        Map<String, Long> byLanguage = new TreeMap<>();
        file.all(
                "SELECT language, sum(enforced + suppressed + shadow) FROM matched WHERE ruleset = ? AND rule = ? GROUP BY language",
                row -> byLanguage.put(row.getString(1), row.getLong(2)),
                digest,
                rule);
        List<RuleFigures.Day> days = file.all(
                "SELECT p.day, p.active + p.shadow, coalesce(sum(m.enforced), 0), coalesce(sum(m.suppressed), 0),"
                        + " coalesce(sum(m.shadow), 0) FROM taken_part p"
                        + " LEFT JOIN matched m ON m.ruleset = p.ruleset AND m.day = p.day AND m.rule = ?"
                        + " WHERE p.ruleset = ? GROUP BY p.day ORDER BY p.day DESC LIMIT " + MOST_DAYS,
                row -> new RuleFigures.Day(
                        LocalDate.ofEpochDay(row.getLong(1)),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5)),
                rule,
                digest);
        Collections.reverse(days);
        Cost cost = costs.getIfPresent(new Key(digest, rule));
        boolean seen = sum.enforced + sum.suppressed + sum.shadow > 0;
        return new RuleFigures(
                posts,
                sum.enforced,
                sum.suppressed,
                sum.shadow,
                seen ? Optional.of(Instant.ofEpochMilli(sum.first)) : Optional.empty(),
                seen ? Optional.of(Instant.ofEpochMilli(sum.last)) : Optional.empty(),
                micros(cost),
                byLanguage,
                days);
    }

    private static Optional<Double> micros(@Nullable Cost cost) {
        return cost == null || cost.times.sum() == 0
                ? Optional.empty()
                : Optional.of(cost.nanos.sum() / 1_000.0 / cost.times.sum());
    }

    private static String text(Map<String, Object> object, String name) {
        return String.valueOf(object.get(name));
    }

    @SuppressWarnings("unchecked") // A canonical record has strings for names.
    private static List<Map<String, Object>> objects(Map<String, Object> object, String name) {
        return object.get(name) instanceof List<?> items
                ? items.stream()
                        .filter(Map.class::isInstance)
                        .map(item -> (Map<String, Object>) item)
                        .toList()
                : List.of();
    }

    @Override
    public void close() {
        closed = true;
        follower.interrupt();
        try {
            follower.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

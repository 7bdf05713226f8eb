package io.limpid.server.publish;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What became of one rule in one version of its ruleset, counted over the log.
 *
 * @param posts decisions that the version took part in, in force or in shadow
 * @param enforced how many of them it was a reason for
 * @param suppressed in how many it was stopped, by an allow-span or another rule
 * @param shadow how many it would have been a reason for, had it acted
 * @param firstSeen when it matched first, in whatever way
 * @param lastSeen when it matched last
 * @param costMicros what its evaluation takes on average where it has to be evaluated, in microseconds, measured since the server
 *     started; empty where nothing was measured
 * @param byLanguage matches, in whatever way, by primary language of the post
 * @param days the latest days (UTC) on which the version took part in decisions, oldest first
 */
public record RuleFigures(
        long posts,
        long enforced,
        long suppressed,
        long shadow,
        Optional<Instant> firstSeen,
        Optional<Instant> lastSeen,
        Optional<Double> costMicros,
        Map<String, Long> byLanguage,
        List<Day> days) {
    /** Matches of one day. */
    public record Day(LocalDate day, long posts, long enforced, long suppressed, long shadow) {}

    public RuleFigures {
        byLanguage = Collections.unmodifiableMap(new TreeMap<>(byLanguage));
        days = List.copyOf(days);
    }

    /** Matches, whatever came of them. */
    public long matches() {
        return enforced + suppressed + shadow;
    }

    /** Matches among all posts, in [0, 1]; 0 where there was no post. */
    public double share() {
        return posts == 0 ? 0 : (double) matches() / posts;
    }
}

package io.limpid.server.cli;

import io.limpid.ContentFilter;
import io.limpid.Surroundings;
import io.limpid.decision.Decision;
import io.limpid.rule.Action;
import io.limpid.server.api.LineReader;
import io.limpid.server.api.PostRequest;
import io.limpid.server.api.RefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What two versions of a ruleset decide differently about the same posts. Not thread-safe. */
final class VerdictDifference {
    /** So many of the posts that are decided differently are shown. */
    static final int MAX_SAMPLES = 10;

    private static final int BATCH_LINES = 64;

    private final ContentFilter before;
    private final ContentFilter after;
    private final Map<Turn, Long> turns =
            new TreeMap<>(Comparator.comparing((Turn turn) -> turn.before()).thenComparing(turn -> turn.after()));
    private final Map<String, RuleTurn> rules = new TreeMap<>();
    private final List<Sample> samples = new ArrayList<>();
    private final List<Long> refused = new ArrayList<>();
    private long posts;
    private long changed;

    /** An action that became another one. */
    record Turn(Action before, Action after) {}

    /**
     * How the posts of a rule changed.
     *
     * @param began posts that it is a reason for now and was not before
     * @param ended posts that it was a reason for and is not now
     */
    record RuleTurn(long began, long ended) {
        RuleTurn plus(RuleTurn other) {
            return new RuleTurn(began + other.began, ended + other.ended);
        }
    }

    /**
     * A post that is decided differently.
     *
     * @param line its line in the file, from 1
     * @param id what its platform calls it
     * @param began rules that are reasons now and were not before
     * @param ended rules that were reasons and are not now
     */
    record Sample(long line, @Nullable String id, Turn turn, List<String> began, List<String> ended) {
        Sample {
            began = List.copyOf(began);
            ended = List.copyOf(ended);
        }
    }

    VerdictDifference(ContentFilter before, ContentFilter after) {
        this.before = before;
        this.after = after;
    }

    /** Decides every post of a file, a request a line. */
    void read(InputStream in, Progress progress) throws IOException {
        var reader = new LineReader(in, PostRequest.MAX_BYTES);
        boolean more = true;
        while (more) {
            Map<Long, PostRequest> batch = new TreeMap<>();
            while (more && batch.size() < BATCH_LINES) {
                Optional<LineReader.Line> line = reader.next();
                more = line.isPresent();
                line.filter(given -> !given.isBlank()).ifPresent(given -> take(given, batch));
            }
            decide(batch);
            progress.update(posts, reader.bytes());
        }
        progress.clear();
    }

    private void take(LineReader.Line line, Map<Long, PostRequest> batch) {
        try {
            batch.put(line.number(), PostRequest.read(line));
        } catch (RefusedException e) {
            refused.add(line.number());
        }
    }

    private void decide(Map<Long, PostRequest> batch) {
        Iterator<Decision> was = decisions(before, batch).iterator();
        Iterator<Decision> is = decisions(after, batch).iterator();
        batch.forEach((line, request) -> compare(line, request.post().id(), was.next(), is.next()));
    }

    private static List<Decision> decisions(ContentFilter filter, Map<Long, PostRequest> batch) {
        return filter.decide(batch.values().stream()
                .map(request -> request.toCase(Surroundings.NONE))
                .toList());
    }

    private void compare(long line, @Nullable String id, Decision was, Decision is) {
        posts++;
        SortedSet<String> began = rules(is);
        began.removeAll(rules(was));
        SortedSet<String> ended = rules(was);
        ended.removeAll(rules(is));
        boolean turned = was.action() != is.action();
        if (!turned && began.isEmpty() && ended.isEmpty()) {
            return;
        }
        changed++;
        var turn = new Turn(was.action(), is.action());
        if (turned) {
            turns.merge(turn, 1L, Long::sum);
        }
        began.forEach(rule -> rules.merge(rule, new RuleTurn(1, 0), RuleTurn::plus));
        ended.forEach(rule -> rules.merge(rule, new RuleTurn(0, 1), RuleTurn::plus));
        if (samples.size() < MAX_SAMPLES) {
            samples.add(new Sample(line, id, turn, List.copyOf(began), List.copyOf(ended)));
        }
    }

    private static SortedSet<String> rules(Decision decision) {
        SortedSet<String> rules = new TreeSet<>();
        decision.reasons().forEach(reason -> rules.add(reason.rule().id()));
        return rules;
    }

    /** Posts that were decided. */
    long posts() {
        return posts;
    }

    /** Posts whose action, or the rules behind it, changed. */
    long changed() {
        return changed;
    }

    /** Posts whose action changed. */
    long turned() {
        return turns.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Posts by how their action changed, mildest first. */
    Map<Turn, Long> turns() {
        return turns;
    }

    /** Rules that are reasons for other posts than before, in order of id. */
    Map<String, RuleTurn> rules() {
        return rules;
    }

    /** The first that changed. */
    List<Sample> samples() {
        return samples;
    }

    /** Lines that are no request. */
    List<Long> refused() {
        return refused;
    }
}

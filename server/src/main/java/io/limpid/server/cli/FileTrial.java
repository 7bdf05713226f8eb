package io.limpid.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.Case;
import io.limpid.ContentFilter;
import io.limpid.PublishedRuleset;
import io.limpid.Surroundings;
import io.limpid.decision.Decision;
import io.limpid.decision.Reason;
import io.limpid.rule.Action;
import io.limpid.rule.Ruleset;
import io.limpid.server.api.DecisionJson;
import io.limpid.server.api.LineReader;
import io.limpid.server.api.PostRequest;
import io.limpid.server.api.RefusedException;
import io.limpid.server.publish.BacktestReport;
import io.limpid.server.publish.BacktestReport.Outcome;
import io.limpid.signal.classifier.Classifier;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A version tried on the posts of a file: decided by the rulesets that act, and again with this one in place of that of its name. Twice,
 * since what one version settles, another leaves open for the rules of other rulesets.
 */
final class FileTrial {
    private static final int BATCH = 64;
    private static final int BATCHES_A_THREAD = 4;

    private final ContentFilter then;
    private final ContentFilter now;
    private final int workers;

    FileTrial(List<Ruleset> current, Ruleset candidate, Collection<Classifier> classifiers, int workers) {
        List<Ruleset> next = new ArrayList<>(current);
        next.removeIf(ruleset -> ruleset.name().equals(candidate.name()));
        next.add(candidate);
        this.then = filter(current, classifiers);
        this.now = filter(next, classifiers);
        this.workers = workers;
    }

    private static ContentFilter filter(List<Ruleset> rulesets, Collection<Classifier> classifiers) {
        return ContentFilter.of(rulesets.stream().map(PublishedRuleset::active).toList(), classifiers, () -> 0);
    }

    /** What came of one line; nothing where it is no request. */
    private record Tried(long line, Optional<Decisions> decisions) {}

    private record Decisions(PostRequest request, Decision then, Decision now) {
        JsonNode reasons() {
            return DecisionJson.answer(now, request, "", Instant.EPOCH).get("reasons");
        }
    }

    /** What came of some lines, and how far the file was read for them. */
    private record Batch(List<Tried> tried, long bytes) {}

    BacktestReport run(InputStream in, long limit, Progress progress) throws IOException {
        var report = new BacktestReport();
        var reader = new LineReader(in, PostRequest.MAX_BYTES);
        ExecutorService pool = Executors.newFixedThreadPool(workers);
        try {
            var underWay = new ArrayDeque<CompletableFuture<Batch>>();
            long read = 0;
            boolean more = true;
            while (more || !underWay.isEmpty()) {
                if (more && underWay.size() < BATCHES_A_THREAD * workers) {
                    List<LineReader.Line> lines = new ArrayList<>();
                    while (more && lines.size() < BATCH) {
                        Optional<LineReader.Line> line = read < limit ? reader.next() : Optional.empty();
                        more = line.isPresent();
                        if (line.isPresent() && !line.get().isBlank()) {
                            lines.add(line.get());
                            read++;
                        }
                    }
                    long bytes = reader.bytes();
                    underWay.add(CompletableFuture.supplyAsync(() -> new Batch(decide(lines), bytes), pool));
                } else {
                    Batch batch = underWay.remove().join();
                    batch.tried().forEach(tried -> add(report, tried));
                    progress.update(report.posts(), batch.bytes());
                }
            }
            return report;
        } finally {
            pool.shutdownNow();
        }
    }

    private List<Tried> decide(List<LineReader.Line> lines) {
        List<Tried> tried = new ArrayList<>();
        List<PostRequest> requests = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        for (LineReader.Line line : lines) {
            try {
                requests.add(PostRequest.read(line));
                numbers.add(line.number());
            } catch (RefusedException e) {
                tried.add(new Tried(line.number(), Optional.empty()));
            }
        }
        List<Case> cases = requests.stream()
                .map(request -> request.toCase(Surroundings.NONE))
                .toList();
        List<Decision> before = then.decide(cases);
        List<Decision> after = now.decide(cases);
        for (int i = 0; i < cases.size(); i++) {
            tried.add(new Tried(
                    numbers.get(i), Optional.of(new Decisions(requests.get(i), before.get(i), after.get(i)))));
        }
        return tried;
    }

    private static void add(BacktestReport report, Tried tried) {
        tried.decisions()
                .ifPresentOrElse(
                        both -> report.add(
                                "line " + tried.line(),
                                Locale.forLanguageTag(both.then().language().tag())
                                        .getLanguage(),
                                outcome(both.then().reasons()),
                                outcome(both.now().reasons()),
                                both::reasons),
                        () -> report.addUndecided("no request"));
    }

    private static Outcome outcome(List<Reason> reasons) {
        Action action = Action.ALLOW;
        Map<String, String> rules = new TreeMap<>();
        for (Reason reason : reasons) {
            action = action.or(reason.rule().action());
            rules.put(reason.rule().id(), reason.rule().action().id());
        }
        return new Outcome(action.id(), rules);
    }
}

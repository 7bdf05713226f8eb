package io.limpid.benchmarks;

import io.limpid.rule.Ruleset;
import io.limpid.server.api.Export;
import io.limpid.server.api.PinnedRulesets;
import io.limpid.server.log.Content;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Entry;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.LogSettings;
import io.limpid.server.log.LogVerifier;
import io.limpid.server.log.Lookup;
import io.limpid.server.log.Page;
import io.limpid.server.log.Query;
import io.limpid.server.log.Trust;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * A log of many decisions: how long a filtered page takes, how fast an export and a check go.
 *
 * <pre>{@code
 * mvn -q -DskipTests package
 * java -cp benchmarks/target/benchmarks.jar:benchmarks/target/lib/* io.limpid.benchmarks.AuditBenchmark FOLDER [DECISIONS]
 * }</pre>
 *
 * <p>A million decisions take some 3.7 GB. The log is left in the folder, and used again by a second run.
 */
public final class AuditBenchmark {
    private static final int PAGES = 60;
    private static final int IN_FLIGHT = 512;
    private static final List<String> ACTIONS = List.of("allow", "allow", "allow", "allow", "label", "limit", "hold");
    private static final List<String> RULES =
            List.of("spam.contact-funnel", "rights.threat-en", "rumour.urgent-forward");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private AuditBenchmark() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        Path folder = Path.of(args[0]);
        int decisions = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        try (var log = DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), Clock.systemUTC())) {
            long begun = System.nanoTime();
            long missing = Math.max(0, decisions - log.size());
            fill(log, missing);
            out.printf(
                    Locale.ROOT,
                    "%,d entries, %,d of them new, %.0f/s%n",
                    log.size(),
                    missing,
                    missing / seconds(begun));
            pages(log, out, "no filter", Query.newest(50));
            pages(log, out, "action", Query.newest(50).withAction("hold"));
            pages(
                    log,
                    out,
                    "rule and action",
                    Query.newest(50).withRule(RULES.get(1)).withAction("hold"));
            pages(
                    log,
                    out,
                    "author and time",
                    Query.newest(50).withAuthor("u-77").withFrom(START));
            pages(
                    log,
                    out,
                    "category, language, time",
                    Query.newest(50)
                            .withCategory("spam")
                            .withLanguage("zh")
                            .withFrom(START.plusSeconds(decisions / 4))
                            .withTo(START.plusSeconds(decisions / 2)));
            for (Export.Format format : List.of(Export.Format.NDJSON, Export.Format.CSV)) {
                long started = System.nanoTime();
                Export.Summary done = new Export(log, new NoRulesets())
                        .write(format, Instant.MIN, Instant.MAX, "local", OutputStream.nullOutputStream());
                out.printf(
                        Locale.ROOT,
                        "export %s: %,d records, %,.0f/s%n",
                        format.id(),
                        done.records(),
                        done.records() / seconds(started));
            }
        }
        long started = System.nanoTime();
        try (LogVerifier verifier = LogVerifier.open(
                LogPlace.alone(folder), Trust.ofTheLogItself(Instant.now()), digest -> Optional.empty())) {
            long entries = verifier.size();
            verifier.run(Optional.empty(), (index, leaf) -> {});
            out.printf(
                    Locale.ROOT, "verify: %,d entries, content opened, %,.0f/s%n", entries, entries / seconds(started));
        }
        try (var files = Files.list(folder)) {
            long bytes = files.mapToLong(file -> file.toFile().length()).sum();
            out.printf(Locale.ROOT, "%,d bytes on disk%n", bytes);
        }
    }

    private static double seconds(long sinceNanos) {
        return (System.nanoTime() - sinceNanos) / 1e9;
    }

    private static void pages(DecisionLog log, PrintStream out, String name, Query query) {
        var millis = new double[PAGES];
        Query next = query;
        int found = 0;
        for (int i = 0; i < PAGES; i++) {
            long started = System.nanoTime();
            Page page = log.list(next);
            millis[i] = (System.nanoTime() - started) / 1e6;
            found += page.decisions().size();
            next = page.next().isPresent() ? query.withCursor(page.next().get()) : query;
        }
        Arrays.sort(millis);
        out.printf(
                Locale.ROOT,
                "page by %s: median %.1f ms, p95 %.1f ms (%d decisions a page)%n",
                name,
                millis[PAGES / 2],
                millis[PAGES * 95 / 100],
                found / PAGES);
    }

    private static void fill(DecisionLog log, long count) {
        var random = new Random(log.size());
        var under = new ArrayDeque<CompletableFuture<?>>();
        for (long i = 0; i < count; i++) {
            if (under.size() == IN_FLIGHT) {
                under.remove().join();
            }
            under.add(log.append(decision(random, log.size() == 0 ? i : i + 1)));
        }
        under.forEach(CompletableFuture::join);
    }

    private static Entry decision(Random random, long number) {
        String id = DecisionLog.newDecisionId();
        String action = ACTIONS.get(random.nextInt(ACTIONS.size()));
        String rule = RULES.get(random.nextInt(RULES.size()));
        String language = random.nextInt(3) == 0 ? "zh" : "en";
        String author = "u-" + random.nextInt(20_000);
        Map<String, Object> leaf = new LinkedHashMap<>();
        leaf.put("action", action);
        leaf.put("categories", List.of("spam"));
        leaf.put("language", language);
        leaf.put(
                "reasons",
                List.of(Map.of(
                        "rule",
                        rule,
                        "revision",
                        3,
                        "action",
                        action,
                        "category",
                        "spam",
                        "ruleset",
                        "spam",
                        "ruleset_digest",
                        "sha256:" + "0".repeat(64),
                        "file",
                        "spam/rules/x.yaml",
                        "line",
                        1)));
        leaf.put(
                "rulesets",
                List.of(Map.of("name", "spam", "version", "2026.11.4", "digest", "sha256:" + "0".repeat(64))));
        String text = "Limited offer, add me on messenger 加我微信 and win prize " + number + "! ";
        var content = new Content(
                id,
                Map.of("fields", Map.of("text", text.repeat(4)), "author", Map.of("id", author)),
                ("{\"decision_id\":\"" + id + "\",\"pad\":\"" + "x".repeat(1250) + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
        var lookup = new Lookup(
                id, START.plusSeconds(number), action, List.of(rule), List.of("spam"), language, author, null);
        return Entry.ofDecision(leaf, content, lookup, null);
    }

    private static final class NoRulesets implements PinnedRulesets {
        @Override
        public Optional<Ruleset> find(String digest) {
            return Optional.empty();
        }

        @Override
        public Optional<Ruleset> text(String digest) {
            return Optional.empty();
        }

        @Override
        public List<Ruleset> inForce() {
            return List.of();
        }
    }
}

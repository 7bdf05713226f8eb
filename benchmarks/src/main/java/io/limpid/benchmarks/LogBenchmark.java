package io.limpid.benchmarks;

import io.limpid.server.log.Content;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Entry;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.LogSettings;
import io.limpid.server.log.Lookup;
import io.limpid.server.log.Position;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Durable appends to the decision log: how many a second, what each costs in CPU time, how long a caller waits.
 *
 * <p>An appender waits for each acknowledgement before its next append, as a request does; {@code async} keeps 512 in flight from
 * one thread. A record is a decision with one reason, a 280-character text and an answer of 1.3 kB. Run it on an otherwise idle
 * machine and on the disk that counts:
 *
 * <pre>{@code
 * mvn -q -DskipTests package
 * java -cp benchmarks/target/benchmarks.jar:benchmarks/target/lib/* io.limpid.benchmarks.LogBenchmark [FOLDER]
 * }</pre>
 */
public final class LogBenchmark {
    private static final int WARM_UP = 20_000;
    private static final int SECONDS_OF_WORK = 5;
    private static final String TEXT = "Limited offer, add me on messenger 加我微信 and win a prize today! ".repeat(5);

    private LogBenchmark() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = System.out;
        Path parent = args.length > 0 ? Path.of(args[0]) : Path.of(System.getProperty("java.io.tmpdir"));
        Path folder = Files.createTempDirectory(parent, "limpid-log");
        try (var log = DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), Clock.systemUTC())) {
            inFlight(log, WARM_UP);
            out.println("appenders  appends/s  CPU us each  records/commit  p50 ms  p99 ms");
            for (int appenders : new int[] {1, 8, 64}) {
                report(out, log, Integer.toString(appenders), () -> waiting(log, appenders));
            }
            report(out, log, "async", () -> inFlight(log, 100_000));
            out.printf(
                    Locale.ROOT,
                    "%d entries, %.0f bytes each on disk%n",
                    log.size(),
                    (double) bytes(folder) / log.size());
        } finally {
            delete(folder);
        }
    }

    private interface Load {
        long[] run() throws InterruptedException;
    }

    private static void report(PrintStream out, DecisionLog log, String name, Load load) throws InterruptedException {
        long cpu = cpuNanos();
        long commits = log.health().commits();
        long begun = System.nanoTime();
        long[] nanos = load.run();
        double seconds = (System.nanoTime() - begun) / 1e9;
        double cpuMicros = (cpuNanos() - cpu) / 1e3 / nanos.length;
        double perCommit = (double) nanos.length / (log.health().commits() - commits);
        Arrays.sort(nanos);
        out.printf(
                Locale.ROOT,
                "%9s  %9.0f  %11.1f  %14.1f  %6.2f  %6.2f%n",
                name,
                nanos.length / seconds,
                cpuMicros,
                perCommit,
                nanos[nanos.length / 2] / 1e6,
                nanos[(int) (nanos.length * 0.99)] / 1e6);
    }

    /** Each appender waits for its acknowledgement. */
    private static long[] waiting(DecisionLog log, int appenders) throws InterruptedException {
        long end = System.nanoTime() + SECONDS_OF_WORK * 1_000_000_000L;
        var threads = new ArrayList<Thread>();
        var all = new ArrayList<long[]>();
        for (int i = 0; i < appenders; i++) {
            var thread = new Thread(() -> {
                long[] nanos = new long[SECONDS_OF_WORK * 40_000];
                int count = 0;
                while (System.nanoTime() < end && count < nanos.length) {
                    long begun = System.nanoTime();
                    log.append(decision()).join();
                    nanos[count++] = System.nanoTime() - begun;
                }
                synchronized (all) {
                    all.add(Arrays.copyOf(nanos, count));
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return all.stream().flatMapToLong(Arrays::stream).toArray();
    }

    /** One thread, many in flight. */
    private static long[] inFlight(DecisionLog log, int count) {
        long[] nanos = new long[count];
        var done = new AtomicInteger();
        var waiting = new ArrayList<CompletableFuture<Position>>();
        for (int i = 0; i < count; i++) {
            long begun = System.nanoTime();
            CompletableFuture<Position> future = log.append(decision());
            waiting.add(future.whenComplete(
                    (position, failure) -> nanos[done.getAndIncrement()] = System.nanoTime() - begun));
            if (waiting.size() >= 512) {
                waiting.get(waiting.size() - 512).join();
            }
        }
        waiting.forEach(CompletableFuture::join);
        return nanos;
    }

    private static Entry decision() {
        String id = DecisionLog.newDecisionId();
        var rules = List.of("spam.contact-funnel");
        var lookup = new Lookup(
                id, Clock.systemUTC().instant(), "hold", rules, List.of("spam"), "en", "u-" + id.charAt(30), null);
        Map<String, Object> leaf = Map.of(
                "action",
                "hold",
                "flagged",
                true,
                "language",
                "en",
                "surface",
                "post",
                "reasons",
                List.of(Map.of(
                        "rule", "spam.contact-funnel",
                        "revision", 3,
                        "ruleset", "spam",
                        "ruleset_version", "2026.11.0",
                        "file", "spam/rules/contact-funnel.yaml",
                        "line", 1,
                        "digest", "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                        "category", "spam",
                        "action", "hold")),
                "rulesets",
                List.of(Map.of(
                        "name", "spam",
                        "version", "2026.11.0",
                        "digest", "sha256:60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752")));
        var content = new Content(
                id,
                Map.of(
                        "text", TEXT,
                        "author", Map.of("id", "u-17", "age_days", 3, "post_count", 1),
                        "evidence", List.of(Map.of("field", "text", "start", 15, "end", 24, "quote", "add me on"))),
                ("{\"decision_id\":\"" + id + "\",\"pad\":\"" + "x".repeat(1250) + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
        return Entry.ofDecision(leaf, content, lookup, null);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static long bytes(Path folder) throws IOException {
        long sum = 0;
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                sum += file.toFile().length();
            }
        }
        return sum;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}

package io.limpid.server;

import io.limpid.decision.Decision;
import io.limpid.decision.LayerTime;
import io.limpid.decision.Reason;
import io.limpid.decision.Skipped;
import io.limpid.rule.Category;
import io.limpid.server.access.Throttle;
import io.limpid.server.api.Moderator;
import io.limpid.server.log.DecisionLog;
import io.limpid.signal.Evidence;
import io.limpid.signal.classifier.Model;
import io.limpid.signal.classifier.ModelDescription;
import io.limpid.signal.classifier.Scores;
import io.limpid.text.Post;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** What is counted and timed for operators; {@code docs/operations/metrics.md} says what each means. Safe for many threads. */
final class Meters implements AutoCloseable {
    /** Rules that are told apart; those beyond are counted together, so that what is scraped stays bounded. */
    private static final int MOST_RULES = 1_000;

    private static final Duration[] LAYER_STEPS = {
        Duration.ofNanos(10_000),
        Duration.ofNanos(50_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofSeconds(1)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final Map<String, Counter> actions = new ConcurrentHashMap<>();
    private final Map<String, Counter> categories = new ConcurrentHashMap<>();
    private final Map<String, Counter> rules = new ConcurrentHashMap<>();
    private final Map<String, Counter> failures = new ConcurrentHashMap<>();
    private final Map<String, Timer> layers = new ConcurrentHashMap<>();

    Meters() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    /** Counts a decision that goes to the log. */
    void decided(Decision decision) {
        count(actions, "limpid.decisions", "action", decision.action().id());
        for (Category category : Category.values()) {
            if (decision.has(category)) {
                count(categories, "limpid.decisions.categories", "category", category.id());
            }
        }
        for (Reason reason : decision.reasons()) {
            String rule = reason.rule().id();
            count(
                    rules,
                    "limpid.rule.matches",
                    "rule",
                    rules.containsKey(rule) || rules.size() < MOST_RULES ? rule : "other");
        }
        for (Skipped skipped : decision.skipped()) {
            if (skipped.reason().isFailure()) {
                count(
                        failures,
                        "limpid.decisions.failures",
                        "reason",
                        skipped.reason().id());
            }
        }
        for (LayerTime time : decision.times()) {
            layers.computeIfAbsent(time.layer(), this::layer).record(time.micros(), TimeUnit.MICROSECONDS);
        }
    }

    private void count(Map<String, Counter> counters, String name, String tag, String value) {
        counters.computeIfAbsent(
                        value,
                        key -> Counter.builder(name)
                                .description("Decisions handed to the log, by " + tag)
                                .tag(tag, key)
                                .register(registry))
                .increment();
    }

    private Timer layer(String name) {
        return Timer.builder("limpid.layer")
                .description("Time that a layer took on a post")
                .tag("layer", name)
                .serviceLevelObjectives(LAYER_STEPS)
                .register(registry);
    }

    /** Watches the log. */
    void watch(DecisionLog log) {
        Timer commits = Timer.builder("limpid.log.commit")
                .description("Time until a batch of records was on disk")
                .serviceLevelObjectives(LAYER_STEPS)
                .register(registry);
        DistributionSummary records = DistributionSummary.builder("limpid.log.commit.records")
                .description("Records in a commit")
                .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256)
                .register(registry);
        log.onCommit((entries, nanos) -> {
            commits.record(nanos, TimeUnit.NANOSECONDS);
            records.record(entries);
        });
        gauge(
                "limpid.log.queue",
                "Records that wait for their commit",
                log,
                one -> one.health().queued());
        gauge("limpid.log.writable", "1 while the log takes records", log, one -> one.writable() ? 1 : 0);
        gauge("limpid.log.entries", "Entries in the log", log, DecisionLog::size);
        gauge(
                "limpid.log.lag",
                "Entries that no signed checkpoint covers yet",
                log,
                one -> one.size()
                        - one.checkpoint().map(signed -> signed.head().size()).orElse(0L));
    }

    /** Watches who is let in, and the threads that serve them. */
    void watch(Throttle throttle, QueuedThreadPool threads, Moderator moderator) {
        gauge("limpid.requests.under_way", "Requests under way, batches not among them", throttle, Throttle::underWay);
        gauge("limpid.batches.under_way", "Batches under way", throttle, Throttle::batchesUnderWay);
        gauge("limpid.http.queue", "Requests that wait for a thread", threads, QueuedThreadPool::getQueueSize);
        gauge("limpid.http.threads.busy", "Threads at work on requests", threads, QueuedThreadPool::getBusyThreads);
        FunctionCounter.builder("limpid.decisions.undecided", moderator, Moderator::undecided)
                .description("Posts that were not decided since a layer failed and their platform wants every layer")
                .register(registry);
        FunctionCounter.builder("limpid.decisions.unlogged", moderator, Moderator::unlogged)
                .description(
                        "Answers that left before their record was on disk; anything but 0 is a fault of the program")
                .register(registry);
    }

    private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    /** The model, with how many posts it scores at a time, and how long that takes. */
    Model watched(Model model) {
        return new WatchedModel(model, registry);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    private static final class WatchedModel implements Model {
        private final Model model;
        private final Timer time;
        private final DistributionSummary batch;

        WatchedModel(Model model, PrometheusMeterRegistry registry) {
            this.model = model;
            String name = model.description().name();
            this.time = Timer.builder("limpid.model.batch.time")
                    .description("Time that a model took for a batch")
                    .tag("model", name)
                    .serviceLevelObjectives(LAYER_STEPS)
                    .register(registry);
            this.batch = DistributionSummary.builder("limpid.model.batch.posts")
                    .description("Posts that a model scored in one go")
                    .tag("model", name)
                    .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64)
                    .register(registry);
        }

        @Override
        public ModelDescription description() {
            return model.description();
        }

        @Override
        public List<Scores> score(List<Post> posts) {
            batch.record(posts.size());
            long begun = System.nanoTime();
            try {
                return model.score(posts);
            } finally {
                time.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public List<Evidence.Contribution> top(Post post, String label, int atMost) {
            return model.top(post, label, atMost);
        }

        @Override
        public void close() {
            model.close();
        }
    }
}

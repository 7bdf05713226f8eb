package io.limpid.server.api;

import io.javalin.config.RoutesConfig;
import io.limpid.rule.Ruleset;
import io.limpid.server.access.Keys;
import io.limpid.server.access.Throttle;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.openapi.ApiDocument;
import io.limpid.server.publish.BacktestStore;
import io.limpid.server.publish.BrakeWatch;
import io.limpid.server.publish.Brakes;
import io.limpid.server.publish.Publisher;
import io.limpid.server.publish.RulesetCatalog;
import io.limpid.server.webhook.Webhooks;
import io.limpid.signal.classifier.BatchingClassifier;
import io.limpid.signal.classifier.ModelDescription;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts the HTTP routes together. Safe for many threads. */
public final class Api implements AutoCloseable {
    /** The route that reads its body as it comes. */
    public static final String STREAMED_PATH = Gatekeeper.BATCH;

    /** The route that answers as fast as its caller takes it. */
    public static final String EXPORT_PATH = "/v1/export";

    private final Parts parts;
    private final Backtester backtester;
    private final Replayer replayer;
    private final PinnedRulesets pinned;

    /**
     * What the routes rest on.
     *
     * @param catalog the rulesets: those in force, and those of any decision in the log
     * @param publisher takes the steps that maintainers ask for
     * @param backtests those of versions that were published here
     * @param classifiers the models that rules may ask
     * @param meters what is counted and timed
     * @param keys by which callers are known; empty where none are asked for, so that only callers of this machine may be answered
     * @param throttle lets in as many as there is room for
     * @param batchLines of one batch that are decided and not yet answered
     * @param webhooks who is told of what changes after an answer
     * @param draining whether the server is about to stop
     */
    public record Parts(
            Moderator moderator,
            DecisionLog log,
            RulesetCatalog catalog,
            Publisher publisher,
            Brakes brakes,
            BrakeWatch watch,
            BacktestStore backtests,
            List<BatchingClassifier> classifiers,
            PrometheusMeterRegistry meters,
            Optional<Keys> keys,
            Throttle throttle,
            int batchLines,
            Webhooks webhooks,
            BooleanSupplier draining) {
        public Parts {
            classifiers = List.copyOf(classifiers);
        }

        private Map<String, ModelDescription> models() {
            return classifiers.stream()
                    .map(BatchingClassifier::model)
                    .collect(Collectors.toUnmodifiableMap(ModelDescription::name, Function.identity()));
        }
    }

    /** Routes over these parts. */
    public Api(Parts parts) {
        this.parts = parts;
        this.pinned = pinned(parts.catalog());
        this.replayer = new Replayer(pinned, parts.classifiers());
        this.backtester =
                new Backtester(parts.log(), parts.catalog(), replayer, parts.backtests(), parts.moderator()::isBusy);
    }

    private static PinnedRulesets pinned(RulesetCatalog catalog) {
        return new PinnedRulesets() {
            @Override
            public Optional<Ruleset> find(String digest) {
                return catalog.find(digest);
            }

            @Override
            public Optional<Ruleset> text(String digest) {
                return catalog.text(digest);
            }

            @Override
            public List<Ruleset> inForce() {
                return catalog.active();
            }
        };
    }

    /** Adds the routes, and what happens when a request fits none or fails. */
    public void addTo(RoutesConfig routes) {
        Moderator moderator = parts.moderator();
        DecisionLog log = parts.log();
        var gatekeeper = new Gatekeeper(parts.keys(), parts.throttle());
        var bodies = new Bodies(gatekeeper);
        var content = new ContentAccess(log, moderator.executor());
        routes.before(context -> {
            if (parts.draining().getAsBoolean()) {
                context.header("Connection", "close");
            }
        });
        new RequestObserver(parts.meters()).addTo(routes);
        routes.beforeMatched(gatekeeper::check);
        routes.after(gatekeeper::leave);
        new Refusals(bodies).addTo(routes);
        new ModerationRoutes(moderator, bodies, parts.throttle(), parts.batchLines()).addTo(routes);
        new OpenAiRoutes(moderator, pinned, bodies, gatekeeper).addTo(routes);
        new PerspectiveRoutes(moderator, parts.classifiers(), bodies, gatekeeper).addTo(routes);
        new DecisionRoutes(log, pinned, replayer, content, moderator.executor()).addTo(routes);
        new LogRoutes(log, moderator.executor()).addTo(routes);
        routes.get(EXPORT_PATH, new ExportRoute(new Export(log, pinned))::answer, Access.AUDITOR);
        new RulesetRoutes(
                        parts.catalog(), parts.publisher(), parts.brakes(), parts.watch(), parts.models(), log.origin())
                .addTo(routes);
        new BacktestRoutes(parts.catalog(), log, replayer, content, backtester, parts.backtests(), moderator.clock())
                .addTo(routes);
        parts.keys().ifPresent(known -> new KeyRoutes(known).addTo(routes));
        new WebhookRoutes(parts.webhooks()).addTo(routes);
        byte[] document = ApiDocument.published().json();
        routes.get(
                "/openapi.json",
                context -> context.contentType("application/json").result(document),
                Access.EVERYBODY);
        new HealthRoutes(log, parts.catalog(), parts.classifiers(), parts.meters(), parts.draining()).addTo(routes);
    }

    /** Stops what goes on without a request. */
    @Override
    public void close() {
        backtester.close();
    }
}

package io.limpid.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.limpid.server.api.Problem.Fault;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.publish.RulesetCatalog;
import io.limpid.signal.classifier.BatchingClassifier;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Tells operators how the service does. Safe for many threads. */
final class HealthRoutes {
    private static final String JSON = "application/json";
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final DecisionLog log;
    private final RulesetCatalog catalog;
    private final List<BatchingClassifier> classifiers;
    private final PrometheusMeterRegistry meters;
    private final BooleanSupplier draining;

    HealthRoutes(
            DecisionLog log,
            RulesetCatalog catalog,
            List<BatchingClassifier> classifiers,
            PrometheusMeterRegistry meters,
            BooleanSupplier draining) {
        this.log = log;
        this.catalog = catalog;
        this.classifiers = List.copyOf(classifiers);
        this.meters = meters;
        this.draining = draining;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/healthz", context -> answer(context, Json.object().put("status", "alive")), Access.EVERYBODY);
        routes.get("/readyz", this::ready, Access.EVERYBODY);
        routes.get(
                "/metrics",
                context -> context.contentType(PROMETHEUS).result(meters.scrape()),
                Access.AUDITOR,
                Access.ADMIN);
    }

    private void ready(Context context) throws RefusedException {
        List<Fault> missing = new ArrayList<>();
        if (draining.getAsBoolean()) {
            missing.add(new Fault("/server", "it is about to stop"));
        }
        if (!log.writable()) {
            missing.add(new Fault("/log", "it cannot be written"));
        }
        if (catalog.active().isEmpty()) {
            missing.add(new Fault("/rulesets", "none is in force"));
        }
        for (BatchingClassifier classifier : classifiers) {
            classifier
                    .obstacle()
                    .ifPresent(why -> missing.add(
                            new Fault("/models/" + classifier.model().name(), why)));
        }
        if (!missing.isEmpty()) {
            throw new RefusedException(Problem.notReady(missing));
        }
        answer(context, Json.object().put("status", "ready").put("entries", log.size()));
    }

    private static void answer(Context context, JsonNode json) {
        context.contentType(JSON).result(Json.bytes(json));
    }
}

package io.limpid.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.uuid.Generators;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.limpid.server.api.Problem.Fault;
import io.limpid.server.publish.BacktestStore;
import io.limpid.server.publish.BacktestStore.Kept;
import io.limpid.server.publish.Publisher;
import io.limpid.server.publish.RulesetVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Back-tests: a version against the posts that are in the log. Safe for many threads. */
final class BacktestRoutes {
    private static final String JSON = "application/json";

    private final Publisher publisher;
    private final BacktestStore kept;
    private final Backtester backtester;

    BacktestRoutes(Publisher publisher, Backtester backtester, BacktestStore kept) {
        this.publisher = publisher;
        this.kept = kept;
        this.backtester = backtester;
    }

    void addTo(RoutesConfig routes) {
        routes.post("/v1/rulesets/{name}/versions/{version}/backtest", this::begin);
        routes.get("/v1/rulesets/{name}/versions/{version}/backtest", this::latest);
        routes.get("/v1/backtests/{id}", context -> json(context, 200, found(context)));
        routes.delete("/v1/backtests/{id}", this::cancel);
        routes.post("/v1/backtests/{id}/resume", this::resume);
    }

    private RulesetVersion version(Context context) throws RefusedException {
        return publisher.versions(context.pathParam("name")).stream()
                .filter(one -> one.version().equals(context.pathParam("version")))
                .findFirst()
                .orElseThrow(() -> new RefusedException(Problem.notFound("no such version was published here")));
    }

    private void begin(Context context) throws RefusedException, IOException {
        RulesetVersion version = version(context);
        ObjectNode body = JsonBody.read(context, List.of("from", "to", "limit"));
        List<Fault> faults = new ArrayList<>();
        OptionalLong from = time(body, "from", faults);
        OptionalLong to = time(body, "to", faults);
        JsonNode limit = body.path("limit");
        if (!limit.isMissingNode() && (!limit.canConvertToLong() || !limit.isIntegralNumber() || limit.asLong() < 1)) {
            faults.add(new Fault("/limit", "is a whole number from 1 on; leave it out for all posts"));
        }
        if (!faults.isEmpty()) {
            throw new RefusedException(Problem.invalid(faults));
        }
        var job = new Kept(
                Generators.timeBasedEpochRandomGenerator().generate().toString(),
                version.digest(),
                from,
                to,
                limit.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(limit.asLong()),
                Backtester.RUNNING,
                0,
                new BacktestReport().json().toString());
        run(job);
        context.header("Location", "/v1/backtests/" + job.id());
        json(context, 202, job);
    }

    private static OptionalLong time(ObjectNode body, String name, List<Fault> faults) {
        JsonNode given = body.path(name);
        if (given.isMissingNode()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Instant.parse(given.asText()).toEpochMilli());
        } catch (DateTimeException e) {
            faults.add(new Fault("/" + name, "not an RFC 3339 time, such as 2026-11-23T10:00:00.000Z"));
            return OptionalLong.empty();
        }
    }

    private void run(Kept job) throws RefusedException {
        if (!backtester.run(job)) {
            throw new RefusedException(Problem.publicationConflict(
                    List.of(new Fault("", "a back-test is running; wait for it, or cancel it"))));
        }
    }

    private void latest(Context context) throws RefusedException {
        json(
                context,
                200,
                kept.latestOf(version(context).digest())
                        .orElseThrow(() ->
                                new RefusedException(Problem.notFound("this version was never back-tested here"))));
    }

    private Kept found(Context context) throws RefusedException {
        return kept.find(context.pathParam("id"))
                .orElseThrow(() -> new RefusedException(Problem.notFound("there is no back-test of this id")));
    }

    private void cancel(Context context) throws RefusedException {
        Kept job = found(context);
        backtester.cancel(job.id());
        json(context, 200, found(context));
    }

    private void resume(Context context) throws RefusedException {
        Kept job = found(context);
        if (job.state().equals(Backtester.DONE)) {
            throw new RefusedException(
                    Problem.publicationConflict(List.of(new Fault("", "this back-test is done; begin another"))));
        }
        run(new Kept(
                job.id(),
                job.digest(),
                job.from(),
                job.to(),
                job.limit(),
                Backtester.RUNNING,
                job.next(),
                job.report()));
        json(context, 202, found(context));
    }

    private void json(Context context, int status, Kept job) {
        ObjectNode json = Json.object().put("id", job.id()).put("state", job.state());
        json.put("digest", job.digest());
        publisher
                .text(job.digest())
                .ifPresent(one -> json.put("ruleset", one.name()).put("version", one.version()));
        job.from().ifPresent(from -> json.put("from", DecisionJson.time(Instant.ofEpochMilli(from))));
        job.to().ifPresent(to -> json.put("to", DecisionJson.time(Instant.ofEpochMilli(to))));
        job.limit().ifPresent(limit -> json.put("limit", limit));
        ObjectNode progress = json.putObject("progress");
        progress.put("entries", job.next()).put("of", backtester.size());
        json.set("report", Json.read(job.report().getBytes(StandardCharsets.UTF_8)));
        json.put("self", "/v1/backtests/" + job.id());
        context.status(status).contentType(JSON).result(Json.bytes(json));
    }
}

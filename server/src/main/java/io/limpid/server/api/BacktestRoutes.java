package io.limpid.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.limpid.rule.Ruleset;
import io.limpid.server.api.Problem.Fault;
import io.limpid.server.api.Replayer.Trial;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.publish.BacktestStore;
import io.limpid.server.publish.BacktestStore.Job;
import io.limpid.server.publish.BacktestStore.Kept;
import io.limpid.server.publish.RulesetCatalog;
import io.limpid.server.publish.RulesetVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Back-tests: a version against the posts that are in the log. Safe for many threads. */
final class BacktestRoutes {
    private static final String JSON = "application/json";

    private final RulesetCatalog catalog;
    private final DecisionLog log;
    private final Replayer replayer;
    private final ContentAccess access;
    private final BacktestStore kept;
    private final Backtester backtester;
    private final Clock clock;

    BacktestRoutes(
            RulesetCatalog catalog,
            DecisionLog log,
            Replayer replayer,
            ContentAccess access,
            Backtester backtester,
            BacktestStore kept,
            Clock clock) {
        this.log = log;
        this.replayer = replayer;
        this.access = access;
        this.clock = clock;
        this.catalog = catalog;
        this.kept = kept;
        this.backtester = backtester;
    }

    void addTo(RoutesConfig routes) {
        routes.post("/v1/rulesets/{name}/versions/{version}/backtest", this::begin, Access.MAINTAINER);
        routes.get("/v1/rulesets/{name}/versions/{version}/backtest", this::latest, Access.MAINTAINER);
        routes.get("/v1/backtests/{id}", context -> json(context, 200, found(context)), Access.MAINTAINER);
        routes.get("/v1/backtests/{id}/samples", this::samples, Access.MAINTAINER);
        routes.delete("/v1/backtests/{id}", this::cancel, Access.MAINTAINER);
        routes.post("/v1/backtests/{id}/resume", this::resume, Access.MAINTAINER);
    }

    private RulesetVersion version(Context context) throws RefusedException {
        return catalog.versions(context.pathParam("name")).stream()
                .filter(one -> one.version().equals(context.pathParam("version")))
                .findFirst()
                .orElseThrow(() -> new RefusedException(Problem.notFound("no version " + context.pathParam("version")
                        + " of a ruleset " + context.pathParam("name") + " was published here")));
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
        if (from.isPresent() && to.isPresent() && from.getAsLong() >= to.getAsLong()) {
            faults.add(new Fault("/to", "is later than \"from\""));
        }
        if (!faults.isEmpty()) {
            throw new RefusedException(Problem.invalid(faults));
        }
        Ruleset ruleset = catalog.find(version.digest())
                .orElseThrow(() -> new RefusedException(
                        Problem.publicationConflict(List.of(new Fault("", "this version cannot be decided by")))));
        Kept begun = backtester
                .begin(
                        ruleset,
                        from,
                        to,
                        limit.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(limit.asLong()),
                        clock.instant())
                .orElseThrow(BacktestRoutes::busy);
        context.header("Location", "/v1/backtests/" + begun.job().id());
        json(context, 202, begun);
    }

    private static RefusedException busy() {
        return new RefusedException(Problem.publicationConflict(
                List.of(new Fault("", "a back-test is running; wait for it, or cancel it"))));
    }

    private static OptionalLong time(ObjectNode body, String name, List<Fault> faults) {
        JsonNode given = body.path(name);
        if (given.isMissingNode()) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Instant.parse(given.asText()).toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            faults.add(new Fault("/" + name, "not an RFC 3339 time, such as 2026-11-23T10:00:00.000Z"));
            return OptionalLong.empty();
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
        backtester.cancel(job.job().id());
        json(context, 200, found(context));
    }

    private void resume(Context context) throws RefusedException {
        Kept job = found(context);
        if (job.state().equals(Backtester.DONE)) {
            throw new RefusedException(
                    Problem.publicationConflict(List.of(new Fault("", "this back-test is done; begin another"))));
        }
        json(context, 202, backtester.resume(job).orElseThrow(BacktestRoutes::busy));
    }

    /** The posts of the report that come out otherwise, with the reasons that they would get. Nothing of a post is kept for it. */
    private void samples(Context context) throws RefusedException {
        Kept job = found(context);
        Trial trial = backtester
                .trial(job.job())
                .orElseThrow(() -> new RefusedException(Problem.publicationConflict(
                        List.of(new Fault("", "a version that it needs cannot be decided by any more")))));
        ObjectNode json = Json.object();
        ArrayNode samples = json.putArray("samples");
        List<String> shown = new ArrayList<>();
        for (JsonNode sample : report(job).path("samples")) {
            String id = sample.path("post").asText();
            ObjectNode item = samples.addObject().setAll((ObjectNode) sample);
            Optional<JsonNode> reasons = log.find(id).flatMap(stored -> replayer.reasons(stored, trial));
            reasons.ifPresent(quotes -> shown.add(id));
            item.set("reasons", reasons.orElse(null));
            item.put("decision", "/v1/decisions/" + id);
        }
        access.answer(context, "samples", shown, false, JSON, Json.bytes(json));
    }

    private static JsonNode report(Kept job) {
        return Json.read(job.report().getBytes(StandardCharsets.UTF_8));
    }

    private void json(Context context, int status, Kept kept) {
        Job job = kept.job();
        ObjectNode json = Json.object().put("id", job.id()).put("state", backtester.state(kept));
        json.put("digest", job.digest());
        catalog.text(job.digest())
                .ifPresent(one -> json.put("ruleset", one.name()).put("version", one.version()));
        ArrayNode beside = json.putArray("beside");
        job.beside().forEach(beside::add);
        job.from().ifPresent(from -> json.put("from", DecisionJson.time(Instant.ofEpochMilli(from))));
        job.to().ifPresent(to -> json.put("to", DecisionJson.time(Instant.ofEpochMilli(to))));
        job.limit().ifPresent(limit -> json.put("limit", limit));
        json.put("begun_at", DecisionJson.time(job.begunAt()));
        ObjectNode progress = json.putObject("progress");
        progress.put("entries", kept.next()).put("of", backtester.size());
        progress.put("worked_ms", kept.workedMillis());
        JsonNode report = report(kept);
        if (kept.workedMillis() > 0) {
            progress.put("posts_per_second", report.path("posts").asLong() * 1_000 / kept.workedMillis());
        }
        json.set("report", report);
        json.put("self", "/v1/backtests/" + job.id());
        json.put("samples", "/v1/backtests/" + job.id() + "/samples");
        context.status(status).contentType(JSON).result(Json.bytes(json));
    }
}

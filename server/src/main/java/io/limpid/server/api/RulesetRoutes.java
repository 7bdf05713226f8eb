package io.limpid.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.limpid.rule.Rule;
import io.limpid.rule.Ruleset;
import io.limpid.server.api.Problem.Fault;
import io.limpid.server.publish.Bundle;
import io.limpid.server.publish.Publisher;
import io.limpid.server.publish.Publisher.Published;
import io.limpid.server.publish.Publisher.Step;
import io.limpid.server.publish.RefusedPublicationException;
import io.limpid.server.publish.RulesetStore.AppliedBrake;
import io.limpid.server.publish.RulesetVersion;
import io.limpid.server.publish.VersionStage;
import io.limpid.signal.classifier.ModelDescription;
import io.limpid.signal.keyword.KeywordList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** Rulesets: what is published, and the steps that maintainers take with it. Safe for many threads. */
final class RulesetRoutes {
    private static final String JSON = "application/json";

    /** Each reads a ruleset, runs its tests, and makes a filter. */
    private static final int MOST_PUBLICATIONS = 2;

    private final Publisher publisher;
    private final Map<String, ModelDescription> models;
    private final Semaphore publications = new Semaphore(MOST_PUBLICATIONS);

    RulesetRoutes(Publisher publisher, Map<String, ModelDescription> models) {
        this.publisher = publisher;
        this.models = models;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/v1/rulesets", context -> json(context, 200, list()));
        routes.get("/v1/rulesets/{name}", this::ruleset);
        routes.get("/v1/rulesets/{name}/versions/{version}", this::version);
        routes.get("/v1/rules/{rule}", this::rule);
        routes.get("/v1/rules/{rule}/revisions/{revision}", this::revision);
        routes.get("/v1/lists/{name}", this::list);
        routes.post("/v1/rulesets", this::publish);
        routes.post("/v1/rulesets/{name}/versions/{version}/stage", this::stage);
        routes.post("/v1/rulesets/{name}/rollback", this::rollback);
        routes.delete("/v1/rules/{rule}/brake", this::liftBrake);
    }

    private ObjectNode list() {
        ObjectNode json = Json.object();
        var array = json.putArray("rulesets");
        for (String name : publisher.names()) {
            List<RulesetVersion> versions = publisher.versions(name);
            ObjectNode item = head(shown(versions));
            RulesetJson.versions(item.putArray("versions"), versions);
            array.add(item);
        }
        return json;
    }

    /** The version that acts, else the newest. */
    private static RulesetVersion shown(List<RulesetVersion> versions) {
        return versions.stream()
                .filter(version -> version.stage() == VersionStage.ACTIVE)
                .findFirst()
                .orElse(versions.get(0));
    }

    private ObjectNode head(RulesetVersion version) {
        ObjectNode json = RulesetJson.head(version);
        publisher.text(version.digest()).ifPresent(ruleset -> RulesetJson.describe(json, ruleset));
        return json;
    }

    private void ruleset(Context context) throws RefusedException {
        String name = context.pathParam("name");
        List<RulesetVersion> versions = publisher.versions(name);
        if (versions.isEmpty()) {
            throw new RefusedException(Problem.notFound("no ruleset of this name was published here"));
        }
        ObjectNode json = whole(shown(versions));
        RulesetJson.versions(json.putArray("versions"), versions);
        json(context, 200, json);
    }

    private ObjectNode whole(RulesetVersion version) {
        ObjectNode json = head(version);
        publisher.text(version.digest()).ifPresent(ruleset -> RulesetJson.contents(json, ruleset));
        json.put("signature", publisher.signature(version.digest()).orElse(null));
        RulesetJson.steps(json.putArray("history"), version.changes());
        return json;
    }

    private void version(Context context) throws RefusedException {
        RulesetVersion version = publisher.versions(context.pathParam("name")).stream()
                .filter(one -> one.version().equals(context.pathParam("version")))
                .findFirst()
                .orElseThrow(() -> new RefusedException(Problem.notFound("no such version was published here")));
        Parameters parameters = Parameters.of(context, List.of("format"));
        String format = parameters.oneOf("format", List.of("json", "archive"));
        parameters.done();
        if (!"archive".equals(format)) {
            json(context, 200, whole(version));
            return;
        }
        boolean disclosed = publisher
                .text(version.digest())
                .map(ruleset -> ruleset.governance().disclosed())
                .orElse(false);
        if (!disclosed) {
            throw new RefusedException(Problem.forbidden(
                    "this ruleset publishes its lists by digest and count only, and the archive holds them"));
        }
        context.contentType("application/x-tar")
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"" + version.name() + "-" + version.version() + ".tar\"")
                .result(publisher.archive(version.digest()));
    }

    /** A version that a rule is in, with the rule. */
    private record Found(Ruleset ruleset, VersionStage stage, Rule rule) {}

    private Optional<Found> find(String id) {
        return Stream.concat(
                        publisher.active().stream().map(ruleset -> found(ruleset, VersionStage.ACTIVE, id)),
                        publisher.shadow().stream().map(ruleset -> found(ruleset, VersionStage.SHADOW, id)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Found> found(Ruleset ruleset, VersionStage stage, String id) {
        return ruleset.rule(id).map(rule -> new Found(ruleset, stage, rule));
    }

    private void rule(Context context) throws RefusedException {
        json(
                context,
                200,
                find(context.pathParam("rule"))
                        .map(this::rule)
                        .orElseThrow(() ->
                                new RefusedException(Problem.notFound("no rule of this id is in force or in shadow"))));
    }

    private ObjectNode rule(Found found) {
        ObjectNode json = RulesetJson.rule(found.ruleset(), found.stage(), found.rule(), models);
        publisher
                .brake(found.rule().id())
                .filter(brake -> found.stage() == VersionStage.ACTIVE)
                .ifPresent(brake -> RulesetJson.brake(json.putObject("brake"), brake));
        RulesetJson.figures(
                json.putObject("figures"),
                publisher.figures(found.ruleset().digest(), found.rule().id()));
        return json;
    }

    private void revision(Context context) throws RefusedException {
        String id = context.pathParam("rule");
        String wanted = context.pathParam("revision");
        int dot = id.indexOf('.');
        for (RulesetVersion version : publisher.versions(dot < 0 ? id : id.substring(0, dot))) {
            Optional<Found> found = publisher
                    .text(version.digest())
                    .flatMap(ruleset -> found(ruleset, version.stage(), id))
                    .filter(one -> String.valueOf(one.rule().revision()).equals(wanted));
            if (found.isPresent()) {
                json(context, 200, rule(found.get()));
                return;
            }
        }
        throw new RefusedException(Problem.notFound("no such revision of a rule was published here"));
    }

    private void list(Context context) throws RefusedException {
        String name = context.pathParam("name");
        Parameters parameters = Parameters.of(context, List.of("ruleset"));
        String wanted = parameters.text("ruleset");
        List<Ruleset> holders = new ArrayList<>(publisher.active());
        holders.removeIf(ruleset -> !ruleset.lists().containsKey(name)
                || (wanted != null && !ruleset.name().equals(wanted)));
        if (holders.size() > 1) {
            parameters.fault(
                    "ruleset",
                    "several rulesets have a list of this name; say which: "
                            + String.join(
                                    ", ", holders.stream().map(Ruleset::name).toList()));
        }
        parameters.done();
        if (holders.isEmpty()) {
            throw new RefusedException(Problem.notFound("no list of this name is in force"));
        }
        Ruleset ruleset = holders.get(0);
        KeywordList list = ruleset.lists().get(name);
        if (list == null) {
            throw new AssertionError("a list that was there is gone");
        }
        json(context, 200, RulesetJson.list(ruleset, list));
    }

    private void publish(Context context) throws RefusedException, IOException {
        if (!publications.tryAcquire()) {
            throw new RefusedException(
                    Problem.overloaded(MOST_PUBLICATIONS + " bundles are being read; try again shortly"));
        }
        try {
            byte[] archive = context.req().getInputStream().readNBytes(Bundle.MAX_BYTES + 1);
            if (archive.length > Bundle.MAX_BYTES) {
                throw new RefusedException(Problem.tooLarge(
                        List.of(new Fault("", "a bundle has at most " + Bundle.MAX_BYTES + " bytes"))));
            }
            Published published = publisher.publish(archive);
            ObjectNode json = whole(published.version());
            var warnings = json.putArray("warnings");
            published.warnings().forEach(warning -> warnings.add(warning.toString()));
            String self = "/v1/rulesets/" + published.version().name() + "/versions/"
                    + published.version().version();
            context.header("Location", self);
            json(context, 201, json);
        } catch (RefusedPublicationException e) {
            throw new RefusedException(problem(e));
        } finally {
            publications.release();
        }
    }

    private void stage(Context context) throws RefusedException, IOException {
        ObjectNode body = JsonBody.read(context, List.of("stage", "reason", "signature"));
        List<Fault> faults = new ArrayList<>();
        Optional<VersionStage> stage =
                VersionStage.parse(body.path("stage").asText()).filter(one -> one != VersionStage.DRAFT);
        if (stage.isEmpty()) {
            faults.add(new Fault("/stage", "is one of shadow, active, retired"));
        }
        String reason = reason(body, faults);
        Optional<String> signature = signature(body, faults);
        if (stage.isEmpty() || !faults.isEmpty()) {
            throw new RefusedException(Problem.invalid(faults));
        }
        try {
            answer(
                    context,
                    publisher.stage(
                            context.pathParam("name"), context.pathParam("version"), stage.get(), reason, signature));
        } catch (RefusedPublicationException e) {
            throw new RefusedException(problem(e));
        }
    }

    private void rollback(Context context) throws RefusedException, IOException {
        ObjectNode body = JsonBody.read(context, List.of("reason", "signature"));
        List<Fault> faults = new ArrayList<>();
        String reason = body.has("reason") ? reason(body, faults) : "rollback";
        Optional<String> signature = signature(body, faults);
        if (!faults.isEmpty()) {
            throw new RefusedException(Problem.invalid(faults));
        }
        try {
            answer(context, publisher.rollback(context.pathParam("name"), reason, signature));
        } catch (RefusedPublicationException e) {
            throw new RefusedException(problem(e));
        }
    }

    private void liftBrake(Context context) throws RefusedException, IOException {
        ObjectNode body = JsonBody.read(context, List.of("reason"));
        List<Fault> faults = new ArrayList<>();
        String reason = reason(body, faults);
        if (!faults.isEmpty()) {
            throw new RefusedException(Problem.invalid(faults));
        }
        try {
            ObjectNode json = Json.object();
            AppliedBrake lifted = publisher.liftBrake(context.pathParam("rule"), reason);
            json.put("rule", lifted.rule());
            RulesetJson.brake(json.putObject("lifted"), lifted);
            json(context, 200, json);
        } catch (RefusedPublicationException e) {
            throw new RefusedException(problem(e));
        }
    }

    private static String reason(ObjectNode body, List<Fault> faults) {
        String reason = body.path("reason").asText();
        if (!body.path("reason").isTextual()
                || reason.isBlank()
                || reason.codePointCount(0, reason.length()) > Publisher.MOST_REASON
                || reason.codePoints().anyMatch(Character::isISOControl)) {
            faults.add(
                    new Fault("/reason", "says in one line why, in at most " + Publisher.MOST_REASON + " characters"));
        }
        return reason;
    }

    private static Optional<String> signature(ObjectNode body, List<Fault> faults) {
        JsonNode signature = body.path("signature");
        if (!signature.isMissingNode() && !signature.isTextual()) {
            faults.add(new Fault("/signature", "is a signed note, as limpid rules stage makes it"));
        }
        return signature.isTextual() ? Optional.of(signature.textValue()) : Optional.empty();
    }

    private void answer(Context context, Step step) {
        ObjectNode json = whole(step.version());
        if (!step.done()) {
            ObjectNode approvals = json.putObject("approvals");
            approvals.put("needed", step.approvalsNeeded());
            var by = approvals.putArray("by");
            step.approvedBy().forEach(by::add);
        }
        json(context, step.done() ? 200 : 202, json);
    }

    private static Problem problem(RefusedPublicationException e) {
        List<Fault> faults = e.faults().stream()
                .map(fault -> new Fault(fault.place(), fault.what()))
                .toList();
        return switch (e.kind()) {
            case UNSOUND -> Problem.unsound(faults);
            case UNKNOWN -> Problem.notFound(faults.get(0).detail());
            case CONFLICT -> Problem.publicationConflict(faults);
            case GATE -> Problem.gate(faults);
        };
    }

    private static void json(Context context, int status, JsonNode json) {
        context.status(status).contentType(JSON).result(Json.bytes(json));
    }
}

package io.limpid.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.limpid.rule.Rule;
import io.limpid.rule.Ruleset;
import io.limpid.server.access.Caller;
import io.limpid.server.api.Problem.Fault;
import io.limpid.server.publish.BrakeWatch;
import io.limpid.server.publish.Brakes;
import io.limpid.server.publish.Bundle;
import io.limpid.server.publish.Publisher;
import io.limpid.server.publish.Publisher.Published;
import io.limpid.server.publish.Publisher.Step;
import io.limpid.server.publish.RefusedPublicationException;
import io.limpid.server.publish.RulesetCatalog;
import io.limpid.server.publish.RulesetVersion;
import io.limpid.server.publish.VersionStage;
import io.limpid.signal.classifier.ModelDescription;
import io.limpid.signal.keyword.KeywordList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/** Rulesets: what is published, and the steps that maintainers take with it. Safe for many threads. */
final class RulesetRoutes {
    private static final String JSON = "application/json";

    /** Each reads a ruleset, runs its tests, and makes a filter. */
    private static final int MOST_PUBLICATIONS = 2;

    /** Each is held in memory until its last byte has come, at the caller's pace. */
    private static final int MOST_UPLOADS = 4;

    private final RulesetCatalog catalog;
    private final Publisher publisher;
    private final Brakes brakes;
    private final BrakeWatch watch;
    private final Map<String, ModelDescription> models;
    private final String origin;
    private final Semaphore publications = new Semaphore(MOST_PUBLICATIONS);
    private final Semaphore uploads = new Semaphore(MOST_UPLOADS);

    RulesetRoutes(
            RulesetCatalog catalog,
            Publisher publisher,
            Brakes brakes,
            BrakeWatch watch,
            Map<String, ModelDescription> models,
            String origin) {
        this.origin = origin;
        this.catalog = catalog;
        this.publisher = publisher;
        this.brakes = brakes;
        this.watch = watch;
        this.models = models;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/v1/rulesets", context -> json(context, 200, list()), Access.EVERYBODY);
        routes.get("/v1/rulesets/{name}", this::ruleset, Access.EVERYBODY);
        routes.get("/v1/rulesets/{name}/versions/{version}", this::version, Access.EVERYBODY);
        routes.get("/v1/rules/{rule}", this::rule, Access.EVERYBODY);
        routes.get("/v1/rules/{rule}/revisions/{revision}", this::revision, Access.EVERYBODY);
        routes.get("/v1/lists/{name}", this::list, Access.EVERYBODY);
        routes.post("/v1/rulesets", this::publish, Access.MAINTAINER);
        routes.post("/v1/rulesets/{name}/versions/{version}/stage", this::stage, Access.MAINTAINER);
        routes.post("/v1/rulesets/{name}/rollback", this::rollback, Access.MAINTAINER);
        routes.delete("/v1/rules/{rule}/brake", this::liftBrake, Access.MAINTAINER);
    }

    private ObjectNode list() {
        ObjectNode json = Json.object();
        var array = json.putArray("rulesets");
        for (String name : catalog.names()) {
            List<RulesetVersion> versions = catalog.versions(name);
            ObjectNode item = head(shown(versions));
            RulesetJson.versions(item.putArray("versions"), versions, origin);
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
        ObjectNode json = RulesetJson.head(version, origin);
        catalog.text(version.digest()).ifPresent(ruleset -> RulesetJson.describe(json, ruleset));
        return json;
    }

    private void ruleset(Context context) throws RefusedException {
        String name = context.pathParam("name");
        List<RulesetVersion> versions = catalog.versions(name);
        if (versions.isEmpty()) {
            throw new RefusedException(Problem.notFound("no ruleset of this name was published here"));
        }
        ObjectNode json = whole(shown(versions));
        RulesetJson.versions(json.putArray("versions"), versions, origin);
        catalog.beforeNow(name).ifPresent(before -> json.set("rollback_to", RulesetJson.head(before, origin)));
        json(context, 200, json);
    }

    private ObjectNode whole(RulesetVersion version) {
        ObjectNode json = head(version);
        catalog.text(version.digest()).ifPresent(ruleset -> RulesetJson.contents(json, ruleset));
        json.put("signature", catalog.signature(version.digest()).orElse(null));
        RulesetJson.steps(json.putArray("history"), version.changes());
        return json;
    }

    private void version(Context context) throws RefusedException {
        RulesetVersion version = catalog.versions(context.pathParam("name")).stream()
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
        boolean disclosed = catalog.text(version.digest())
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
                .result(catalog.archive(version.digest()));
    }

    /** A version that a rule is in, with the rule. */
    private record Found(Ruleset ruleset, VersionStage stage, Rule rule) {}

    private Optional<Found> find(String id) {
        return Stream.concat(
                        catalog.active().stream().map(ruleset -> found(ruleset, VersionStage.ACTIVE, id)),
                        catalog.shadow().stream().map(ruleset -> found(ruleset, VersionStage.SHADOW, id)))
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
        catalog.brake(found.rule().id())
                .filter(brake -> found.stage() == VersionStage.ACTIVE)
                .ifPresent(brake -> RulesetJson.brake(json.putObject("brake"), brake));
        catalog.baseline(found.rule().id())
                .filter(baseline -> found.stage() == VersionStage.ACTIVE)
                .ifPresent(baseline -> RulesetJson.baseline(json.putObject("baseline"), baseline));
        RulesetJson.figures(
                json.putObject("figures"),
                catalog.figures(found.ruleset().digest(), found.rule().id()));
        return json;
    }

    private void revision(Context context) throws RefusedException {
        String id = context.pathParam("rule");
        Optional<Found> found = number(context.pathParam("revision"))
                .flatMap(revision -> catalog.withRevision(id, revision))
                .flatMap(version ->
                        catalog.text(version.digest()).flatMap(ruleset -> found(ruleset, version.stage(), id)));
        json(
                context,
                200,
                found.map(this::rule)
                        .orElseThrow(() -> new RefusedException(
                                Problem.notFound("no such revision of a rule was published here"))));
    }

    private static Optional<Long> number(String text) {
        return text.matches("[0-9]{1,9}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private void list(Context context) throws RefusedException {
        String name = context.pathParam("name");
        Parameters parameters = Parameters.of(context, List.of("ruleset"));
        String wanted = parameters.text("ruleset");
        List<Ruleset> holders = new ArrayList<>(catalog.active());
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
        byte[] archive = upload(context);
        take(publications);
        try {
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

    private static void take(Semaphore permits) throws RefusedException {
        if (!permits.tryAcquire()) {
            throw new RefusedException(
                    Problem.overloaded("more bundles are being read than the server does at once; try again shortly"));
        }
    }

    private byte[] upload(Context context) throws RefusedException, IOException {
        take(uploads);
        try {
            byte[] archive = context.req().getContentLengthLong() > Bundle.MAX_BYTES
                    ? new byte[0]
                    : context.req().getInputStream().readNBytes(Bundle.MAX_BYTES + 1);
            if (archive.length > Bundle.MAX_BYTES || context.req().getContentLengthLong() > Bundle.MAX_BYTES) {
                throw new RefusedException(Problem.tooLarge(
                        List.of(new Fault("", "a bundle has at most " + Bundle.MAX_BYTES + " bytes"))));
            }
            return archive;
        } finally {
            uploads.release();
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
                            context.pathParam("name"),
                            context.pathParam("version"),
                            stage.get(),
                            reason,
                            signature,
                            maintainer(context)));
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
            answer(context, publisher.rollback(context.pathParam("name"), reason, signature, maintainer(context)));
        } catch (RefusedPublicationException e) {
            throw new RefusedException(problem(e));
        }
    }

    private void liftBrake(Context context) throws RefusedException, IOException {
        ObjectNode body = JsonBody.read(context, List.of("reason", "accept"));
        List<Fault> faults = new ArrayList<>();
        String reason = reason(body, faults);
        JsonNode accept = body.path("accept");
        if (!accept.isMissingNode() && !accept.isBoolean()) {
            faults.add(new Fault("/accept", "is true or false: whether what the brake went off at is right"));
        }
        if (!faults.isEmpty()) {
            throw new RefusedException(Problem.invalid(faults));
        }
        try {
            ObjectNode json = Json.object();
            String rule = context.pathParam("rule");
            OptionalInt accepted =
                    accept.asBoolean() ? OptionalInt.of(watch.perMillion(rule).orElse(1)) : OptionalInt.empty();
            Brakes.Lifted lifted = brakes.lift(rule, maintainer(context).orElse("local"), reason, accepted);
            json.put("rule", lifted.brake().rule());
            RulesetJson.brake(json.putObject("lifted"), lifted.brake());
            RulesetJson.baseline(json.putObject("baseline"), lifted.heldTo());
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
                || reason.codePoints().anyMatch(RulesetRoutes::isNoText)) {
            faults.add(
                    new Fault("/reason", "says in one line why, in at most " + Publisher.MOST_REASON + " characters"));
        }
        return reason;
    }

    private static boolean isNoText(int codePoint) {
        return Character.isISOControl(codePoint)
                || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
    }

    private static Optional<String> signature(ObjectNode body, List<Fault> faults) {
        JsonNode signature = body.path("signature");
        if (!signature.isMissingNode() && !signature.isTextual()) {
            faults.add(new Fault("/signature", "is a signed note, as limpid rules stage makes it"));
        }
        return signature.isTextual() ? Optional.of(signature.textValue()) : Optional.empty();
    }

    /** The maintainer whose key was shown. */
    private static Optional<String> maintainer(Context context) {
        return Gatekeeper.caller(context).map(Caller::name);
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
            case SIGNATURE -> Problem.badSignature(faults);
            case BUSY -> Problem.overloaded(faults.get(0).detail());
            case CONFLICT -> Problem.publicationConflict(faults);
            case GATE -> Problem.gate(faults);
        };
    }

    private static void json(Context context, int status, JsonNode json) {
        context.status(status).contentType(JSON).result(Json.bytes(json));
    }
}

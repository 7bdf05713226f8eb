package io.limpid.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.limpid.decision.DsaStatement;
import io.limpid.decision.DsaValidator;
import io.limpid.decision.Statement;
import io.limpid.server.api.Problem.Fault;
import io.limpid.server.log.BadCursorException;
import io.limpid.server.log.ContentHeldException;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Entry;
import io.limpid.server.log.Leaf;
import io.limpid.server.log.Page;
import io.limpid.server.log.Position;
import io.limpid.server.log.StoredDecision;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/** What is known of decisions: list, answer, statement of reasons, replay, erasure. Safe for many threads. */
final class DecisionRoutes {
    private static final List<String> REASONS = List.of("request", "retention", "order");
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";

    /** Each decides on a text of any length, beside those that wait to be decided on. */
    private static final int MOST_REPLAYS = 4;

    private final DecisionLog log;
    private final PinnedRulesets rulesets;
    private final Replayer replayer;
    private final ContentAccess access;

    /** Writes answers: the thread that tells of commits serves all callers, and must not wait for one. */
    private final Executor executor;

    private final Semaphore replays = new Semaphore(MOST_REPLAYS);

    DecisionRoutes(
            DecisionLog log, PinnedRulesets rulesets, Replayer replayer, ContentAccess access, Executor executor) {
        this.access = access;
        this.executor = executor;
        this.log = log;
        this.rulesets = rulesets;
        this.replayer = replayer;
    }

    void addTo(RoutesConfig routes) {
        routes.get("/v1/decisions", this::list, Access.PLATFORM, Access.REVIEWER, Access.AUDITOR);
        routes.get("/v1/decisions/{id}", this::answer, Access.PLATFORM, Access.REVIEWER, Access.AUDITOR);
        routes.get("/v1/decisions/{id}/statement", this::statement, Access.PLATFORM, Access.REVIEWER, Access.AUDITOR);
        routes.post("/v1/decisions/{id}/replay", this::replay, Access.REVIEWER, Access.AUDITOR);
        routes.delete("/v1/decisions/{id}/content", this::erase, Access.ADMIN);
        routes.put("/v1/decisions/{id}/hold", context -> hold(context, true), Access.ADMIN);
        routes.delete("/v1/decisions/{id}/hold", context -> hold(context, false), Access.ADMIN);
    }

    private void list(Context context) throws RefusedException {
        Page page;
        try {
            page = log.list(DecisionQuery.read(context.queryParamMap()).withPlatform(Gatekeeper.platform(context)));
        } catch (BadCursorException e) {
            throw new RefusedException(
                    Problem.invalid(List.of(new Fault("/cursor", "not a cursor that this server gave out"))));
        }
        var out = new ByteArrayOutputStream();
        out.writeBytes("{\"decisions\":[".getBytes(StandardCharsets.US_ASCII));
        boolean first = true;
        for (StoredDecision decision : page.decisions()) {
            if (!first) {
                out.write(',');
            }
            first = false;
            out.writeBytes(StoredJson.inList(decision));
        }
        ObjectNode next = Json.object().put("next", page.next().orElse(null));
        out.write(']');
        out.write(',');
        byte[] tail = Json.bytes(next);
        out.write(tail, 1, tail.length - 1);
        List<String> shown = page.decisions().stream()
                .filter(decision -> decision.content().isPresent())
                .map(StoredDecision::decisionId)
                .toList();
        // Who searches for words learns from an empty page, too.
        access.answer(context, "list", shown, context.queryParam("q") != null, JSON, out.toByteArray());
    }

    private void answer(Context context) throws RefusedException {
        StoredDecision decision = find(context);
        if (decision.erased()) {
            ObjectNode problem = Problem.erased("the content of decision " + decision.decisionId()
                            + " was erased; its record is at log index " + decision.index())
                    .toJson();
            log.erasureOf(decision.decisionId()).ifPresent(entry -> problem.set("erasure", entry(entry)));
            context.status(410).contentType(Problem.CONTENT_TYPE).result(Json.bytes(problem));
            return;
        }
        access.answer(context, "decision", List.of(decision.decisionId()), true, JSON, StoredJson.of(decision));
    }

    /** An entry as it is in the log, with its place. */
    private static ObjectNode entry(Leaf leaf) {
        ObjectNode json = Json.read(leaf.bytes());
        json.put("index", leaf.position().index())
                .put("leaf_hash", leaf.position().leafHash());
        return json;
    }

    private StoredDecision find(Context context) throws RefusedException {
        // Another platform's decision is as good as none: even that it is there is nobody else's affair.
        String platform = Gatekeeper.platform(context);
        return log.find(context.pathParam("id"))
                .filter(decision -> platform == null || platform.equals(new LoggedDecision(decision).platform()))
                .orElseThrow(() -> new RefusedException(Problem.notFound("no decision has this id")));
    }

    /** The id of a decision that is there, in whatever state its content is. */
    private String known(Context context) throws RefusedException {
        String id = context.pathParam("id");
        if (log.position(id).isEmpty()) {
            throw new RefusedException(Problem.notFound("no decision has this id"));
        }
        return id;
    }

    private void statement(Context context) throws RefusedException {
        var logged = new LoggedDecision(find(context));
        String format = Optional.ofNullable(context.queryParam("format")).orElse("json");
        String language = Optional.ofNullable(context.queryParam("language")).orElse("en");
        if (!List.of("json", "text", "dsa").contains(format)) {
            throw new RefusedException(Problem.invalid(List.of(new Fault("/format", "is json, text or dsa"))));
        }
        if (!language.matches("(en|zh)(-.*)?")) {
            throw new RefusedException(Problem.invalid(List.of(new Fault("/language", "is en or zh"))));
        }
        Statement statement = logged.statement(rulesets)
                .orElseThrow(() -> new RefusedException(Problem.notFound(
                        logged.text("action").equals("allow")
                                ? "an allowed post has no statement of reasons"
                                : "a ruleset that this decision rests on is not kept")));
        // It may name the platform's id of the post, its surface and its territory, which can be erased.
        List<String> shown = logged.disclosures().isEmpty() ? List.of() : List.of(logged.id());
        switch (format) {
            case "text" ->
                access.answer(
                        context,
                        "statement",
                        shown,
                        false,
                        TEXT,
                        statement.text(language).getBytes(StandardCharsets.UTF_8));
            case "dsa" -> access.answer(context, "statement", shown, false, JSON, Json.bytes(dsa(statement)));
            default ->
                access.answer(
                        context,
                        "statement",
                        shown,
                        false,
                        JSON,
                        Json.bytes(Json.MAPPER.valueToTree(statement.json())));
        }
    }

    private static JsonNode dsa(Statement statement) throws RefusedException {
        DsaStatement dsa = DsaStatement.of(statement, statement.decisionId())
                .orElseThrow(() -> new RefusedException(Problem.notFound("this decision applies outside the European"
                        + " Economic Area, and has no statement for its database")));
        List<DsaValidator.Problem> problems = DsaValidator.problems(dsa.toJson());
        if (!problems.isEmpty()) {
            throw new IllegalStateException("a statement that the database would refuse: " + problems);
        }
        return Json.MAPPER.valueToTree(dsa.toJson());
    }

    private void replay(Context context) throws RefusedException, IOException {
        StoredDecision decision = find(context);
        String wanted = rulesetsWanted(context);
        if (!replays.tryAcquire()) {
            throw new RefusedException(Problem.overloaded(MOST_REPLAYS + " replays are under way; try again shortly"));
        }
        Replayer.Result result;
        try {
            result = replay(decision, wanted);
        } finally {
            replays.release();
        }
        Map<String, Object> leaf = new TreeMap<>();
        leaf.put("actor", Gatekeeper.actor(context));
        leaf.put("decision_id", decision.decisionId());
        leaf.put("verdict", result.verdict().id());
        CompletableFuture<Position> entry = log.append(Entry.of("replay", leaf));
        byte[] json = Json.bytes(result.json());
        context.future(
                () -> entry.thenAcceptAsync(at -> context.contentType(JSON).result(json), executor));
    }

    private Replayer.Result replay(StoredDecision decision, String wanted) throws RefusedException {
        return switch (wanted) {
            case "" -> replayer.replay(decision);
            case "current" -> replayer.replay(decision, rulesets.inForce());
            default ->
                replayer.replay(
                        decision,
                        List.of(rulesets.find(wanted)
                                .orElseThrow(() -> new RefusedException(
                                        Problem.notFound("no ruleset of this digest was published here")))));
        };
    }

    private static String rulesetsWanted(Context context) throws RefusedException, IOException {
        ObjectNode body = JsonBody.read(context, List.of("rulesets"));
        JsonNode wanted = body.path("rulesets");
        if (wanted.isMissingNode()) {
            return "";
        }
        if (!wanted.isTextual() || !wanted.textValue().matches("current|sha256:[0-9a-f]{64}")) {
            throw new RefusedException(Problem.invalid(
                    List.of(new Fault("/rulesets", "is \"current\" or the digest of a ruleset, sha256:…"))));
        }
        return wanted.textValue();
    }

    private void erase(Context context) throws RefusedException, IOException {
        String id = known(context);
        JsonNode reason = JsonBody.read(context, List.of("reason")).path("reason");
        if (!reason.isMissingNode() && !REASONS.contains(reason.asText())) {
            throw new RefusedException(
                    Problem.invalid(List.of(new Fault("/reason", "is one of " + String.join(", ", REASONS)))));
        }
        Optional<Leaf> before = log.erasureOf(id);
        if (before.isPresent()) {
            json(context, erased(id, before.get().position()));
            return;
        }
        CompletableFuture<Position> entry =
                log.append(Entry.ofErasure(List.of(id), reason.asText(REASONS.get(0)), Gatekeeper.actor(context)));
        context.future(() -> entry.thenAcceptAsync(at -> json(context, erased(id, at)), executor)
                .exceptionallyCompose(DecisionRoutes::refusal));
    }

    private static ObjectNode erased(String decisionId, Position at) {
        ObjectNode json = Json.object().put("decision_id", decisionId).put("erased", true);
        json.putObject("log").put("index", at.index()).put("leaf_hash", at.leafHash());
        return json;
    }

    private static CompletableFuture<Void> refusal(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return CompletableFuture.failedFuture(
                cause instanceof ContentHeldException
                        ? new RefusedException(Problem.held("its content is under legal hold; lift the hold first"))
                        : failure);
    }

    private void hold(Context context, boolean held) throws RefusedException {
        String id = known(context);
        CompletableFuture<Position> entry = log.append(Entry.ofHold(List.of(id), held, Gatekeeper.actor(context)));
        context.future(() -> entry.thenAcceptAsync(
                at -> {
                    ObjectNode json = Json.object().put("decision_id", id).put("held", held);
                    json.putObject("log").put("index", at.index()).put("leaf_hash", at.leafHash());
                    json(context, json);
                },
                executor));
    }

    private static void json(Context context, JsonNode json) {
        context.contentType(JSON).result(Json.bytes(json));
    }
}

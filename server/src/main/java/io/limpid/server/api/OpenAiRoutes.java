package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.limpid.decision.Decision;
import io.limpid.decision.Provenance;
import io.limpid.rule.Action;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetFiles;
import io.limpid.server.api.Moderator.Decided;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers clients of OpenAI's moderation endpoint. Every text is a post, decided and logged as any other. Safe for many threads. */
final class OpenAiRoutes {
    private static final String JSON = "application/json";

    /** Hexadecimal digits that tell one state of rulesets and models from another. */
    private static final int MODEL_DIGITS = 12;

    private final Moderator moderator;
    private final Bodies bodies;
    private final PinnedRulesets rulesets;
    private final Gatekeeper gatekeeper;

    OpenAiRoutes(Moderator moderator, PinnedRulesets rulesets, Bodies bodies, Gatekeeper gatekeeper) {
        this.gatekeeper = gatekeeper;
        this.moderator = moderator;
        this.bodies = bodies;
        this.rulesets = rulesets;
    }

    void addTo(RoutesConfig routes) {
        routes.post("/v1/moderations", this::moderate, Access.PLATFORM);
    }

    private void moderate(Context context) throws RefusedException, IOException {
        Bodies.checkType(context, JSON);
        List<PostRequest> posts = OpenAiRequest.read(bodies.read(context));
        gatekeeper.weighPosts(context, posts.size());
        String platform = Gatekeeper.platform(context);
        List<CompletableFuture<Decided>> pending = new ArrayList<>();
        for (PostRequest post : posts) {
            pending.add(moderator.decide(post, platform));
        }
        context.future(() -> CompletableFuture.allOf(pending.toArray(new CompletableFuture<?>[0]))
                .thenAcceptAsync(
                        done -> context.contentType(JSON).result(Json.bytes(answer(pending))), moderator.executor()));
    }

    private ObjectNode answer(List<CompletableFuture<Decided>> pending) {
        List<Decided> all = pending.stream().map(CompletableFuture::join).toList();
        ObjectNode json = Json.object();
        ArrayNode results = Json.MAPPER.createArrayNode();
        all.forEach(decided -> results.add(result(decided)));
        json.put("id", "modr-" + results.at("/0/limpid/decision_id").asText());
        json.put("model", model(all.get(0).decision().provenance()));
        json.set("results", results);
        return json;
    }

    /** A name that is the same exactly as long as rulesets, models and program are. */
    private static String model(Provenance provenance) {
        String pins = Stream.concat(provenance.rulesets().stream(), provenance.models().stream())
                .map(Provenance.Pinned::digest)
                .collect(Collectors.joining(" ", "", " " + provenance.engine()));
        String digest = RulesetFiles.digest(pins.getBytes(StandardCharsets.UTF_8));
        int start = digest.indexOf(':') + 1;
        return "limpid-" + digest.substring(start, start + MODEL_DIGITS);
    }

    private ObjectNode result(Decided decided) {
        Decision decision = decided.decision();
        List<Ruleset> by = decision.provenance().rulesets().stream()
                .map(ruleset -> rulesets.find(ruleset.digest()))
                .flatMap(Optional::stream)
                .toList();
        ObjectNode json = Json.object().put("flagged", decision.action() != Action.ALLOW);
        ObjectNode categories = json.putObject("categories");
        ObjectNode scores = json.putObject("category_scores");
        ObjectNode types = json.putObject("category_applied_input_types");
        ObjectNode own = Json.read(decided.json());
        ArrayNode notAssessed = own.putArray("not_assessed");
        for (OpenAiCategory category : OpenAiCategory.ALL) {
            OpenAiCategory.Finding finding = category.in(decision, by);
            categories.put(category.category(), finding.found());
            scores.set(category.category(), Json.score(finding.score()));
            ArrayNode applied = types.putArray(category.category());
            if (finding.assessed()) {
                applied.add("text");
            } else {
                notAssessed.add(category.category());
            }
        }
        json.set("limpid", own);
        return json;
    }
}

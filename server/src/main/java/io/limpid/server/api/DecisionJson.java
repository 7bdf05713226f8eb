package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.decision.Decision;
import io.limpid.decision.Explanation;
import io.limpid.decision.LayerTime;
import io.limpid.decision.Provenance;
import io.limpid.decision.Reason;
import io.limpid.decision.Skipped;
import io.limpid.decision.Suppression;
import io.limpid.rule.Action;
import io.limpid.rule.Category;
import io.limpid.rule.Ground;
import io.limpid.signal.Evidence;
import io.limpid.text.Span;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes decisions as callers get them. Not thread-safe; one for each answer. */
public final class DecisionJson {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final PostRequest request;
    private final Decision decision;
    private final boolean quotes;
    private final Map<String, CodePointOffsets> offsets = new HashMap<>();

    private DecisionJson(PostRequest request, Decision decision, boolean quotes) {
        this.request = request;
        this.decision = decision;
        this.quotes = quotes;
    }

    /**
     * The answer to a request, without {@code log} and {@code links}, which the server adds.
     *
     * @param decision what came of the request's post
     */
    public static ObjectNode answer(Decision decision, PostRequest request, String decisionId, Instant decidedAt) {
        return new DecisionJson(request, decision, true).answer(decisionId, decidedAt);
    }

    /** The same without a word of the post: no quotes, no hosts, no facts that are texts. What may stay at rest of a post whose text may not. */
    static ObjectNode withoutQuotes(Decision decision, PostRequest request, String decisionId, Instant decidedAt) {
        return new DecisionJson(request, decision, false).answer(decisionId, decidedAt);
    }

    /** What the rules saw, by rule; of those that matched, in shadow too, and of those that were stopped. */
    static ArrayNode evidence(Decision decision, PostRequest request) {
        var writer = new DecisionJson(request, decision, true);
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (Reason reason : decision.reasons()) {
            writer.evidence(array, reason.rule().id(), reason.evidence());
        }
        for (Reason reason : decision.shadow()) {
            writer.evidence(array, reason.rule().id(), reason.evidence());
        }
        for (Suppression suppression : decision.suppressed()) {
            writer.evidence(array, suppression.rule().id(), suppression.evidence());
        }
        return array;
    }

    private void evidence(ArrayNode array, String rule, List<Evidence> all) {
        evidence(array.addObject().put("rule", rule).putArray("evidence"), all);
    }

    /** A time as answers have it: RFC 3339, UTC, with milliseconds. */
    public static String time(Instant instant) {
        return TIME.format(instant);
    }

    private ObjectNode answer(String decisionId, Instant decidedAt) {
        ObjectNode json = Json.object();
        json.put("decision_id", decisionId);
        if (request.post().id() != null) {
            json.put("id", request.post().id());
        }
        json.put("decided_at", time(decidedAt));
        json.put("action", decision.action().id());
        json.put("flagged", decision.action() != Action.ALLOW);
        ObjectNode categories = json.putObject("categories");
        ObjectNode scores = json.putObject("category_scores");
        for (Category category : Category.values()) {
            categories.put(category.id(), decision.has(category));
            scores.set(category.id(), Json.score(decision.scores().getOrDefault(category.id(), 0)));
        }
        json.putObject("language")
                .put("tag", decision.language().tag())
                .put("source", decision.language().source().name().toLowerCase(Locale.ROOT));
        reasons(json.putArray("reasons"), decision.reasons());
        ArrayNode suppressed = json.putArray("suppressed");
        for (Suppression suppression : decision.suppressed()) {
            ObjectNode item = suppressed.addObject();
            item.put("rule", suppression.rule().id()).put("by", suppression.by());
            evidence(item.putArray("evidence"), suppression.evidence());
        }
        if (request.includeShadow()) {
            reasons(json.putArray("shadow"), decision.shadow());
        }
        evaluation(json.putObject("evaluation"));
        provenance(json.putObject("provenance"));
        return json;
    }

    private void reasons(ArrayNode array, List<Reason> reasons) {
        String language = decision.language().tag();
        for (Reason reason : reasons) {
            ObjectNode json = array.addObject();
            json.put("rule", reason.rule().id());
            json.put("revision", reason.rule().revision());
            json.put("ruleset", reason.ruleset().name());
            json.put("ruleset_version", reason.ruleset().version());
            json.putObject("source")
                    .put("file", reason.rule().source().file())
                    .put("line", reason.rule().source().line())
                    .put("digest", reason.rule().source().digest())
                    .put("url", "/rulebook/" + reason.rule().id());
            json.put("category", reason.rule().category().id());
            json.put("action", reason.rule().action().id());
            json.put("title", reason.rule().title().in(language));
            json.put(
                    "explanation",
                    quotes
                            ? Explanation.of(reason, request.explain(), language)
                            : Explanation.withoutQuotes(reason, request.explain(), language));
            ground(json.putObject("ground"), reason.rule().ground());
            evidence(json.putArray("evidence"), reason.evidence());
            if (reason.evidenceLeftOut() > 0) {
                json.put("evidence_left_out", reason.evidenceLeftOut());
            }
        }
    }

    static void ground(ObjectNode json, Ground ground) {
        json.put("kind", ground.kind().id()).put("clause", ground.clause());
        if (ground.url() != null) {
            json.put("url", ground.url());
        }
    }

    private void evidence(ArrayNode array, List<Evidence> all) {
        for (Evidence evidence : all) {
            ObjectNode json = array.addObject();
            json.put("layer", evidence.layer());
            if (evidence instanceof Evidence.Keyword keyword) {
                json.put("list", keyword.list()).put("entry", keyword.entry()).put("line", keyword.line());
                place(json, keyword.field(), keyword.span(), keyword.quote());
                ArrayNode folds = json.putArray("folds");
                keyword.folds().forEach(folds::add);
            } else if (evidence instanceof Evidence.Pattern pattern) {
                json.put("pattern", pattern.pattern());
                place(json, pattern.field(), pattern.span(), pattern.quote());
            } else if (evidence instanceof Evidence.Personal personal) {
                json.put("kind", personal.kind());
                place(json, personal.field(), personal.span(), personal.quote());
            } else if (evidence instanceof Evidence.Link link) {
                if (quotes) {
                    json.put("host", link.host());
                }
                json.put("feature", link.feature());
                if (!link.detail().isEmpty()) {
                    json.put("detail", link.detail());
                }
                place(json, link.field(), link.span(), link.quote());
            } else if (evidence instanceof Evidence.Repeat repeat) {
                json.put("scope", repeat.scope())
                        .put("count", repeat.count())
                        .put("window_seconds", repeat.windowSeconds());
            } else if (evidence instanceof Evidence.Score score) {
                score(json, score);
            } else {
                fact(json, (Evidence.Fact) evidence);
            }
        }
    }

    private void score(ObjectNode json, Evidence.Score score) {
        json.put("model", score.model())
                .put("model_digest", score.modelDigest())
                .put("label", score.label());
        json.set("score", Json.score(score.score()));
        json.set("threshold", Json.score(score.threshold()));
        ArrayNode top = json.putArray("top");
        for (Evidence.Contribution contribution : score.top()) {
            ObjectNode item = top.addObject();
            place(item, contribution.field(), contribution.span(), contribution.quote());
            item.set("weight", Json.score(contribution.weight()));
        }
    }

    private void fact(ObjectNode json, Evidence.Fact fact) {
        json.put("attribute", fact.attribute());
        if (fact.value() instanceof Long number) {
            json.put("value", number);
        } else if (fact.value() instanceof Boolean bool) {
            json.put("value", bool);
        } else if (quotes) {
            json.put("value", String.valueOf(fact.value()));
        }
    }

    private void place(ObjectNode json, String field, Span span, String quote) {
        CodePointOffsets inField = offsets.computeIfAbsent(
                field, name -> CodePointOffsets.of(request.post().fields().getOrDefault(name, "")));
        json.put("field", field).put("start", inField.at(span.start())).put("end", inField.at(span.end()));
        if (quotes) {
            json.put("quote", quote);
        }
    }

    private void evaluation(ObjectNode json) {
        json.put("complete", decision.isComplete());
        ArrayNode skipped = json.putArray("skipped");
        for (Skipped skip : decision.skipped()) {
            skipped.addObject()
                    .put("what", skip.what())
                    .put("reason", skip.reason().id())
                    .put("detail", skip.detail());
        }
        json.put(
                "elapsed_us",
                decision.times().stream().mapToLong(LayerTime::micros).sum());
        ArrayNode layers = json.putArray("layers");
        for (LayerTime time : decision.times()) {
            layers.addObject().put("layer", time.layer()).put("elapsed_us", time.micros());
        }
    }

    private void provenance(ObjectNode json) {
        pins(json.putArray("rulesets"), decision.provenance().rulesets());
        if (!decision.provenance().shadow().isEmpty()) {
            pins(json.putArray("shadow"), decision.provenance().shadow());
        }
        if (!decision.provenance().braked().isEmpty()) {
            ArrayNode braked = json.putArray("braked");
            for (Provenance.Braked rule : decision.provenance().braked()) {
                braked.addObject().put("rule", rule.rule()).put("to", rule.to().id());
            }
        }
        ArrayNode models = json.putArray("models");
        for (Provenance.Pinned model : decision.provenance().models()) {
            models.addObject().put("name", model.name()).put("digest", model.digest());
        }
        json.put("engine", decision.provenance().engine());
    }

    private static void pins(ArrayNode array, List<Provenance.Pinned> rulesets) {
        for (Provenance.Pinned ruleset : rulesets) {
            array.addObject()
                    .put("name", ruleset.name())
                    .put("version", ruleset.version())
                    .put("digest", ruleset.digest());
        }
    }
}

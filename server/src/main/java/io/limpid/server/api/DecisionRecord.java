package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.limpid.decision.Decision;
import io.limpid.decision.Provenance;
import io.limpid.decision.Reason;
import io.limpid.decision.Skipped;
import io.limpid.rule.Category;
import io.limpid.rule.Rule;
import io.limpid.server.api.PostRequest.Store;
import io.limpid.server.log.Content;
import io.limpid.server.log.DecisionOutcome;
import io.limpid.server.log.Entry;
import io.limpid.server.log.Idempotency;
import io.limpid.server.log.Lookup;
import io.limpid.signal.repeat.RepeatCount;
import io.limpid.text.Author;
import io.limpid.text.Context;
import io.limpid.text.Language;
import io.limpid.text.Post;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The log's record of a decision.
 *
 * <p>The leaf is public: what was decided, by which published rules, and nothing that the author or the platform wrote. All
 * that a later replay needs beside it is restricted: the post and the facts that came from elsewhere.
 */
final class DecisionRecord {
    /** A leaf has an upper limit; reasons beyond this many bytes, strongest first, are counted only. */
    private static final int REASON_BYTES = 40_000;

    /** Names in each of the lists of a leaf; those beyond are counted only. */
    private static final int MAX_NAMES = 60;

    private DecisionRecord() {}

    static Entry of(
            Decision decision,
            PostRequest request,
            List<RepeatCount> repeats,
            String decisionId,
            Instant at,
            byte[] answer,
            @Nullable Idempotency idempotency,
            @Nullable String platform) {
        Map<String, Object> disclosures = disclosures(decision, request, repeats);
        Set<String> digestOnly = request.store() == Store.FULL ? Set.of() : disclosures.keySet();
        Post post = request.post();
        return Entry.ofDecision(
                leaf(decision, decisionId),
                new Content(decisionId, disclosures, digestOnly, answer),
                new Lookup(
                        decisionId,
                        at,
                        decision.action().id(),
                        decision.reasons().stream()
                                .map(reason -> reason.rule().id())
                                .toList(),
                        Stream.of(Category.values())
                                .filter(decision::has)
                                .map(Category::id)
                                .toList(),
                        primary(decision.language().tag()),
                        post.author() == null ? null : post.author().id(),
                        platform),
                idempotency);
    }

    /** The primary language of a tag: the rest of a declared tag is whatever the platform wrote. */
    static String primary(String tag) {
        String language = Locale.forLanguageTag(tag).getLanguage();
        return language.isEmpty() || language.length() > 3 ? Language.UNDETERMINED.tag() : language;
    }

    private static Map<String, Object> leaf(Decision decision, String decisionId) {
        Map<String, Object> leaf = new LinkedHashMap<>();
        leaf.put("decision_id", decisionId);
        leaf.put("action", decision.action().id());
        leaf.put(
                "categories",
                Stream.of(Category.values())
                        .filter(decision::has)
                        .map(Category::id)
                        .toList());
        leaf.put("language", primary(decision.language().tag()));
        leaf.put("decided_by", "rule");
        List<Map<String, Object>> reasons = new ArrayList<>();
        int bytes = 0;
        for (Reason reason : decision.reasons()) {
            bytes += 600 + 4 * reason.rule().ground().clause().length();
            if (bytes <= REASON_BYTES) {
                reasons.add(reason(reason, decision));
            }
        }
        leaf.put("reasons", reasons);
        leaf.put("reasons_total", decision.reasons().size());
        names(
                leaf,
                "suppressed",
                decision.suppressed().stream()
                        .map(suppression -> suppression.rule().id())
                        .toList());
        shadow(leaf, decision);
        leaf.put("complete", decision.isComplete());
        names(
                leaf,
                "skipped",
                decision.skipped().stream().map(DecisionRecord::skipped).toList());
        leaf.put("rulesets", pins(decision.provenance().rulesets()));
        leaf.put(
                "models",
                decision.provenance().models().stream()
                        .map(model -> Map.of("name", model.name(), "digest", model.digest()))
                        .toList());
        leaf.put("engine", decision.provenance().engine());
        leaf.put("outcome", outcome(decision));
        return leaf;
    }

    /** What would have acted, strongest first, where anything only watched. */
    private static void shadow(Map<String, Object> leaf, Decision decision) {
        Provenance provenance = decision.provenance();
        if (!provenance.shadow().isEmpty()) {
            leaf.put("shadow_rulesets", pins(provenance.shadow()));
        }
        if (!provenance.braked().isEmpty()) {
            leaf.put(
                    "braked",
                    provenance.braked().stream()
                            .map(rule ->
                                    Map.of("rule", rule.rule(), "to", rule.to().id()))
                            .toList());
        }
        leaf.put(
                "shadow",
                decision.shadow().stream()
                        .limit(MAX_NAMES)
                        .map(reason -> Map.of(
                                "rule", reason.rule().id(),
                                "ruleset_digest", reason.ruleset().digest(),
                                "action", reason.rule().action().id()))
                        .toList());
        if (decision.shadow().size() > MAX_NAMES) {
            leaf.put("shadow_total", decision.shadow().size());
        }
    }

    private static List<Map<String, String>> pins(List<Provenance.Pinned> rulesets) {
        return rulesets.stream()
                .map(ruleset ->
                        Map.of("name", ruleset.name(), "version", ruleset.version(), "digest", ruleset.digest()))
                .toList();
    }

    private static void names(Map<String, Object> leaf, String name, List<String> names) {
        leaf.put(name, names.stream().limit(MAX_NAMES).toList());
        if (names.size() > MAX_NAMES) {
            leaf.put(name + "_total", names.size());
        }
    }

    private static String skipped(Skipped skip) {
        return skip.what() + ": " + skip.reason().id();
    }

    private static Map<String, Object> reason(Reason reason, Decision decision) {
        Rule rule = reason.rule();
        Provenance.Pinned ruleset = reason.ruleset();
        Map<String, Object> json = new TreeMap<>(ruled(reason));
        json.put("ruleset_version", ruleset.version());
        json.put("file", rule.source().file());
        json.put("line", rule.source().line());
        json.put("rule_digest", rule.source().digest());
        json.put(
                "ground",
                Map.of(
                        "kind",
                        rule.ground().kind().id(),
                        "clause",
                        rule.ground().clause()));
        json.put("decisive", rule.action() == decision.action());
        return json;
    }

    /** A reason without its source: what a replay compares. */
    private static Map<String, Object> ruled(Reason reason) {
        return Map.of(
                "rule", reason.rule().id(),
                "revision", reason.rule().revision(),
                "ruleset", reason.ruleset().name(),
                "ruleset_digest", reason.ruleset().digest(),
                "category", reason.rule().category().id(),
                "action", reason.rule().action().id());
    }

    /** {@code sha256:…} of the canonical form of action and reasons: equal exactly when a replay came to the same. */
    static String outcome(Decision decision) {
        return DecisionOutcome.of(
                decision.action().id(),
                decision.reasons().stream().map(DecisionRecord::ruled).toList());
    }

    private static Map<String, Object> disclosures(Decision decision, PostRequest request, List<RepeatCount> repeats) {
        Post post = request.post();
        Map<String, Object> disclosures = new LinkedHashMap<>();
        disclosures.put("fields", post.fields());
        put(disclosures, "post_id", post.id());
        put(disclosures, "language", post.language());
        put(disclosures, "surface", post.surface());
        put(
                disclosures,
                "created_at",
                post.createdAt() == null ? null : post.createdAt().toString());
        Author author = post.author();
        if (author != null) {
            Map<String, Object> json = new LinkedHashMap<>();
            put(json, "id", author.id());
            put(json, "age_days", author.ageDays());
            put(json, "post_count", author.postCount());
            put(json, "trusted", author.trusted());
            disclosures.put("author", json);
        }
        Context context = post.context();
        if (context != null) {
            Map<String, Object> json = new LinkedHashMap<>();
            put(json, "reply_to", context.replyTo());
            put(json, "territory", context.territory());
            json.put("attributes", context.attributes());
            disclosures.put("context", json);
        }
        ArrayNode evidence = DecisionJson.evidence(decision, request);
        if (!evidence.isEmpty()) {
            disclosures.put("evidence", evidence);
        }
        if (!decision.scores().isEmpty()) {
            disclosures.put("scores", decision.scores());
        }
        if (!repeats.isEmpty()) {
            disclosures.put(
                    "repeats",
                    repeats.stream()
                            .map(repeat -> Map.of(
                                    "scope", repeat.scope().id(),
                                    "window_seconds", repeat.windowSeconds(),
                                    "count", repeat.count()))
                            .toList());
        }
        return disclosures;
    }

    private static void put(Map<String, Object> map, String name, @Nullable Object value) {
        if (value != null) {
            map.put(name, value);
        }
    }
}

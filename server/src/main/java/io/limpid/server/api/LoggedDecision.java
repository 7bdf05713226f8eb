package io.limpid.server.api;

import io.limpid.decision.Statement;
import io.limpid.decision.Statement.Basis;
import io.limpid.decision.Statement.Decider;
import io.limpid.rule.Action;
import io.limpid.rule.Rule;
import io.limpid.rule.Ruleset;
import io.limpid.server.log.CanonicalJson;
import io.limpid.server.log.StoredDecision;
import io.limpid.signal.Signal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the log knows of one decision: its public record, and its content where that is still there. */
final class LoggedDecision {
    private static final String CLASSIFIER = "classifier:";

    private final StoredDecision stored;
    private final Map<String, Object> leaf;
    private final Map<String, Object> disclosures;

    LoggedDecision(StoredDecision stored) {
        this.stored = stored;
        this.leaf = CanonicalJson.decode(stored.leaf().bytes());
        this.disclosures = stored.content().map(kept -> kept.disclosures()).orElse(Map.of());
    }

    String id() {
        return stored.decisionId();
    }

    String text(String name) {
        return String.valueOf(leaf.get(name));
    }

    /** Whose decision it is; null where callers were not told apart. */
    @Nullable
    String platform() {
        return string(leaf.get("platform"));
    }

    /** The strings under a name in each of the objects of a list, such as the digest of each ruleset. */
    List<String> each(String list, String name) {
        return objects(list).stream()
                .map(object -> String.valueOf(object.get(name)))
                .toList();
    }

    List<String> strings(String list) {
        return leaf.get(list) instanceof List<?> items
                ? items.stream().map(String::valueOf).toList()
                : List.of();
    }

    List<Map<String, Object>> objects(String list) {
        List<Map<String, Object>> objects = new ArrayList<>();
        if (leaf.get(list) instanceof List<?> items) {
            items.forEach(item -> objects.add(object(item)));
        }
        return objects;
    }

    boolean isErased() {
        return stored.erased();
    }

    /** What the platform and the author wrote and said of themselves; empty where it was erased, or never kept. */
    Map<String, Object> disclosures() {
        return disclosures;
    }

    Action action() {
        return Action.parse(text("action"))
                .orElseThrow(() -> new IllegalStateException("an unknown action in the log"));
    }

    /** Models that were to be asked and did not answer. */
    List<String> unavailable() {
        List<String> names = new ArrayList<>();
        if (leaf.get("skipped") instanceof List<?> skipped) {
            for (Object what : skipped) {
                String text = String.valueOf(what);
                if (text.startsWith(CLASSIFIER) && !text.endsWith(": not_needed")) {
                    names.add(text.substring(CLASSIFIER.length(), text.indexOf(':', CLASSIFIER.length())));
                }
            }
        }
        return names;
    }

    /**
     * The statement of reasons.
     *
     * @return nothing for an allowed post, or where a ruleset that it rests on is not kept
     */
    Optional<Statement> statement(PinnedRulesets rulesets) {
        if (action() == Action.ALLOW) {
            return Optional.empty();
        }
        List<Basis> reasons = new ArrayList<>();
        Set<Decider> deciders = EnumSet.of(Decider.RULE);
        for (Map<String, Object> reason : objects("reasons")) {
            Optional<Ruleset> ruleset = rulesets.text(String.valueOf(reason.get("ruleset_digest")));
            Optional<Rule> rule = ruleset.flatMap(found -> found.rule(String.valueOf(reason.get("rule"))));
            if (rule.isEmpty()) {
                return Optional.empty();
            }
            reasons.add(Basis.of(ruleset.get(), rule.get()));
            if (asksAModel(rule.get())) {
                deciders.add(Decider.MODEL);
            }
        }
        Instant decidedAt = Instant.parse(text("time"));
        return Optional.of(new Statement(
                id(),
                decidedAt,
                action(),
                reasons,
                new Statement.Content(
                        string(disclosures.get("post_id")),
                        string(disclosures.get("surface")),
                        text("language"),
                        day(string(disclosures.get("created_at")))),
                territory(),
                new Statement.Handling(deciders, Statement.Source.OWN_INITIATIVE, true),
                Statement.Redress.at("/v1/decisions/" + id() + "/appeals", decidedAt)));
    }

    private static boolean asksAModel(Rule rule) {
        return rule.signals().values().stream().anyMatch(signal -> signal.signal() instanceof Signal.Classifier);
    }

    /** The country that the decision applies in, as the platform said; null for everywhere. */
    @Nullable
    String territory() {
        String territory = string(object(disclosures.get("context")).get("territory"));
        return territory != null && territory.matches("[A-Z]{2}") ? territory : null;
    }

    private static @Nullable LocalDate day(@Nullable String time) {
        try {
            return time == null
                    ? null
                    : Instant.parse(time).atOffset(ZoneOffset.UTC).toLocalDate();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable String string(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    @SuppressWarnings("unchecked") // JSON has strings for names.
    static Map<String, Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }
}

package io.limpid.server.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a version would have changed, added up post by post. Not thread-safe. */
public final class BacktestReport {
    /** Posts that are shown. */
    public static final int MOST_SAMPLES = 50;

    private static final JsonMapper MAPPER = new JsonMapper();

    private final ObjectNode json;

    /** A report on no posts. */
    public BacktestReport() {
        json = MAPPER.createObjectNode();
        json.put("posts", 0).put("action_changed", 0).put("reasons_changed", 0).put("same", 0);
        json.putObject("not_decided");
        json.putObject("by_action");
        json.putObject("by_rule");
        json.putObject("by_language");
        json.putObject("matches");
        json.putArray("samples");
    }

    private BacktestReport(ObjectNode json) {
        this.json = json;
    }

    /** One that was written down before. */
    public static BacktestReport read(String text) {
        try {
            return new BacktestReport((ObjectNode) MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw new PublishingException("rulesets.db holds a report that is no JSON; restore it from a backup", e);
        }
    }

    /**
     * An action and the rules that it rests on.
     *
     * @param rules action by rule
     */
    public record Outcome(String action, Map<String, String> rules) {
        public Outcome {
            rules = new TreeMap<>(rules);
        }
    }

    /** Posts that were decided on. */
    public long posts() {
        return json.path("posts").asLong();
    }

    /** Posts that a rule would have acted on. */
    public long matches(String rule) {
        return json.path("matches").path(rule).asLong();
    }

    /** Counts a post that cannot be decided on again. */
    public void addUndecided(String why) {
        bump((ObjectNode) json.get("not_decided"), why);
    }

    /**
     * Counts a post.
     *
     * @param name by which the post can be found again
     * @param language its primary language
     * @param reasons JSON, why the outcome would be what it is now; asked for if the post becomes a sample, and kept with it. Null
     *     where nothing of a post may be kept
     */
    public void add(
            String name, String language, Outcome then, Outcome now, @Nullable Supplier<? extends JsonNode> reasons) {
        bump(json, "posts");
        now.rules().keySet().forEach(rule -> bump((ObjectNode) json.get("matches"), rule));
        boolean actionChanged = !then.action().equals(now.action());
        if (!actionChanged && then.rules().equals(now.rules())) {
            bump(json, "same");
            return;
        }
        bump(json, actionChanged ? "action_changed" : "reasons_changed");
        if (actionChanged) {
            bump((ObjectNode) json.get("by_action"), then.action() + " → " + now.action());
        }
        bump((ObjectNode) json.get("by_language"), language);
        Set<String> rules = new TreeSet<>(then.rules().keySet());
        rules.addAll(now.rules().keySet());
        for (String rule : rules) {
            String before = then.rules().get(rule);
            String after = now.rules().get(rule);
            if (before == null) {
                bump(rule(rule), "gained");
            } else if (after == null) {
                bump(rule(rule), "lost");
            } else if (!before.equals(after)) {
                bump(rule(rule), "other_action");
            }
        }
        ArrayNode samples = (ArrayNode) json.get("samples");
        if (samples.size() < MOST_SAMPLES) {
            ObjectNode sample = samples.addObject().put("post", name);
            outcome(sample.putObject("then"), then);
            outcome(sample.putObject("now"), now);
            if (reasons != null) {
                sample.set("reasons", reasons.get());
            }
        }
    }

    private ObjectNode rule(String rule) {
        ObjectNode rules = (ObjectNode) json.get("by_rule");
        return rules.get(rule) instanceof ObjectNode known ? known : rules.putObject(rule);
    }

    private static void outcome(ObjectNode into, Outcome outcome) {
        into.put("action", outcome.action());
        ObjectNode rules = into.putObject("rules");
        outcome.rules().forEach(rules::put);
    }

    private static void bump(ObjectNode object, String name) {
        object.put(name, object.path(name).asLong() + 1);
    }

    /** Forgets why there was no more to it. */
    public void goOn() {
        json.remove("why");
    }

    /** Says why there is no more to it. */
    public void fail(String why) {
        json.put("why", why);
    }

    /** The report so far. */
    public ObjectNode json() {
        return json.deepCopy();
    }
}

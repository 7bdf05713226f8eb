package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What a version would have changed, added up post by post. Not thread-safe. */
public final class BacktestReport {
    /** Posts that are shown. */
    public static final int MOST_SAMPLES = 50;

    private final ObjectNode json;

    /** A report on no posts. */
    public BacktestReport() {
        json = Json.object();
        json.put("posts", 0).put("action_changed", 0).put("reasons_changed", 0).put("same", 0);
        json.putObject("not_decided");
        json.putObject("by_action");
        json.putObject("by_rule");
        json.putObject("by_language");
        json.putArray("samples");
    }

    private BacktestReport(ObjectNode json) {
        this.json = json;
    }

    /** One that was written down before. */
    static BacktestReport read(String text) {
        return new BacktestReport(Json.read(text.getBytes(StandardCharsets.UTF_8)));
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

    /** Counts a post that cannot be decided on again. */
    public void addUndecided(String why) {
        bump((ObjectNode) json.get("not_decided"), why);
    }

    /**
     * Counts a post.
     *
     * @param name by which the post can be found again
     * @param language its primary language
     */
    public void add(String name, String language, Outcome then, Outcome now) {
        bump(json, "posts");
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

    /** The report so far. */
    public ObjectNode json() {
        return json.deepCopy();
    }
}

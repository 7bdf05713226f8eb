package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.rule.Audience;
import io.limpid.rule.LocalText;
import io.limpid.rule.Rule;
import io.limpid.rule.RuleSignal;
import io.limpid.rule.Ruleset;
import io.limpid.server.publish.ActiveRuleset;
import io.limpid.signal.PersonalKind;
import io.limpid.signal.Signal;
import io.limpid.signal.classifier.ModelDescription;
import io.limpid.text.FoldSet;
import java.util.List;
import java.util.Map;

/** Rulesets and rules as data. */
final class RulesetJson {
    private RulesetJson() {}

    static ObjectNode list(List<ActiveRuleset> rulesets) {
        ObjectNode json = Json.object();
        ArrayNode array = json.putArray("rulesets");
        rulesets.forEach(active -> array.add(head(active)));
        return json;
    }

    private static ObjectNode head(ActiveRuleset active) {
        Ruleset ruleset = active.ruleset();
        ObjectNode json = Json.object();
        json.put("name", ruleset.name()).put("version", ruleset.version());
        json.put("stage", "active").put("digest", ruleset.digest());
        json.set("title", text(ruleset.title()));
        json.put("maintainer", ruleset.maintainer()).put("terms_url", ruleset.termsUrl());
        json.put("changes", ruleset.changes());
        json.put("activated_at", DecisionJson.time(active.activatedAt()));
        json.putObject("log").put("index", active.logIndex());
        json.put("rule_count", ruleset.rules().size());
        json.put("list_count", ruleset.lists().size());
        return json;
    }

    static ObjectNode ruleset(ActiveRuleset active) {
        ObjectNode json = head(active);
        ArrayNode rules = json.putArray("rules");
        for (Rule rule : active.ruleset().rules()) {
            ObjectNode item = rules.addObject();
            item.put("rule", rule.id()).put("revision", rule.revision());
            item.set("title", text(rule.title()));
            item.put("category", rule.category().id())
                    .put("action", rule.action().id());
            item.put("self", "/v1/rules/" + rule.id());
        }
        ArrayNode lists = json.putArray("lists");
        active.ruleset()
                .lists()
                .forEach((name, list) -> lists.addObject()
                        .put("list", name)
                        .put("entries", list.entries().size()));
        ObjectNode files = json.putObject("files");
        active.ruleset().files().forEach(files::put);
        return json;
    }

    /**
     * A rule as data.
     *
     * @param models those that rules may ask, by name: what the rule demands of one becomes a threshold
     */
    static ObjectNode rule(ActiveRuleset active, Rule rule, Map<String, ModelDescription> models) {
        Ruleset ruleset = active.ruleset();
        ObjectNode json = Json.object();
        json.put("rule", rule.id()).put("revision", rule.revision());
        json.put("ruleset", ruleset.name()).put("ruleset_version", ruleset.version());
        json.put("ruleset_digest", ruleset.digest()).put("stage", "active");
        json.set("title", text(rule.title()));
        json.put("category", rule.category().id()).put("action", rule.action().id());
        ObjectNode ground = json.putObject("ground");
        DecisionJson.ground(ground, rule.ground());
        ObjectNode dsa = ground.putObject("dsa").put("category", rule.ground().dsaCategory());
        strings(dsa.putArray("keywords"), rule.ground().dsaKeywords());
        ObjectNode scope = json.putObject("scope");
        strings(scope.putArray("languages"), rule.scope().languages());
        strings(scope.putArray("surfaces"), rule.scope().surfaces());
        ObjectNode signals = json.putObject("signals");
        rule.signals().forEach((name, signal) -> signals.set(name, signal(signal, models)));
        json.put("when", rule.when().text());
        ObjectNode defaults = json.putObject("defaults");
        rule.defaults().forEach(defaults::putPOJO);
        RuleSignal unless = rule.unless();
        if (unless != null) {
            json.set("unless", signal(unless, models));
        }
        strings(json.putArray("yields_to"), rule.yieldsTo());
        ObjectNode explain = json.putObject("explain");
        for (Audience audience : Audience.values()) {
            LocalText text = rule.explain().get(audience);
            if (text != null) {
                explain.set(audience.id(), text(text));
            }
        }
        strings(json.putArray("known_false_positives"), rule.knownFalsePositives());
        json.putObject("tests")
                .put(
                        "match",
                        rule.tests().stream().filter(test -> test.matches()).count())
                .put(
                        "pass",
                        rule.tests().stream().filter(test -> !test.matches()).count());
        json.putObject("source")
                .put("file", rule.source().file())
                .put("line", rule.source().line())
                .put("digest", rule.source().digest())
                .put("url", "/rulebook/" + rule.id())
                .put("text", rule.source().text());
        return json;
    }

    private static ObjectNode signal(RuleSignal declared, Map<String, ModelDescription> models) {
        ObjectNode json = Json.object();
        Signal signal = declared.signal();
        if (signal instanceof Signal.Keyword keyword) {
            json.put("list", keyword.list());
            folds(json, keyword.folds());
            if (keyword.wholeWords()) {
                json.put("whole_words", true);
            }
        } else if (signal instanceof Signal.Pattern pattern) {
            json.put("regex", pattern.regex());
            folds(json, pattern.folds());
        } else if (signal instanceof Signal.Personal personal) {
            strings(
                    json.putArray("personal"),
                    personal.kinds().stream().map(PersonalKind::id).sorted().toList());
        } else if (signal instanceof Signal.Link link) {
            json.put("link", link.trait().id());
            if (link.list() != null) {
                json.put("list", link.list());
            }
        } else if (signal instanceof Signal.Repeat repeat) {
            json.put("repeat", repeat.scope().id())
                    .put("count_at_least", repeat.countAtLeast())
                    .put("window_seconds", repeat.windowSeconds());
        } else if (signal instanceof Signal.Classifier classifier) {
            json.put("classifier", classifier.model()).put("label", classifier.label());
            json.set(classifier.bar().id(), Json.score(classifier.value()));
            ModelDescription model = models.get(classifier.model());
            if (model != null) {
                json.put("model_digest", model.digest());
                model.threshold(classifier.label(), classifier.bar(), classifier.value())
                        .ifPresent(threshold -> json.set("threshold", Json.score(threshold)));
            }
        }
        if (declared.near() != null) {
            json.put("near", declared.near()).put("within", declared.within());
        }
        return json;
    }

    private static void folds(ObjectNode json, FoldSet folds) {
        strings(json.putArray("fold"), folds.names());
    }

    private static ObjectNode text(LocalText text) {
        ObjectNode json = Json.object();
        for (Map.Entry<String, String> entry : text.byLanguage().entrySet()) {
            json.put(entry.getKey(), entry.getValue());
        }
        return json;
    }

    private static void strings(ArrayNode array, List<String> strings) {
        strings.forEach(array::add);
    }
}

package io.limpid.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.rule.Audience;
import io.limpid.rule.Governance;
import io.limpid.rule.LocalText;
import io.limpid.rule.Rule;
import io.limpid.rule.RuleSignal;
import io.limpid.rule.Ruleset;
import io.limpid.server.publish.Baseline;
import io.limpid.server.publish.RuleFigures;
import io.limpid.server.publish.RulesetStore.AppliedBrake;
import io.limpid.server.publish.RulesetVersion;
import io.limpid.server.publish.StageChange;
import io.limpid.server.publish.VersionStage;
import io.limpid.signal.PersonalKind;
import io.limpid.signal.Signal;
import io.limpid.signal.classifier.ModelDescription;
import io.limpid.signal.keyword.KeywordList;
import io.limpid.text.FoldSet;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/** Rulesets and rules as data. */
final class RulesetJson {
    private RulesetJson() {}

    /**
     * What is known of a version without reading it.
     *
     * @param origin of the log that its steps are in
     */
    static ObjectNode head(RulesetVersion version, String origin) {
        ObjectNode json = Json.object();
        json.put("name", version.name()).put("version", version.version());
        json.put("stage", version.stage().id()).put("digest", version.digest());
        strings(json.putArray("signed_by"), version.signers());
        StageChange first = version.changes().get(0);
        json.put("published_at", DecisionJson.time(first.at()));
        version.changes().stream()
                .filter(change -> change.stage() == VersionStage.ACTIVE)
                .reduce((earlier, later) -> later)
                .ifPresent(change -> json.put("activated_at", DecisionJson.time(change.at())));
        StageChange last = version.changes().get(version.changes().size() - 1);
        json.putObject("log").put("index", last.logIndex()).put("origin", origin);
        return json;
    }

    /** Adds what a version says of itself. */
    static void describe(ObjectNode json, Ruleset ruleset) {
        json.set("title", text(ruleset.title()));
        json.put("maintainer", ruleset.maintainer()).put("terms_url", ruleset.termsUrl());
        json.put("changes", ruleset.changes());
        json.put("rule_count", ruleset.rules().size());
        json.put("list_count", ruleset.lists().size());
        governance(json, ruleset.governance());
    }

    private static void governance(ObjectNode json, Governance governance) {
        json.put("approvals", governance.approvals());
        Governance.Gate gate = governance.gate();
        ObjectNode asked = json.putObject("gate");
        gate.shadowPosts().ifPresent(posts -> asked.put("shadow_posts", posts));
        gate.changedAtMost().ifPresent(share -> asked.set("changed_at_most", Json.score(share)));
        gate.precisionAtLeast().ifPresent(share -> asked.set("precision_at_least", Json.score(share)));
        governance.brake().ifPresent(brake -> {
            ObjectNode bound = json.putObject("brake")
                    .put("to", brake.to().id())
                    .put("times", brake.times())
                    .put("posts", brake.posts());
            brake.most().ifPresent(most -> bound.put("most", most));
            bound.put("window", brake.windowSeconds());
        });
        json.put("disclosure", governance.disclosed() ? "full" : "digest");
    }

    static void versions(ArrayNode array, List<RulesetVersion> versions, String origin) {
        for (RulesetVersion version : versions) {
            array.add(head(version, origin)
                    .put("self", "/v1/rulesets/" + version.name() + "/versions/" + version.version()));
        }
    }

    static void steps(ArrayNode array, List<StageChange> steps) {
        for (StageChange step : steps) {
            array.addObject()
                    .put("stage", step.stage().id())
                    .put("actor", step.actor())
                    .put("reason", step.reason())
                    .put("at", DecisionJson.time(step.at()))
                    .putObject("log")
                    .put("index", step.logIndex());
        }
    }

    /** Adds what a version holds. */
    static void contents(ObjectNode json, Ruleset ruleset) {
        ArrayNode rules = json.putArray("rules");
        for (Rule rule : ruleset.rules()) {
            ObjectNode item = rules.addObject();
            item.put("rule", rule.id()).put("revision", rule.revision());
            item.set("title", text(rule.title()));
            item.put("category", rule.category().id())
                    .put("action", rule.action().id());
            item.put("self", "/v1/rules/" + rule.id());
        }
        ArrayNode lists = json.putArray("lists");
        ruleset.lists()
                .forEach((name, list) -> lists.addObject()
                        .put("list", name)
                        .put("entries", list.entries().size()));
        ObjectNode files = json.putObject("files");
        ruleset.files().forEach(files::put);
    }

    /** A list, its entries left out where the ruleset does not disclose them. */
    static ObjectNode list(Ruleset ruleset, KeywordList list) {
        ObjectNode json = Json.object();
        json.put("list", list.name()).put("ruleset", ruleset.name());
        json.put("ruleset_version", ruleset.version()).put("ruleset_digest", ruleset.digest());
        json.put("digest", ruleset.files().get("lists/" + list.name() + ".txt"));
        json.put("entry_count", list.entries().size());
        json.put("disclosure", ruleset.governance().disclosed() ? "full" : "digest");
        if (ruleset.governance().disclosed()) {
            ArrayNode entries = json.putArray("entries");
            for (KeywordList.Entry entry : list.entries()) {
                ObjectNode item = entries.addObject().put("entry", entry.text());
                item.put("line", entry.line());
                if (entry.allow()) {
                    item.put("allow", true);
                }
            }
        }
        return json;
    }

    static void brake(ObjectNode json, AppliedBrake brake) {
        json.put("to", brake.to().id()).put("why", brake.why());
        json.put("at", DecisionJson.time(brake.at()));
        json.putObject("log").put("index", brake.logIndex());
    }

    static void baseline(ObjectNode json, Baseline baseline) {
        json.put("share", BigDecimal.valueOf(baseline.perMillion(), 6));
        json.put("source", baseline.source().id());
    }

    static void figures(ObjectNode json, RuleFigures figures) {
        json.put("posts", figures.posts()).put("matches", figures.matches());
        json.put("enforced", figures.enforced())
                .put("suppressed", figures.suppressed())
                .put("shadow", figures.shadow());
        json.put("share", BigDecimal.valueOf(figures.share()).setScale(6, RoundingMode.HALF_EVEN));
        json.put(
                "cost_us",
                figures.costMicros()
                        .map(micros -> BigDecimal.valueOf(micros).setScale(1, RoundingMode.HALF_EVEN))
                        .orElse(null));
        json.put("first_seen", figures.firstSeen().map(DecisionJson::time).orElse(null));
        json.put("last_seen", figures.lastSeen().map(DecisionJson::time).orElse(null));
        ObjectNode languages = json.putObject("by_language");
        figures.byLanguage().forEach(languages::put);
        ArrayNode days = json.putArray("days");
        for (RuleFigures.Day day : figures.days()) {
            days.addObject()
                    .put("day", day.day().toString())
                    .put("posts", day.posts())
                    .put("enforced", day.enforced())
                    .put("suppressed", day.suppressed())
                    .put("shadow", day.shadow());
        }
    }

    /**
     * A rule as data.
     *
     * @param models those that rules may ask, by name: what the rule demands of one becomes a threshold
     */
    static ObjectNode rule(Ruleset ruleset, VersionStage stage, Rule rule, Map<String, ModelDescription> models) {
        ObjectNode json = Json.object();
        json.put("rule", rule.id()).put("revision", rule.revision());
        json.put("ruleset", ruleset.name()).put("ruleset_version", ruleset.version());
        json.put("ruleset_digest", ruleset.digest()).put("stage", stage.id());
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

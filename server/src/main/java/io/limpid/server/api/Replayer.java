package io.limpid.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.Case;
import io.limpid.ContentFilter;
import io.limpid.PublishedRuleset;
import io.limpid.Surroundings;
import io.limpid.decision.Decision;
import io.limpid.decision.Provenance;
import io.limpid.decision.Skipped;
import io.limpid.rule.Governance.Rung;
import io.limpid.rule.Ruleset;
import io.limpid.server.log.StoredDecision;
import io.limpid.signal.RepeatScope;
import io.limpid.signal.classifier.Classifier;
import io.limpid.signal.repeat.RecentPosts;
import io.limpid.signal.repeat.RepeatCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides again on what was decided before, with the rulesets, models and facts of then, and says whether it comes out the same.
 *
 * <p>Safe for many threads.
 */
public final class Replayer {
    /** Filters take memory and some time to make; replays tend to be about a few versions. */
    private static final int MOST_FILTERS = 4;

    private final PinnedRulesets rulesets;
    private final List<Classifier> classifiers;

    private final Map<String, ContentFilter> filters = new LinkedHashMap<>(8, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ContentFilter> eldest) {
            return size() > MOST_FILTERS;
        }
    };

    public Replayer(PinnedRulesets rulesets, Collection<? extends Classifier> classifiers) {
        this.rulesets = rulesets;
        this.classifiers = List.copyOf(classifiers);
    }

    /** How a replay ended. */
    public enum Verdict {
        SAME,
        CHANGED,
        /** The text is no longer there, or was never kept. */
        INPUT_ERASED,
        /** A ruleset or model of then is not here, or cannot be read by this program. */
        VERSION_UNAVAILABLE;

        /** The name in answers, such as {@code input_erased}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What a replay found.
     *
     * @param then the action and the rules of the logged decision
     * @param now those of the replay; empty where there was none
     * @param why what is missing, where something is
     */
    public record Result(Verdict verdict, Outcome then, Optional<Outcome> now, String why) {
        /** Rules whose part in the outcome is another now, in order of their names. */
        public List<String> changedRules() {
            if (now.isEmpty()) {
                return List.of();
            }
            var changed = new TreeMap<>(then.rules());
            changed.putAll(now.get().rules());
            changed.keySet()
                    .removeIf(rule -> now.get()
                            .rules()
                            .getOrDefault(rule, "")
                            .equals(then.rules().getOrDefault(rule, "")));
            return List.copyOf(changed.keySet());
        }

        ObjectNode json() {
            ObjectNode json = Json.object();
            json.put("verdict", verdict.id());
            json.set("then", then.json());
            json.set("now", now.map(Outcome::json).orElse(null));
            ArrayNode changed = json.putArray("changed_rules");
            changedRules().forEach(changed::add);
            if (!why.isEmpty()) {
                json.put("detail", why);
            }
            return json;
        }
    }

    /**
     * An action and what it rests on.
     *
     * @param rules what stands for each rule's part: its revision, ruleset digest and action
     */
    public record Outcome(String action, String digest, Map<String, String> rules, List<String> rulesets) {
        /** The action of each rule. */
        Map<String, String> actions() {
            Map<String, String> actions = new TreeMap<>();
            rules.forEach((rule, part) -> actions.put(rule, part.substring(part.lastIndexOf(' ') + 1)));
            return actions;
        }

        private ObjectNode json() {
            ObjectNode json = Json.object();
            json.put("action", action).put("outcome", digest);
            ArrayNode names = json.putArray("rules");
            rules.keySet().forEach(names::add);
            ArrayNode versions = json.putArray("rulesets");
            rulesets.forEach(versions::add);
            return json;
        }
    }

    /** With the versions of then. */
    public Result replay(StoredDecision stored) {
        return replay(stored, List.of(), true);
    }

    /** With these rulesets in place of those of the same names, and the models that are here. */
    Result replay(StoredDecision stored, List<Ruleset> instead) {
        return replay(stored, instead, false);
    }

    /**
     * What decides in a trial.
     *
     * @param rulesets those that act, and no others
     * @param brakes that are on
     */
    record Trial(List<Ruleset> rulesets, List<Provenance.Braked> brakes) {
        Trial {
            rulesets = List.copyOf(rulesets);
            brakes = List.copyOf(brakes);
        }

        private Map<String, Ruleset> byName() {
            Map<String, Ruleset> versions = new TreeMap<>();
            rulesets.forEach(ruleset -> versions.put(ruleset.name(), ruleset));
            return versions;
        }
    }

    /**
     * With what a trial names, and the models that are here.
     *
     * @param recent the posts before this one, in order, by which repeats are counted in windows that nobody asked for then
     */
    Result decide(StoredDecision stored, Trial trial, RecentPosts recent) {
        var logged = new LoggedDecision(stored);
        return missing(logged).orElseGet(() -> {
            try {
                Input input = input(logged);
                List<RepeatCount> counts = new ArrayList<>(input.repeats());
                Repeats.observe(recent, input.request().post(), Instant.parse(logged.text("time")), logged.platform())
                        .stream()
                        .flatMap(seen -> seen.counts().stream())
                        .filter(count -> input.repeats().stream().noneMatch(known -> isSameCount(known, count)))
                        .forEach(counts::add);
                return decide(logged, trial.byName(), trial.brakes(), false, new Input(input.request(), counts));
            } catch (RefusedException e) {
                return notTaken(logged, e);
            }
        });
    }

    private static boolean isSameCount(RepeatCount one, RepeatCount other) {
        return one.scope() == other.scope() && one.windowSeconds() == other.windowSeconds();
    }

    /** An index over the windows that a trial asks for. */
    RecentPosts recent(Trial trial) {
        return Repeats.index(
                filter(trial.byName(), List.copyOf(classifiers), trial.brakes()).repeatWindows());
    }

    /** The reasons that a trial would give; empty where the text is no longer there. */
    Optional<JsonNode> reasons(StoredDecision stored, Trial trial) {
        var logged = new LoggedDecision(stored);
        if (missing(logged).isPresent()) {
            return Optional.empty();
        }
        try {
            Input input = input(logged);
            Decision decision = filter(trial.byName(), List.copyOf(classifiers), trial.brakes())
                    .decide(input.toCase());
            return Optional.of(DecisionJson.answer(decision, input.request(), logged.id(), Instant.EPOCH)
                    .get("reasons"));
        } catch (RefusedException e) {
            return Optional.empty();
        }
    }

    private static Optional<Result> missing(LoggedDecision logged) {
        return logged.disclosures().containsKey("fields")
                ? Optional.empty()
                : Optional.of(new Result(
                        Verdict.INPUT_ERASED,
                        then(logged),
                        Optional.empty(),
                        logged.isErased() ? "the content was erased" : "the text was not kept"));
    }

    private Result replay(StoredDecision stored, List<Ruleset> instead, boolean pinnedModels) {
        var logged = new LoggedDecision(stored);
        Optional<Result> missing = missing(logged);
        if (missing.isPresent()) {
            return missing.get();
        }
        Map<String, Ruleset> versions = new TreeMap<>();
        for (String digest : logged.each("rulesets", "digest")) {
            Optional<Ruleset> found = rulesets.find(digest);
            if (found.isPresent()) {
                versions.put(found.get().name(), found.get());
            }
        }
        instead.forEach(ruleset -> versions.put(ruleset.name(), ruleset));
        if (!versions.keySet().containsAll(logged.each("rulesets", "name"))) {
            return unavailable(then(logged), "a ruleset of then is not kept, or this program cannot read it");
        }
        try {
            return decide(logged, versions, pinnedModels ? brakes(logged) : List.of(), pinnedModels, input(logged));
        } catch (RefusedException e) {
            return notTaken(logged, e);
        }
    }

    private static Result notTaken(LoggedDecision logged, Exception e) {
        return unavailable(then(logged), "this program does not take what was decided on then: " + e.getMessage());
    }

    private Result decide(
            LoggedDecision logged,
            Map<String, Ruleset> versions,
            List<Provenance.Braked> brakes,
            boolean pinnedModels,
            Input input) {
        Outcome then = then(logged);
        List<Classifier> models = new ArrayList<>(classifiers);
        if (pinnedModels) {
            models.removeIf(model -> logged.unavailable().contains(model.model().name()));
        }
        List<String> digests =
                models.stream().map(model -> model.model().digest()).toList();
        if (pinnedModels && !digests.containsAll(modelsThatSpoke(logged))) {
            return unavailable(then, "a model of then is not the one that is loaded now");
        }
        try {
            Decision decision = filter(versions, models, brakes).decide(input.toCase());
            if (lacksOneOf(models, decision)) {
                return unavailable(then, "a model did not answer");
            }
            Outcome now = now(decision);
            return new Result(
                    now.digest().equals(then.digest()) ? Verdict.SAME : Verdict.CHANGED, then, Optional.of(now), "");
        } catch (IllegalArgumentException e) {
            return notTaken(logged, e);
        }
    }

    private static List<Provenance.Braked> brakes(LoggedDecision logged) {
        return logged.objects("braked").stream()
                .map(rule -> new Provenance.Braked(
                        String.valueOf(rule.get("rule")),
                        Rung.parse(String.valueOf(rule.get("to"))).orElse(Rung.SHADOW)))
                .toList();
    }

    private static boolean lacksOneOf(List<Classifier> models, Decision decision) {
        List<String> asked = models.stream()
                .map(model -> "classifier:" + model.model().name())
                .toList();
        return decision.skipped().stream()
                .anyMatch(skip -> skip.reason() == Skipped.Cause.LAYER_UNAVAILABLE && asked.contains(skip.what()));
    }

    private static Result unavailable(Outcome then, String why) {
        return new Result(Verdict.VERSION_UNAVAILABLE, then, Optional.empty(), why);
    }

    private static List<String> modelsThatSpoke(LoggedDecision logged) {
        List<String> silent = logged.unavailable();
        return logged.objects("models").stream()
                .filter(model -> !silent.contains(String.valueOf(model.get("name"))))
                .map(model -> String.valueOf(model.get("digest")))
                .toList();
    }

    private synchronized ContentFilter filter(
            Map<String, Ruleset> versions, List<Classifier> models, List<Provenance.Braked> brakes) {
        String key = versions.values().stream().map(Ruleset::digest).collect(Collectors.joining(" ")) + " "
                + models.stream().map(model -> model.model().digest()).collect(Collectors.joining(" "));
        String braked = key + brakes;
        ContentFilter filter = filters.get(braked);
        if (filter == null) {
            ContentFilter free = filters.get(key + List.of());
            filter = (free == null
                            ? ContentFilter.of(
                                    versions.values().stream()
                                            .map(PublishedRuleset::active)
                                            .toList(),
                                    models,
                                    () -> 0)
                            : free)
                    .withBrakes(brakes);
            filters.put(braked, filter);
        }
        return filter;
    }

    /** What was decided on, and how often the like was seen before. */
    private record Input(PostRequest request, List<RepeatCount> repeats) {
        Case toCase() {
            return Case.of(request.post(), new Surroundings(repeats, Map.of()));
        }
    }

    /** The request as it was: what the log kept of it has the same form. */
    private static Input input(LoggedDecision logged) throws RefusedException {
        Map<String, Object> request = new TreeMap<>(logged.disclosures());
        List<RepeatCount> repeats = repeats(request.remove("repeats"));
        request.remove("evidence");
        request.remove("scores");
        Object id = request.remove("post_id");
        if (id != null) {
            request.put("id", id);
        }
        return new Input(PostRequest.read(Json.bytes(Json.MAPPER.valueToTree(request))), repeats);
    }

    private static List<RepeatCount> repeats(@Nullable Object kept) {
        List<RepeatCount> repeats = new ArrayList<>();
        if (kept instanceof List<?> counts) {
            for (Object count : counts) {
                Map<String, Object> object = LoggedDecision.object(count);
                repeats.add(new RepeatCount(
                        RepeatScope.parse(String.valueOf(object.get("scope"))).orElseThrow(),
                        ((Number) object.getOrDefault("window_seconds", 0)).intValue(),
                        ((Number) object.getOrDefault("count", 0)).intValue()));
            }
        }
        return repeats;
    }

    private static Outcome then(LoggedDecision logged) {
        Map<String, String> rules = new TreeMap<>();
        for (Map<String, Object> reason : logged.objects("reasons")) {
            rules.put(
                    String.valueOf(reason.get("rule")),
                    reason.get("revision") + " " + reason.get("ruleset_digest") + " " + reason.get("action"));
        }
        List<String> versions = logged.objects("rulesets").stream()
                .map(ruleset -> ruleset.get("name") + " " + ruleset.get("version"))
                .toList();
        return new Outcome(logged.text("action"), logged.text("outcome"), rules, versions);
    }

    private static Outcome now(Decision decision) {
        Map<String, String> rules = new TreeMap<>();
        decision.reasons()
                .forEach(reason -> rules.put(
                        reason.rule().id(),
                        reason.rule().revision() + " " + reason.ruleset().digest() + " "
                                + reason.rule().action().id()));
        List<String> versions = decision.provenance().rulesets().stream()
                .map(ruleset -> ruleset.name() + " " + ruleset.version())
                .toList();
        return new Outcome(decision.action().id(), DecisionRecord.outcome(decision), rules, versions);
    }
}

package io.limpid;

import io.limpid.decision.Decision;
import io.limpid.decision.Provenance;
import io.limpid.decision.Skipped;
import io.limpid.rule.Category;
import io.limpid.rule.Governance.Rung;
import io.limpid.signal.Signal;
import io.limpid.signal.classifier.Classifier;
import io.limpid.signal.keyword.KeywordHits;
import io.limpid.signal.keyword.KeywordIndex;
import io.limpid.signal.pattern.PatternDetector;
import io.limpid.text.Post;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/**
 * Decides on posts by published rulesets.
 *
 * <p>Immutable, so one instance serves all threads. The cost of a decision grows with the text and with the rules whose
 * signals fire, not with the number of rules or entries. The same post, rulesets, models and surroundings give the same
 * decision, apart from the measured times, as long as every model that is asked answers in time; one that did not is named.
 */
public final class ContentFilter {
    /** As published. */
    private final List<CompiledRule> published;

    /** With brakes. */
    private final List<CompiledRule> rules;

    private final Gates gates;
    private final Detectors detectors;
    private final Provenance provenance;
    private final LongSupplier nanos;

    private ContentFilter(
            List<CompiledRule> published,
            List<CompiledRule> rules,
            Detectors detectors,
            Provenance provenance,
            LongSupplier nanos) {
        this.published = published;
        this.rules = rules;
        this.gates = new Gates(rules);
        this.detectors = detectors;
        this.provenance = provenance;
        this.nanos = nanos;
    }

    /**
     * A filter of these rulesets. Reads the tables and models that they need, which takes up to a second the first time.
     *
     * @param rulesets in any order; no two of the same name and version, and one that acts of each name at most
     * @param classifiers models that rules may ask
     * @param nanos a clock for the times of the layers; {@code () -> 0} where nobody asks
     * @throws IllegalArgumentException if a rule asks for more than a model promises; lint with the same models refuses it
     */
    public static ContentFilter of(
            Collection<PublishedRuleset> rulesets, Collection<Classifier> classifiers, LongSupplier nanos) {
        Map<String, Classifier> byName = new TreeMap<>();
        classifiers.forEach(classifier -> byName.put(classifier.model().name(), classifier));
        var compiler = new RuleCompiler(Collections.unmodifiableMap(byName));
        rulesets.stream()
                .sorted(Comparator.comparing((PublishedRuleset published) ->
                                published.ruleset().name())
                        .thenComparing(published -> published.ruleset().version()))
                .forEach(compiler::add);
        List<Provenance.Pinned> models = byName.values().stream()
                .map(Classifier::model)
                .map(model -> new Provenance.Pinned(model.name(), model.digest(), model.digest()))
                .toList();
        return new ContentFilter(
                compiler.rules(),
                compiler.rules(),
                compiler.detectors(),
                new Provenance(compiler.active(), compiler.shadow(), List.of(), models, Engine.describe()),
                nanos);
    }

    /**
     * The same filter with brakes on some rules that act, in place of any that it had; it shares all that is costly with this one.
     *
     * @param braked rules that act no more as they say; those that are in no acting ruleset make no difference
     */
    public ContentFilter withBrakes(Collection<Provenance.Braked> braked) {
        Map<String, Rung> rungs = new TreeMap<>();
        braked.forEach(one -> rungs.put(one.rule(), one.to()));
        List<Provenance.Braked> applied = new ArrayList<>();
        List<CompiledRule> slowed = new ArrayList<>();
        for (CompiledRule rule : published) {
            Rung rung = rule.stage() == Stage.ACTIVE ? rungs.get(rule.rule().id()) : null;
            slowed.add(rung == null ? rule : rule.braked(rung));
            if (rung != null) {
                applied.add(new Provenance.Braked(rule.rule().id(), rung));
            }
        }
        applied.sort(Comparator.comparing(Provenance.Braked::rule));
        return new ContentFilter(published, slowed, detectors, provenance.withBraked(applied), nanos);
    }

    /** Decides on a post, and asks models only as far as the outcome hangs on them. */
    public Decision decide(Post post, Surroundings surroundings) {
        return decide(Case.of(post, surroundings));
    }

    /** Decides on a post. Waits for the models that have to be asked, as long as these take to answer or to give up. */
    public Decision decide(Case only) {
        return decide(List.of(only)).get(0);
    }

    /** Decides on posts, each by itself, in their order. Models score them together, so this is faster than one by one. */
    public List<Decision> decide(List<Case> cases) {
        return decide(cases, true);
    }

    /** Decides with every rule evaluated, candidate or not, and every model asked: slower, with the same action. */
    Decision decideDully(Post post, Surroundings surroundings) {
        return decide(List.of(new Case(post, surroundings, true)), false).get(0);
    }

    private List<Decision> decide(List<Case> cases, boolean shortcut) {
        List<Observations> observed = new ArrayList<>();
        for (Case each : cases) {
            var observations = new Observations(each.post(), each.surroundings(), detectors, new LayerClock(nanos));
            if (!shortcut) {
                askAll(observations);
            }
            observed.add(observations);
        }
        List<Deliberation> all = new ArrayList<>();
        for (Observations observations : observed) {
            observations.scores().hear();
            all.add(new Deliberation(observations, shortcut ? gates.candidates(observations) : rules));
        }
        List<Deliberation> open = all.stream().filter(Deliberation::isOpen).toList();
        while (!open.isEmpty()) {
            open.forEach(Deliberation::ask);
            open.forEach(Deliberation::hear);
            open = open.stream().filter(Deliberation::isOpen).toList();
        }
        // Asked last, so that the decision is the same whether somebody wants every score or not.
        List<Observations> whole = new ArrayList<>();
        for (int i = 0; i < observed.size(); i++) {
            if (cases.get(i).everyScore()) {
                whole.add(observed.get(i));
            }
        }
        whole.forEach(this::askAll);
        whole.forEach(observations -> observations.scores().hear());
        return all.stream().map(this::decision).toList();
    }

    private void askAll(Observations observations) {
        observations.scores().ask(detectors.classifiers().keySet());
    }

    private Decision decision(Deliberation deliberation) {
        Observations observations = deliberation.observations();
        var precedence = Precedence.of(deliberation.verdicts(), deliberation.evaluation());
        return new Decision(
                precedence.action(),
                precedence.reasons(),
                precedence.suppressed(),
                precedence.shadow(),
                observations.knownLanguage(),
                observations.scores().known(),
                skipped(deliberation.verdicts(), observations),
                observations.clock().times(),
                deliberation.times(),
                provenance);
    }

    private List<Skipped> skipped(List<Verdict> verdicts, Observations observations) {
        List<Skipped> skipped = new ArrayList<>(verdicts.stream()
                .map(Verdict::skipped)
                .flatMap(Optional::stream)
                .toList());
        observations.hits().cut().stream().map(this::cutOff).distinct().forEach(skipped::add);
        observations.cuts().stream().map(this::cutOff).forEach(skipped::add);
        skipped.addAll(skippedModels(observations));
        return skipped;
    }

    /** The models that said nothing, those of the categories first. */
    private List<Skipped> skippedModels(Observations observations) {
        ModelScores scores = observations.scores();
        Set<String> missing = observations.missingModels();
        Set<String> models = new LinkedHashSet<>();
        Arrays.stream(Category.values()).map(Category::id).forEach(models::add);
        models.addAll(detectors.classifiers().keySet());
        models.addAll(missing);
        List<Skipped> skipped = new ArrayList<>();
        for (String model : models) {
            String unanswered = scores.unanswered().get(model);
            if (unanswered != null) {
                skipped.add(skipped(model, Skipped.Cause.LAYER_UNAVAILABLE, unanswered));
            } else if (missing.contains(model)) {
                skipped.add(skipped(
                        model, Skipped.Cause.LAYER_UNAVAILABLE, "a rule asks for it, but no such model is loaded"));
            } else if (!detectors.classifiers().containsKey(model)) {
                skipped.add(skipped(model, Skipped.Cause.NO_MODEL, "no such model is loaded"));
            } else if (scores.isUnasked(model)) {
                skipped.add(
                        skipped(model, Skipped.Cause.NOT_NEEDED, "nothing that it might say could change the action"));
            }
        }
        return skipped;
    }

    private static Skipped skipped(String model, Skipped.Cause cause, String detail) {
        return new Skipped("classifier:" + model, cause, detail);
    }

    private Skipped cutOff(KeywordHits.Cut cut) {
        return new Skipped(
                "keyword:" + detectors.index().list(cut.use()).name(),
                Skipped.Cause.LIMIT,
                "more than " + KeywordIndex.MAX_MATCHES + " occurrences in " + cut.field());
    }

    private Skipped cutOff(Observations.Cut cut) {
        return new Skipped(
                "pattern:" + signalOf(cut.sensor()),
                Skipped.Cause.LIMIT,
                "more than " + PatternDetector.MAX_MATCHES + " matches, or more work than is done, in " + cut.field());
    }

    /** Rule and signal of a sensor. Searched for: hardly a post needs it. */
    private String signalOf(int sensor) {
        for (CompiledRule rule : rules) {
            for (Map.Entry<String, CompiledRule.Sensor> signal : rule.sensors().entrySet()) {
                if (signal.getValue().number() == sensor) {
                    return rule.rule().id() + "#" + signal.getKey();
                }
            }
        }
        throw new AssertionError("a sensor of no rule: " + sensor);
    }

    /** What came of each rule, every one evaluated, in order of id; for people who want to know why, or why not. */
    public List<RuleOutcome> explain(Post post, Surroundings surroundings) {
        return explain(post, surroundings, rules);
    }

    /**
     * What came of one rule.
     *
     * @throws IllegalArgumentException if the filter has no such rule
     */
    public RuleOutcome explain(Post post, Surroundings surroundings, String ruleId) {
        CompiledRule rule = rules.stream()
                .filter(candidate -> candidate.rule().id().equals(ruleId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rule " + ruleId));
        return explain(post, surroundings, List.of(rule)).get(0);
    }

    private List<RuleOutcome> explain(Post post, Surroundings surroundings, List<CompiledRule> chosen) {
        var observations = new Observations(post, surroundings, detectors, new LayerClock(nanos));
        observations.scores().ask(wantedBy(chosen));
        observations.scores().hear();
        var evaluation = new Evaluation(observations);
        return chosen.stream()
                .map(rule -> RuleOutcome.of(rule, Gates.isCandidate(rule, observations), evaluation))
                .toList();
    }

    private static Set<String> wantedBy(List<CompiledRule> rules) {
        Set<String> models = new TreeSet<>();
        for (CompiledRule rule : rules) {
            for (CompiledRule.Sensor sensor : rule.sensors().values()) {
                sensor.classifier().map(Signal.Classifier::model).ifPresent(models::add);
            }
        }
        return models;
    }

    /** What decisions of this filter depend on. */
    public Provenance provenance() {
        return provenance;
    }

    /** The windows, in seconds, over which rules want near-duplicates counted. */
    public Set<Integer> repeatWindows() {
        Set<Integer> windows = new TreeSet<>();
        for (CompiledRule rule : rules) {
            for (CompiledRule.Sensor sensor : rule.sensors().values()) {
                if (sensor.signal() instanceof Signal.Repeat repeat) {
                    windows.add(repeat.windowSeconds());
                }
            }
        }
        return windows;
    }
}

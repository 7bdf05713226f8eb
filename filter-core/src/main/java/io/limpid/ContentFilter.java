package io.limpid;

import io.limpid.decision.Decision;
import io.limpid.decision.Provenance;
import io.limpid.decision.Skipped;
import io.limpid.rule.Category;
import io.limpid.signal.Signal;
import io.limpid.signal.classifier.Classifier;
import io.limpid.signal.keyword.KeywordHits;
import io.limpid.signal.keyword.KeywordIndex;
import io.limpid.signal.pattern.PatternDetector;
import io.limpid.text.Post;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
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
 * decision, apart from the measured times.
 */
public final class ContentFilter {
    private final List<CompiledRule> rules;
    private final Gates gates;
    private final Detectors detectors;
    private final Provenance provenance;
    private final LongSupplier nanos;

    private ContentFilter(List<CompiledRule> rules, Detectors detectors, Provenance provenance, LongSupplier nanos) {
        this.rules = rules;
        this.gates = new Gates(rules);
        this.detectors = detectors;
        this.provenance = provenance;
        this.nanos = nanos;
    }

    /**
     * A filter of these rulesets. Reads the tables and models that they need, which takes up to a second the first time.
     *
     * @param rulesets in any order; no two of the same name and version
     * @param classifiers models that rules may ask
     * @param nanos a clock for the times of the layers; {@code () -> 0} where nobody asks
     */
    public static ContentFilter of(
            Collection<PublishedRuleset> rulesets, Collection<Classifier> classifiers, LongSupplier nanos) {
        var compiler = new RuleCompiler();
        rulesets.stream()
                .sorted(Comparator.comparing((PublishedRuleset published) ->
                                published.ruleset().name())
                        .thenComparing(published -> published.ruleset().version()))
                .forEach(compiler::add);
        Map<String, Classifier> byName = new TreeMap<>();
        classifiers.forEach(classifier -> byName.put(classifier.name(), classifier));
        List<Provenance.Pinned> models = byName.values().stream()
                .map(model -> new Provenance.Pinned(model.name(), model.digest(), model.digest()))
                .toList();
        return new ContentFilter(
                compiler.rules(),
                compiler.detectors(byName),
                new Provenance(compiler.rulesets(), models, Engine.describe()),
                nanos);
    }

    /** Decides on a post. */
    public Decision decide(Post post, Surroundings surroundings) {
        return decide(post, surroundings, true);
    }

    /** Decides with every rule evaluated, candidate or not: slower, with the same outcome. */
    Decision decideDully(Post post, Surroundings surroundings) {
        return decide(post, surroundings, false);
    }

    private Decision decide(Post post, Surroundings surroundings, boolean shortcut) {
        var clock = new LayerClock(nanos);
        var observations = new Observations(post, surroundings, detectors, clock);
        var evaluation = new Evaluation(observations);
        List<CompiledRule> chosen = shortcut ? gates.candidates(observations) : rules;
        List<Verdict> verdicts = clock.time(
                "rule", () -> chosen.stream().map(evaluation::verdict).toList());
        var precedence = Precedence.of(verdicts, evaluation);
        return new Decision(
                precedence.action(),
                precedence.reasons(),
                precedence.suppressed(),
                precedence.shadow(),
                observations.knownLanguage(),
                scores(observations),
                skipped(verdicts, observations),
                clock.times(),
                provenance);
    }

    private Map<Category, Integer> scores(Observations observations) {
        Map<Category, Integer> scores = new EnumMap<>(Category.class);
        for (Category category : Category.values()) {
            if (detectors.classifiers().containsKey(category.id())) {
                observations.score(category.id()).ifPresent(scored -> scores.put(category, scored.score()));
            }
        }
        return scores;
    }

    private List<Skipped> skipped(List<Verdict> verdicts, Observations observations) {
        List<Skipped> skipped = new ArrayList<>(verdicts.stream()
                .map(Verdict::skipped)
                .flatMap(Optional::stream)
                .toList());
        observations.hits().cut().stream().map(this::cutOff).distinct().forEach(skipped::add);
        observations.cuts().stream().map(this::cutOff).forEach(skipped::add);
        Set<String> missing = observations.missingModels();
        for (String model : missing) {
            skipped.add(new Skipped(
                    "classifier:" + model,
                    Skipped.Cause.LAYER_UNAVAILABLE,
                    "a rule asks for it, but no such model is loaded"));
        }
        for (Category category : Category.values()) {
            String model = category.id();
            if (!detectors.classifiers().containsKey(model) && !missing.contains(model)) {
                skipped.add(new Skipped("classifier:" + model, Skipped.Cause.NO_MODEL, "no such model is loaded"));
            }
        }
        return skipped;
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
        var evaluation = new Evaluation(observations);
        return chosen.stream()
                .map(rule -> RuleOutcome.of(rule, Gates.isCandidate(rule, observations), evaluation))
                .toList();
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

package io.limpid;

import io.limpid.CompiledRule.Sensor;
import io.limpid.RuleOutcome.Status;
import io.limpid.decision.Decision;
import io.limpid.decision.Provenance;
import io.limpid.decision.Reason;
import io.limpid.decision.Skipped;
import io.limpid.decision.Suppression;
import io.limpid.rule.Action;
import io.limpid.rule.Category;
import io.limpid.rule.Condition;
import io.limpid.rule.Facts;
import io.limpid.rule.Rule;
import io.limpid.rule.RuleSignal;
import io.limpid.rule.Ruleset;
import io.limpid.signal.Evidence;
import io.limpid.signal.Signal;
import io.limpid.signal.classifier.Classifier;
import io.limpid.signal.keyword.KeywordIndex;
import io.limpid.signal.keyword.KeywordList;
import io.limpid.signal.link.HostNames;
import io.limpid.signal.link.ProtectedNames;
import io.limpid.signal.pattern.PatternDetector;
import io.limpid.text.Post;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Decides on posts by published rulesets.
 *
 * <p>Immutable, so one instance serves all threads. The cost of a decision grows with the text and with the rules whose
 * signals fire, not with the number of rules or entries. The same post, rulesets, models and surroundings give the same
 * decision, apart from the measured times.
 */
public final class ContentFilter {
    private final List<CompiledRule> rules;
    private final int sensors;
    private final KeywordIndex index;
    private final Map<Integer, List<CompiledRule>> rulesByUse;
    private final List<CompiledRule> ungated;
    private final Map<String, Classifier> classifiers;
    private final Provenance provenance;
    private final LongSupplier nanos;

    private ContentFilter(
            List<CompiledRule> rules,
            int sensors,
            KeywordIndex index,
            Map<String, Classifier> classifiers,
            Provenance provenance,
            LongSupplier nanos) {
        this.rules = rules;
        this.sensors = sensors;
        this.index = index;
        this.classifiers = classifiers;
        this.provenance = provenance;
        this.nanos = nanos;
        this.rulesByUse = new HashMap<>();
        this.ungated = new ArrayList<>();
        for (CompiledRule rule : rules) {
            List<Sensor> gates = rule.gates();
            if (gates == null || gates.stream().anyMatch(gate -> gate.use() < 0)) {
                ungated.add(rule);
                continue;
            }
            for (Sensor gate : gates) {
                List<CompiledRule> gated = rulesByUse.computeIfAbsent(gate.use(), use -> new ArrayList<>());
                if (!gated.contains(rule)) {
                    gated.add(rule);
                }
            }
        }
    }

    /**
     * A filter of these rulesets.
     *
     * @param rulesets in any order; no two of the same name and version
     * @param classifiers models that rules may ask
     * @param nanos a clock for the times of the layers; {@code () -> 0} where nobody asks
     */
    public static ContentFilter of(
            Collection<PublishedRuleset> rulesets, Collection<Classifier> classifiers, LongSupplier nanos) {
        return new Builder().build(rulesets, classifiers, nanos);
    }

    /** Decides on a post. */
    public Decision decide(Post post, Surroundings surroundings) {
        return new Run(post, surroundings).decide(true);
    }

    /** Decides with every rule evaluated, candidate or not: slower, with the same outcome. */
    Decision decideDully(Post post, Surroundings surroundings) {
        return new Run(post, surroundings).decide(false);
    }

    /** What came of each rule, every one evaluated, in order of id; for people who want to know why, or why not. */
    public List<RuleOutcome> explain(Post post, Surroundings surroundings) {
        Run run = new Run(post, surroundings);
        return rules.stream().map(run::explain).toList();
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
        return new Run(post, surroundings).explain(rule);
    }

    /** What decisions of this filter depend on. */
    public Provenance provenance() {
        return provenance;
    }

    /** The windows, in seconds, over which rules want near-duplicates counted. */
    public Set<Integer> repeatWindows() {
        Set<Integer> windows = new TreeSet<>();
        for (CompiledRule rule : rules) {
            for (Sensor sensor : rule.sensors().values()) {
                if (sensor.signal() instanceof Signal.Repeat repeat) {
                    windows.add(repeat.windowSeconds());
                }
            }
        }
        return windows;
    }

    /** One decision in the making. */
    private final class Run {
        private final LayerClock clock = new LayerClock(nanos);
        private final Observations observations;
        private final List<Skipped> skipped = new ArrayList<>();

        Run(Post post, Surroundings surroundings) {
            this.observations = new Observations(post, surroundings, index, classifiers, sensors, clock);
        }

        Decision decide(boolean shortcut) {
            List<CompiledRule> chosen = shortcut ? candidates() : rules;
            List<Verdict> verdicts =
                    clock.time("rule", () -> chosen.stream().map(this::verdict).toList());
            return assemble(verdicts);
        }

        private List<CompiledRule> candidates() {
            Set<CompiledRule> found = new LinkedHashSet<>();
            BitSet hit = observations.hits().hit();
            for (int use = hit.nextSetBit(0); use >= 0; use = hit.nextSetBit(use + 1)) {
                found.addAll(rulesByUse.getOrDefault(use, List.of()));
            }
            for (CompiledRule rule : ungated) {
                if (isCandidate(rule)) {
                    found.add(rule);
                }
            }
            return found.stream()
                    .sorted(Comparator.comparingInt(CompiledRule::number))
                    .toList();
        }

        private boolean isCandidate(CompiledRule rule) {
            List<Sensor> gates = rule.gates();
            return gates == null
                    || gates.stream()
                            .anyMatch(gate -> observations
                                    .see(gate, rule.sensors())
                                    .unsuppressed()
                                    .fired());
        }

        private record Verdict(CompiledRule rule, Status status, String detail) {}

        private Verdict verdict(CompiledRule compiled) {
            Rule rule = compiled.rule();
            if (!rule.scope().hasSurface(observations.post().surface())
                    || !rule.scope().hasLanguage(observations.scriptLanguage())) {
                return new Verdict(compiled, Status.OUT_OF_SCOPE, "");
            }
            Optional<String> missing = rule.when().facts().stream()
                    .filter(fact -> value(rule, fact).isEmpty())
                    .findFirst();
            if (missing.isPresent()) {
                return skip(compiled, Skipped.Cause.MISSING_FACT, missing.get());
            }
            try {
                if (holds(compiled, false)) {
                    return matched(compiled);
                }
                return stoppedByAllowSpan(compiled)
                        .map(by -> inLanguage(rule)
                                ? new Verdict(compiled, Status.SUPPRESSED, by)
                                : new Verdict(compiled, Status.OUT_OF_SCOPE, ""))
                        .orElse(new Verdict(compiled, Status.NOT_MATCHED, ""));
            } catch (Condition.EvaluationException e) {
                boolean attribute = rule.when().facts().contains("context.attributes");
                return skip(
                        compiled,
                        attribute ? Skipped.Cause.MISSING_FACT : Skipped.Cause.ERROR,
                        attribute ? "context.attributes" : String.valueOf(e.getMessage()));
            }
        }

        private Verdict skip(CompiledRule compiled, Skipped.Cause cause, String detail) {
            if (!inLanguage(compiled.rule())) {
                return new Verdict(compiled, Status.OUT_OF_SCOPE, "");
            }
            skipped.add(new Skipped(compiled.rule().id(), cause, detail));
            return new Verdict(compiled, Status.SKIPPED, detail);
        }

        private Verdict matched(CompiledRule compiled) {
            if (!inLanguage(compiled.rule())) {
                return new Verdict(compiled, Status.OUT_OF_SCOPE, "");
            }
            RuleSignal unless = compiled.rule().unless();
            if (unless != null) {
                Seen seen = see(compiled, RuleSignal.UNLESS);
                if (seen.fired()) {
                    return new Verdict(compiled, Status.SUPPRESSED, Observations.suppressor(unless, seen));
                }
            }
            return new Verdict(compiled, Status.MATCHED, "");
        }

        private boolean inLanguage(Rule rule) {
            return rule.scope().languages().isEmpty() || rule.scope().hasLanguage(observations.language());
        }

        /** What covers the matches without which the rule does not match, if it would match with them. */
        private Optional<String> stoppedByAllowSpan(CompiledRule compiled) throws Condition.EvaluationException {
            // What silenced a signal altogether tells more than what took a part of one.
            Optional<String> by = compiled.rule().when().signals().stream()
                    .map(name -> see(compiled, name))
                    .sorted(Comparator.comparing(Seen::fired))
                    .map(Seen::suppressor)
                    .flatMap(Optional::stream)
                    .findFirst();
            return by.isPresent() && holds(compiled, true) ? by : Optional.empty();
        }

        private Seen see(CompiledRule compiled, String signal) {
            Sensor sensor = compiled.sensors().get(signal);
            if (sensor == null) {
                throw new AssertionError(
                        "no sensor for " + signal + " of " + compiled.rule().id());
            }
            return observations.see(sensor, compiled.sensors());
        }

        private boolean holds(CompiledRule compiled, boolean suppressedToo) throws Condition.EvaluationException {
            return compiled.rule().when().test(name -> value(compiled, name, suppressedToo));
        }

        private Optional<Object> value(CompiledRule compiled, String name, boolean suppressedToo) {
            boolean count = name.endsWith(".count");
            boolean score = name.endsWith(".score");
            String signal = count || score ? name.substring(0, name.lastIndexOf('.')) : name;
            if (!compiled.rule().signals().containsKey(signal)) {
                return value(compiled.rule(), name);
            }
            Seen seen = see(compiled, signal);
            if (suppressedToo) {
                seen = seen.unsuppressed();
            }
            if (count) {
                return Optional.of(seen.count());
            }
            return Optional.of(score ? (Object) (seen.score() / 10_000.0) : (Object) seen.fired());
        }

        private Optional<Object> value(Rule rule, String fact) {
            Optional<Object> value = fact.equals(Facts.LANGUAGE)
                    ? Optional.of(observations.language().tag())
                    : Facts.has(fact) ? Facts.of(observations.post(), fact) : Optional.empty();
            return value.isPresent()
                    ? value
                    : Optional.ofNullable(rule.defaults().get(fact));
        }

        private Decision assemble(List<Verdict> verdicts) {
            Map<String, Verdict> active = new LinkedHashMap<>();
            for (Verdict verdict : verdicts) {
                if (verdict.rule().stage() == Stage.ACTIVE) {
                    active.put(verdict.rule().rule().id(), verdict);
                }
            }
            List<Reason> reasons = new ArrayList<>();
            List<Reason> shadow = new ArrayList<>();
            List<Suppression> suppressed = new ArrayList<>();
            for (Verdict verdict : verdicts) {
                Rule rule = verdict.rule().rule();
                boolean shadows = verdict.rule().stage() == Stage.SHADOW;
                if (verdict.status() == Status.SUPPRESSED && !shadows) {
                    suppressed.add(new Suppression(rule, verdict.detail(), evidence(verdict.rule(), true)));
                }
                if (verdict.status() != Status.MATCHED) {
                    continue;
                }
                Optional<String> superior = shadows ? Optional.empty() : superior(rule, active);
                if (superior.isPresent()) {
                    suppressed.add(new Suppression(rule, superior.get(), evidence(verdict.rule(), false)));
                } else {
                    (shadows ? shadow : reasons)
                            .add(new Reason(rule, verdict.rule().ruleset(), seen(verdict.rule(), false)));
                }
            }
            Comparator<Reason> byStrength = Comparator.comparing(
                            (Reason reason) -> reason.rule().action())
                    .reversed()
                    .thenComparing(reason -> reason.rule().id());
            reasons.sort(byStrength);
            shadow.sort(byStrength);
            suppressed.sort(
                    Comparator.comparing(suppression -> suppression.rule().id()));
            return new Decision(
                    reasons.stream().map(reason -> reason.rule().action()).reduce(Action.ALLOW, Action::or),
                    reasons,
                    suppressed,
                    shadow,
                    observations.knownLanguage(),
                    scores(),
                    allSkipped(),
                    clock.times(),
                    provenance);
        }

        /** The first of the rules that this one yields to that itself stands. */
        private Optional<String> superior(Rule rule, Map<String, Verdict> active) {
            return rule.yieldsTo().stream()
                    .filter(id -> {
                        Verdict other = active.get(id);
                        return other != null
                                && other.status() == Status.MATCHED
                                && superior(other.rule().rule(), active).isEmpty();
                    })
                    .findFirst();
        }

        private Map<Category, Integer> scores() {
            Map<Category, Integer> scores = new EnumMap<>(Category.class);
            for (Category category : Category.values()) {
                Classifier classifier = classifiers.get(category.id());
                if (classifier != null) {
                    scores.put(category, classifier.score(observations.post()).score());
                }
            }
            return scores;
        }

        private List<Skipped> allSkipped() {
            List<Skipped> all = new ArrayList<>(skipped);
            for (String model : observations.missingModels()) {
                all.add(new Skipped(
                        "classifier:" + model,
                        Skipped.Cause.LAYER_UNAVAILABLE,
                        "a rule asks for it, but no such model is loaded"));
            }
            for (Category category : Category.values()) {
                if (!classifiers.containsKey(category.id())
                        && !observations.missingModels().contains(category.id())) {
                    all.add(new Skipped(
                            "classifier:" + category.id(), Skipped.Cause.NO_MODEL, "no such model is loaded"));
                }
            }
            return all;
        }

        private List<Evidence> evidence(CompiledRule compiled, boolean suppressedToo) {
            return seen(compiled, suppressedToo).values().stream()
                    .flatMap(List::stream)
                    .toList();
        }

        /** What each signal of a rule saw and what each fact of its condition is, by name; what saw nothing is left out. */
        private Map<String, List<Evidence>> seen(CompiledRule compiled, boolean suppressedToo) {
            Map<String, List<Evidence>> bySignal = new LinkedHashMap<>();
            int room = Reason.MAX_EVIDENCE;
            for (String name : compiled.rule().signals().keySet()) {
                List<Evidence> evidence = Observations.evidence(see(compiled, name), suppressedToo, Math.max(1, room));
                if (!evidence.isEmpty()) {
                    bySignal.put(name, evidence);
                    room -= evidence.size();
                }
            }
            for (String fact : compiled.rule().when().facts()) {
                value(compiled.rule(), fact)
                        .filter(value -> !(value instanceof Map))
                        .ifPresent(value -> bySignal.put(fact, List.of(new Evidence.Fact(fact, value))));
            }
            return bySignal;
        }

        RuleOutcome explain(CompiledRule compiled) {
            boolean candidate = isCandidate(compiled);
            Verdict verdict = verdict(compiled);
            Map<String, List<Evidence>> evidence = new LinkedHashMap<>();
            compiled.sensors()
                    .keySet()
                    .forEach(name ->
                            evidence.put(name, Observations.evidence(see(compiled, name), false, Reason.MAX_EVIDENCE)));
            return new RuleOutcome(
                    compiled.rule(), candidate, verdict.status(), verdict.detail(), evidence, clauses(compiled));
        }

        private Map<String, String> clauses(CompiledRule compiled) {
            Map<String, String> clauses = new LinkedHashMap<>();
            for (Condition clause : compiled.rule().when().clauses()) {
                String result;
                try {
                    result = String.valueOf(clause.test(name -> value(compiled, name, false)));
                } catch (Condition.EvaluationException e) {
                    result = String.valueOf(e.getMessage());
                }
                clauses.put(clause.text(), result);
            }
            return clauses;
        }
    }

    /** Puts rules and detectors together. */
    private static final class Builder {
        private final KeywordIndex.Builder keywords = KeywordIndex.builder();
        private final Map<String, PatternDetector> patterns = new HashMap<>();
        private int sensors;

        ContentFilter build(
                Collection<PublishedRuleset> rulesets, Collection<Classifier> classifiers, LongSupplier nanos) {
            List<PublishedRuleset> ordered = rulesets.stream()
                    .sorted(Comparator.comparing((PublishedRuleset published) ->
                                    published.ruleset().name())
                            .thenComparing(published -> published.ruleset().version()))
                    .toList();
            List<CompiledRule> rules = new ArrayList<>();
            List<Provenance.Pinned> pinned = new ArrayList<>();
            for (PublishedRuleset published : ordered) {
                Ruleset ruleset = published.ruleset();
                var pin = new Provenance.Pinned(ruleset.name(), ruleset.version(), ruleset.digest());
                pinned.add(pin);
                for (Rule rule : ruleset.rules()) {
                    rules.add(compile(rules.size(), rule, ruleset, pin, published.stage()));
                }
            }
            Map<String, Classifier> byName = new TreeMap<>();
            classifiers.forEach(classifier -> byName.put(classifier.name(), classifier));
            List<Provenance.Pinned> models = byName.values().stream()
                    .map(model -> new Provenance.Pinned(model.name(), model.digest(), model.digest()))
                    .toList();
            return new ContentFilter(
                    List.copyOf(rules),
                    sensors,
                    keywords.build(),
                    byName,
                    new Provenance(pinned, models, Engine.describe()),
                    nanos);
        }

        private CompiledRule compile(int number, Rule rule, Ruleset ruleset, Provenance.Pinned pin, Stage stage) {
            Map<String, Sensor> byName = new LinkedHashMap<>();
            rule.signals().forEach((name, signal) -> byName.put(name, sensor(signal, rule, ruleset)));
            RuleSignal unless = rule.unless();
            if (unless != null) {
                byName.put(RuleSignal.UNLESS, sensor(unless, rule, ruleset));
            }
            List<Sensor> gates = rule.when()
                    .needs()
                    .map(names -> names.stream()
                            .map(byName::get)
                            .flatMap(sensor -> Optional.ofNullable(sensor).stream())
                            .toList())
                    .orElse(null);
            return new CompiledRule(number, rule, pin, stage, byName, gates);
        }

        private Sensor sensor(RuleSignal declared, Rule rule, Ruleset ruleset) {
            int number = sensors++;
            Signal signal = declared.signal();
            int use = -1;
            PatternDetector pattern = null;
            Set<String> hosts = Set.of();
            ProtectedNames names = null;
            if (signal instanceof Signal.Keyword keyword) {
                use = keywords.add(list(ruleset, keyword.list()), keyword.folds());
            } else if (signal instanceof Signal.Pattern regex) {
                pattern = patterns.computeIfAbsent(regex.regex(), PatternDetector::of);
            } else if (signal instanceof Signal.Link link && link.list() != null) {
                List<String> entries = list(ruleset, link.list()).entries().stream()
                        .filter(entry -> !entry.allow())
                        .map(KeywordList.Entry::text)
                        .toList();
                switch (link.trait().needs()) {
                    case HOSTS ->
                        hosts = entries.stream()
                                .flatMap(entry -> HostNames.canonical(entry).stream())
                                .collect(Collectors.toCollection(TreeSet::new));
                    case NAMES -> names = ProtectedNames.of(entries);
                    default -> throw new AssertionError("a list for a trait that needs none: " + rule.id());
                }
            }
            return new Sensor(number, declared, use, pattern, hosts, names);
        }

        private static KeywordList list(Ruleset ruleset, String name) {
            KeywordList list = ruleset.lists().get(name);
            if (list == null) {
                throw new AssertionError("a rule with an unknown list was let through: " + name);
            }
            return list;
        }
    }
}

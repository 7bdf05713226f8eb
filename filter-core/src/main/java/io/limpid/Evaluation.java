package io.limpid;

import io.limpid.CompiledRule.Sensor;
import io.limpid.RuleOutcome.Status;
import io.limpid.decision.Reason;
import io.limpid.decision.Skipped;
import io.limpid.rule.Condition;
import io.limpid.rule.Facts;
import io.limpid.rule.Rule;
import io.limpid.rule.RuleSignal;
import io.limpid.signal.Evidence;
import io.limpid.signal.Signal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Holds rules against what is seen in one post, each rule by itself. Not thread-safe. */
final class Evaluation {
    private final Observations observations;

    /** Models that the rule under evaluation asked in vain, since nobody asked them for this post yet. */
    private final Set<String> wanted = new TreeSet<>();

    Evaluation(Observations observations) {
        this.observations = observations;
    }

    Verdict verdict(CompiledRule compiled) {
        wanted.clear();
        Rule rule = compiled.rule();
        if (!rule.scope().hasSurface(observations.post().surface())
                || !rule.scope().hasLanguage(observations.scriptLanguage())) {
            return Verdict.of(compiled, Status.OUT_OF_SCOPE);
        }
        Verdict byCondition = verdictOfCondition(compiled);
        if (byCondition.status() == Status.NOT_MATCHED || byCondition.status() == Status.UNDECIDED) {
            return byCondition;
        }
        // Telling the language may need the detector, so it is asked only now.
        if (!rule.scope().languages().isEmpty() && !rule.scope().hasLanguage(observations.language())) {
            return Verdict.of(compiled, Status.OUT_OF_SCOPE);
        }
        return byCondition.status() == Status.MATCHED ? verdictOfUnless(compiled, byCondition) : byCondition;
    }

    private Verdict verdictOfCondition(CompiledRule compiled) {
        Rule rule = compiled.rule();
        Optional<String> missing = rule.when().facts().stream()
                .filter(fact -> fact(rule, fact).isEmpty())
                .findFirst();
        if (missing.isPresent()) {
            return Verdict.skipped(compiled, Skipped.Cause.MISSING_FACT, missing.get());
        }
        try {
            if (holds(compiled, false)) {
                return Verdict.of(compiled, Status.MATCHED);
            }
            return stoppedByAllowSpan(compiled)
                    .map(by -> Verdict.suppressed(compiled, by))
                    .orElse(Verdict.of(compiled, Status.NOT_MATCHED));
        } catch (Condition.EvaluationException e) {
            if (e.largeFact().isPresent()) {
                return Verdict.skipped(
                        compiled,
                        Skipped.Cause.LIMIT,
                        "more than " + Facts.MAX_SIZE + " code points in "
                                + e.largeFact().get());
            }
            // A score that is not known yet has no value; where that alone is left, it decides.
            if (!wanted.isEmpty()) {
                return Verdict.undecided(compiled, wanted);
            }
            boolean attribute = e.isMissingKey() && rule.when().facts().contains("context.attributes");
            return attribute
                    ? Verdict.skipped(compiled, Skipped.Cause.MISSING_FACT, "context.attributes")
                    : Verdict.skipped(compiled, Skipped.Cause.ERROR, "its condition has no value: " + e.kind());
        }
    }

    private Verdict verdictOfUnless(CompiledRule compiled, Verdict matched) {
        RuleSignal unless = compiled.rule().unless();
        if (unless == null) {
            return matched;
        }
        Sensor sensor = sensor(compiled, RuleSignal.UNLESS);
        if (isUnasked(sensor)) {
            return Verdict.undecided(compiled, wanted);
        }
        Seen seen = see(compiled, RuleSignal.UNLESS);
        return seen.fired() ? Verdict.suppressed(compiled, seen.stopper(unless)) : matched;
    }

    /** Whether a sensor needs a model that was not asked yet; then the model is wanted. */
    private boolean isUnasked(Sensor sensor) {
        boolean unasked = observations.isUnasked(sensor);
        if (unasked) {
            sensor.classifier().map(Signal.Classifier::model).ifPresent(wanted::add);
        }
        return unasked;
    }

    /** What covers the matches without which the rule does not match, if it would match with them. */
    private Optional<String> stoppedByAllowSpan(CompiledRule compiled) throws Condition.EvaluationException {
        // What silenced a signal altogether tells more than what took a part of one.
        Optional<String> by = compiled.rule().when().signals().stream()
                .filter(name -> canBeSuppressed(compiled, name))
                .map(name -> see(compiled, name))
                .sorted(Comparator.comparing(Seen::fired))
                .map(Seen::suppressor)
                .flatMap(Optional::stream)
                .findFirst();
        return by.isPresent() && holds(compiled, true) ? by : Optional.empty();
    }

    /** Lists have allow-spans, and what has to be near a list shares its fate; to look for anything else would only cost. */
    private static boolean canBeSuppressed(CompiledRule compiled, String signal) {
        RuleSignal declared = compiled.rule().signals().get(signal);
        return declared != null && (declared.signal() instanceof Signal.Keyword || declared.near() != null);
    }

    private boolean holds(CompiledRule compiled, boolean suppressedToo) throws Condition.EvaluationException {
        return compiled.rule().when().test(name -> value(compiled, name, suppressedToo));
    }

    /** What a signal of the rule, or its {@code unless}, saw. */
    Seen see(CompiledRule compiled, String signal) {
        return observations.rely(sensor(compiled, signal), compiled.sensors());
    }

    private static Sensor sensor(CompiledRule compiled, String signal) {
        Sensor sensor = compiled.sensors().get(signal);
        if (sensor == null) {
            throw new AssertionError(
                    "no sensor for " + signal + " of " + compiled.rule().id());
        }
        return sensor;
    }

    /** The signals of a rule whose sensors could be asked: all but models that nothing needed. */
    private List<String> asked(CompiledRule compiled) {
        return compiled.rule().signals().keySet().stream()
                .filter(signal -> !observations.isUnasked(sensor(compiled, signal)))
                .toList();
    }

    /** The value of a fact for the rule: the post's, else the rule's default. */
    Optional<Object> fact(Rule rule, String fact) {
        Optional<Object> value = fact.equals(Facts.LANGUAGE)
                ? Optional.of(observations.language().tag())
                : Facts.has(fact) ? Facts.of(observations.post(), fact) : Optional.empty();
        return value.isPresent() ? value : Optional.ofNullable(rule.defaults().get(fact));
    }

    private Optional<Object> value(CompiledRule compiled, String name, boolean suppressedToo) {
        boolean count = name.endsWith(".count");
        boolean score = name.endsWith(".score");
        String signal = count || score ? name.substring(0, name.lastIndexOf('.')) : name;
        if (!compiled.rule().signals().containsKey(signal)) {
            return fact(compiled.rule(), name);
        }
        if (isUnasked(sensor(compiled, signal))) {
            return Optional.empty();
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

    /** What each signal of a rule saw and what each fact of its condition is, by name; what saw nothing is left out. */
    Map<String, List<Evidence>> evidence(CompiledRule compiled, boolean suppressedToo) {
        Map<String, List<Evidence>> byName = new LinkedHashMap<>();
        int room = Reason.MAX_EVIDENCE;
        for (String signal : asked(compiled)) {
            List<Evidence> evidence = see(compiled, signal).evidence(suppressedToo, Math.max(1, room));
            if (!evidence.isEmpty()) {
                byName.put(signal, evidence);
                room -= evidence.size();
            }
        }
        for (String fact : compiled.rule().when().facts()) {
            fact(compiled.rule(), fact)
                    .filter(value -> !(value instanceof Map))
                    .ifPresent(value -> byName.put(fact, List.of(new Evidence.Fact(fact, value))));
        }
        return byName;
    }

    /** How often each signal of a rule fired, by name; one that did not is left out. */
    Map<String, Long> counts(CompiledRule compiled) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String signal : asked(compiled)) {
            Seen seen = see(compiled, signal);
            if (seen.fired()) {
                counts.put(signal, seen.count());
            }
        }
        return counts;
    }

    /** The parts of a rule's condition and what each comes to, in order. */
    Map<String, String> clauses(CompiledRule compiled) {
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

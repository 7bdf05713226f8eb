package io.limpid;

import com.google.common.collect.Sets;
import io.limpid.CompiledRule.Sensor;
import io.limpid.decision.Provenance;
import io.limpid.rule.Facts;
import io.limpid.rule.Rule;
import io.limpid.rule.RuleSignal;
import io.limpid.rule.Ruleset;
import io.limpid.signal.PersonalKind;
import io.limpid.signal.Signal;
import io.limpid.signal.classifier.Classifier;
import io.limpid.signal.classifier.Scores;
import io.limpid.signal.keyword.KeywordIndex;
import io.limpid.signal.keyword.KeywordList;
import io.limpid.signal.link.HostNames;
import io.limpid.signal.link.LinkFinder;
import io.limpid.signal.link.ProtectedNames;
import io.limpid.signal.pattern.PatternDetector;
import io.limpid.signal.personal.PersonalDataDetector;
import io.limpid.text.LanguageIdentifier;
import io.limpid.text.UnspacedWords;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts rules together with the detectors that their signals need; equal detectors are shared.
 *
 * <p>Tables and models that a detector otherwise reads with the first text that needs them are read here, so that no post
 * waits for them, and only those that some rule needs. Not thread-safe.
 */
final class RuleCompiler {
    private final List<Provenance.Pinned> active = new ArrayList<>();
    private final List<Provenance.Pinned> shadow = new ArrayList<>();
    private final List<CompiledRule> rules = new ArrayList<>();
    private final KeywordIndex.Builder keywords = KeywordIndex.builder();
    private final Map<String, PatternDetector> patterns = new HashMap<>();
    private final Set<PersonalKind> personal = EnumSet.noneOf(PersonalKind.class);
    private final Map<String, Classifier> classifiers;
    private int sensors;
    private boolean asksLanguage;

    /**
     * A compiler without rules.
     *
     * @param classifiers models that rules may ask, by name
     */
    RuleCompiler(Map<String, Classifier> classifiers) {
        this.classifiers = classifiers;
    }

    /**
     * Adds the rules of a ruleset.
     *
     * @throws IllegalArgumentException if a rule asks for more than a model promises; lint with the same models refuses it
     */
    void add(PublishedRuleset published) {
        Ruleset ruleset = published.ruleset();
        var pin = new Provenance.Pinned(ruleset.name(), ruleset.version(), ruleset.digest());
        (published.stage() == Stage.SHADOW ? shadow : active).add(pin);
        for (Rule rule : ruleset.rules()) {
            Map<String, Sensor> sensorsByName = new LinkedHashMap<>();
            rule.signals().forEach((name, signal) -> sensorsByName.put(name, sensor(signal, ruleset)));
            RuleSignal unless = rule.unless();
            if (unless != null) {
                sensorsByName.put(RuleSignal.UNLESS, sensor(unless, ruleset));
            }
            asksLanguage |=
                    !rule.scope().languages().isEmpty() || rule.when().facts().contains(Facts.LANGUAGE);
            rules.add(new CompiledRule(
                    rules.size(), rule, pin, published.stage(), false, sensorsByName, gates(rule, sensorsByName)));
        }
    }

    /** What acts of what was added, in that order. */
    List<Provenance.Pinned> active() {
        return active;
    }

    /** What only watches, in that order. */
    List<Provenance.Pinned> shadow() {
        return shadow;
    }

    /** The rules in the order in which they were added. */
    List<CompiledRule> rules() {
        return List.copyOf(rules);
    }

    Detectors detectors() {
        PersonalDataDetector.load(personal);
        if (asksLanguage) {
            LanguageIdentifier.load();
        }
        return new Detectors(keywords.build(), Sets.immutableEnumSet(personal), classifiers, sensors);
    }

    private static @Nullable List<Sensor> gates(Rule rule, Map<String, Sensor> sensors) {
        return rule.when()
                .needs()
                .map(names -> names.stream()
                        .map(sensors::get)
                        .flatMap(sensor -> Optional.ofNullable(sensor).stream())
                        .toList())
                .orElse(null);
    }

    private Sensor sensor(RuleSignal declared, Ruleset ruleset) {
        int number = sensors++;
        Signal signal = declared.signal();
        int use = -1;
        PatternDetector pattern = null;
        Set<String> hosts = Set.of();
        ProtectedNames names = null;
        int threshold = 0;
        if (signal instanceof Signal.Keyword keyword) {
            keyword.folds().load();
            if (keyword.wholeWords()) {
                UnspacedWords.load();
            }
            use = keywords.add(list(ruleset, keyword.list()), keyword.folds());
        } else if (signal instanceof Signal.Pattern regex) {
            regex.folds().load();
            pattern = patterns.computeIfAbsent(regex.regex(), PatternDetector::of);
        } else if (signal instanceof Signal.Personal wanted) {
            personal.addAll(wanted.kinds());
        } else if (signal instanceof Signal.Classifier wanted) {
            threshold = threshold(wanted);
        } else if (signal instanceof Signal.Link link) {
            LinkFinder.load();
            switch (link.trait().needs()) {
                case NOTHING -> {}
                case HOSTS ->
                    hosts = entries(ruleset, link.list())
                            .flatMap(entry -> HostNames.canonical(entry).stream())
                            .collect(Collectors.toCollection(TreeSet::new));
                case NAMES ->
                    names = ProtectedNames.of(entries(ruleset, link.list()).toList());
            }
        }
        return new Sensor(number, declared, use, pattern, hosts, names, threshold);
    }

    private int threshold(Signal.Classifier wanted) {
        Classifier classifier = classifiers.get(wanted.model());
        if (classifier == null) {
            // Scores come only from elsewhere then. A calibrated score of at least the precision keeps that precision.
            return wanted.bar() == Signal.Classifier.Bar.FALSE_POSITIVES_AT_MOST
                    ? Scores.ONE - wanted.value()
                    : wanted.value();
        }
        return classifier
                .model()
                .threshold(wanted.label(), wanted.bar(), wanted.value())
                .orElseThrow(() -> new IllegalArgumentException("the model " + wanted.model() + " does not promise "
                        + wanted.bar().id() + " " + wanted.value() / 10_000.0 + " for " + wanted.score()));
    }

    private static Stream<String> entries(Ruleset ruleset, @Nullable String list) {
        return list(ruleset, list).entries().stream()
                .filter(entry -> !entry.allow())
                .map(KeywordList.Entry::text);
    }

    private static KeywordList list(Ruleset ruleset, @Nullable String name) {
        KeywordList list = name == null ? null : ruleset.lists().get(name);
        if (list == null) {
            throw new AssertionError("a rule with an unknown list was let through: " + name);
        }
        return list;
    }
}

package io.limpid.rule;

import io.limpid.rule.SignalReader.Signals;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads the {@code explain} of a rule, and checks that each of its placeholders can be filled. */
final class ExplanationReader {
    static final int MAX_LENGTH = 2_000;

    private final Issues issues;

    ExplanationReader(Issues issues) {
        this.issues = issues;
    }

    /** A text for each audience; the public one serves those that have none of their own. Empty without a public one. */
    Map<Audience, LocalText> read(Fields fields, Signals signals) {
        Map<Audience, LocalText> texts = new EnumMap<>(Audience.class);
        for (Audience audience : Audience.values()) {
            if (audience == Audience.PUBLIC || fields.has(audience.id())) {
                fields.requiredLocalText(audience.id()).ifPresent(text -> {
                    texts.put(audience, text);
                    check(fields.at(audience.id()), text, signals);
                });
            }
        }
        fields.done();
        LocalText forAll = texts.get(Audience.PUBLIC);
        if (forAll != null) {
            texts.putIfAbsent(Audience.AUTHOR, forAll);
            texts.putIfAbsent(Audience.REVIEWER, forAll);
        }
        return texts;
    }

    /** The names between double braces in all texts. */
    static Set<String> placeholders(Map<Audience, LocalText> explain) {
        Set<String> names = new TreeSet<>();
        for (LocalText text : explain.values()) {
            text.byLanguage().values().forEach(template -> names.addAll(Template.names(template)));
        }
        return names;
    }

    private void check(Place place, LocalText text, Signals signals) {
        for (String template : text.byLanguage().values()) {
            if (template.length() > MAX_LENGTH) {
                issues.error(place, "an explanation of " + template.length() + " characters", "at most " + MAX_LENGTH);
            }
            Template.names(template).forEach(name -> checkPlaceholder(place, name, signals));
            Template.namesWithoutPlace(template).stream()
                    .filter(name -> isKnown(name, signals))
                    .forEach(name -> issues.warning(
                            place,
                            "the explanation has \"" + name + "\" in single braces, which stay as they are",
                            "write {{" + name + "}}"));
        }
    }

    private void checkPlaceholder(Place place, String name, Signals signals) {
        String signal = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        boolean isPart = signals.names().contains(signal);
        if (!isKnown(name, signals)) {
            List<String> known = new ArrayList<>(signals.names());
            known.addAll(Facts.schema().keySet());
            issues.error(
                    place,
                    "the explanation names \"" + name + "\", which is no signal and no fact",
                    isPart ? "a signal has .count and, if it is a classifier, .score" : Issues.suggest(name, known));
        } else if (isPart && name.endsWith(".score") && !signals.mayHaveScore(signal)) {
            issues.error(place, "the explanation names \"" + name + "\"", "only a classifier has a score");
        }
    }

    private static boolean isKnown(String name, Signals signals) {
        boolean isPart = signals.names().contains(name.substring(0, Math.max(0, name.lastIndexOf('.'))));
        return isPart
                ? name.endsWith(".count") || name.endsWith(".score")
                : signals.names().contains(name) || Facts.has(name);
    }
}

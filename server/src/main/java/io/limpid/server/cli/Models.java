package io.limpid.server.cli;

import io.limpid.rule.Rule;
import io.limpid.rule.RuleSignal;
import io.limpid.rule.Ruleset;
import io.limpid.signal.Signal;
import io.limpid.signal.classifier.BatchingClassifier;
import io.limpid.signal.classifier.BatchingClassifier.Patience;
import io.limpid.signal.classifier.Classifier;
import io.limpid.signal.classifier.ModelDescription;
import io.limpid.signal.classifier.ModelFile;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The models of a command that decides by itself, each loaded when the first post needs it, and asked with endless patience. */
final class Models implements AutoCloseable {
    private final List<BatchingClassifier> classifiers;

    private Models(List<BatchingClassifier> classifiers) {
        this.classifiers = classifiers;
    }

    static Models of(List<ModelFile> files) {
        return new Models(files.stream()
                .map(file ->
                        new BatchingClassifier(file.description(), () -> NativeEngine.load(file), Patience.ENDLESS))
                .toList());
    }

    List<ModelDescription> descriptions() {
        return classifiers.stream().map(Classifier::model).toList();
    }

    Collection<Classifier> classifiers() {
        return List.copyOf(classifiers);
    }

    /**
     * Loads the models that rules ask, and says so, since it takes seconds.
     *
     * @throws UnusableInputException if one cannot be loaded
     */
    void loadFor(Collection<Ruleset> rulesets, Console console) {
        Set<String> asked = askedBy(rulesets);
        List<BatchingClassifier> needed = classifiers.stream()
                .filter(classifier -> asked.contains(classifier.model().name()))
                .toList();
        if (needed.isEmpty()) {
            return;
        }
        console.say("loading " + inWords(needed.stream().map(Classifier::model).toList()) + " …");
        for (BatchingClassifier classifier : needed) {
            try {
                classifier.awaitLoaded();
            } catch (RuntimeException e) {
                throw new UnusableInputException(
                        "cannot load the model " + classifier.model().name() + ": " + e.getMessage());
            }
        }
    }

    /** {@code the model spam}, {@code the models rights, spam}. */
    static String inWords(List<ModelDescription> models) {
        return (models.size() == 1 ? "the model " : "the models ")
                + String.join(", ", models.stream().map(ModelDescription::name).toList());
    }

    /** The names of the models that rules ask. */
    static Set<String> askedBy(Collection<Ruleset> rulesets) {
        Set<String> names = new TreeSet<>();
        rulesets.stream()
                .flatMap(ruleset -> ruleset.rules().stream())
                .flatMap(Models::signals)
                .forEach(signal -> {
                    if (signal.signal() instanceof Signal.Classifier classifier) {
                        names.add(classifier.model());
                    }
                });
        return names;
    }

    private static Stream<RuleSignal> signals(Rule rule) {
        return Stream.concat(rule.signals().values().stream(), Stream.ofNullable(rule.unless()));
    }

    @Override
    public void close() {
        classifiers.forEach(BatchingClassifier::close);
    }
}

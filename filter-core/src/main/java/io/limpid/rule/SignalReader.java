package io.limpid.rule;

import io.limpid.signal.Signal;
import io.limpid.signal.classifier.ModelDescription;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the signals of a rule: their names, what each observes, and which has to stand near which. */
final class SignalReader {
    static final int MAX_SIGNALS = 32;
    static final int MAX_WITHIN = 1_000;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Set<String> RESERVED = Set.of(
            "author", "context", "surface", "language", "text", "true", "false", "null", "in", RuleSignal.UNLESS);

    private final SignalFormReader formReader;
    private final Issues issues;

    SignalReader(Set<String> lists, Map<String, ModelDescription> models, Issues issues) {
        this.formReader = new SignalFormReader(lists, models);
        this.issues = issues;
    }

    /**
     * The signals of a rule.
     *
     * @param declared where each is declared, by name, those at fault included
     * @param sound those without a fault, by name
     */
    record Signals(Map<String, Place> declared, Map<String, RuleSignal> sound) {
        Signals {
            declared = Collections.unmodifiableMap(new LinkedHashMap<>(declared));
            sound = Collections.unmodifiableMap(new LinkedHashMap<>(sound));
        }

        Set<String> names() {
            return declared.keySet();
        }

        boolean areWellNamed() {
            return declared.keySet().stream().allMatch(SignalReader::isName);
        }

        /** Whether the signal may have a score. One at fault may, so that nothing else is blamed for it. */
        boolean mayHaveScore(String name) {
            RuleSignal signal = sound.get(name);
            return signal == null || signal.signal() instanceof Signal.Classifier;
        }
    }

    /** Which signal another has to stand near, and how near. */
    private record Near(String signal, int within) {}

    Signals read(Fields rule) {
        Map<String, Place> declared = new LinkedHashMap<>();
        Map<String, RuleSignal> sound = new LinkedHashMap<>();
        Optional<Fields> signals = rule.requiredMapping("signals", "signals");
        if (signals.isEmpty()) {
            return new Signals(declared, sound);
        }
        Fields forms = signals.get();
        List<String> names = forms.keys();
        if (names.isEmpty()) {
            issues.error(forms.place(), "a rule without signals", "declare what it looks for");
        }
        if (names.size() > MAX_SIGNALS) {
            issues.error(forms.place(), "a rule with " + names.size() + " signals", "at most " + MAX_SIGNALS);
        }
        Map<String, String> nears = new LinkedHashMap<>();
        for (String name : names) {
            declared.put(name, forms.atKey(name));
            checkName(name, forms.atKey(name));
            Optional<Fields> form = forms.mapping(name, "the signal \"" + name + "\"");
            if (form.isPresent()) {
                Optional<Near> near = near(name, form.get(), forms);
                near.ifPresent(other -> nears.put(name, other.signal));
                signal(name, form.get(), near).ifPresent(signal -> sound.put(name, signal));
            }
        }
        checkCircles(nears, declared);
        return new Signals(declared, sound);
    }

    Optional<RuleSignal> readUnless(Fields form) {
        return signal(RuleSignal.UNLESS, form, Optional.empty());
    }

    private Optional<RuleSignal> signal(String name, Fields form, Optional<Near> near) {
        Optional<Signal> signal = formReader.read(form);
        form.done();
        return signal.map(observed -> new RuleSignal(
                name,
                observed,
                near.map(Near::signal).orElse(null),
                near.map(Near::within).orElse(0)));
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches() && !RESERVED.contains(name);
    }

    private void checkName(String name, Place at) {
        if (!isName(name)) {
            issues.error(
                    at,
                    "\"" + name + "\" cannot name a signal",
                    RESERVED.contains(name)
                            ? "it names a fact or is a word of the language"
                            : "a-z, 0-9 and _, beginning with a letter");
        }
    }

    private Optional<Near> near(String name, Fields form, Fields forms) {
        Optional<String> near = form.text("near");
        OptionalInt within = form.integer("within", 0, MAX_WITHIN);
        if (near.isEmpty()) {
            if (form.has("within")) {
                issues.error(form.atKey("within"), "\"within\" without \"near\"", "add \"near: <signal>\"");
            }
            return Optional.empty();
        }
        String other = near.get();
        if (lacksPlace(name, forms)) {
            issues.error(form.atKey("near"), "\"near\" on a signal that has no place in the text", "remove it");
            return Optional.empty();
        }
        if (!forms.has(other) || other.equals(name)) {
            List<String> others =
                    forms.keys().stream().filter(known -> !known.equals(name)).collect(Collectors.toList());
            issues.error(form.at("near"), "no other signal \"" + other + "\"", Issues.suggest(other, others));
            return Optional.empty();
        }
        if (lacksPlace(other, forms)) {
            issues.error(
                    form.at("near"),
                    "the signal \"" + other + "\" has no place in the text",
                    "near needs a list, regex, personal or link");
            return Optional.empty();
        }
        if (!form.has("within")) {
            issues.error(form.atKey("near"), "\"near\" without \"within\"", "add \"within: <code points>\"");
        }
        return Optional.of(new Near(other, within.orElse(0)));
    }

    private static boolean lacksPlace(String name, Fields forms) {
        return forms.hasAnyOf(name, "repeat", "classifier");
    }

    private void checkCircles(Map<String, String> nears, Map<String, Place> declared) {
        nears.forEach((name, near) -> {
            Set<String> seen = new HashSet<>();
            String at = near;
            while (at != null && !at.equals(name) && seen.add(at)) {
                at = nears.get(at);
            }
            if (name.equals(at)) {
                issues.error(
                        declared.getOrDefault(name, Place.startOf("")),
                        "the signal \"" + name + "\" is near itself by a circle",
                        "let one of them stand alone");
            }
        });
    }
}

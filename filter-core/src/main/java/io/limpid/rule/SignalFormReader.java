package io.limpid.rule;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.limpid.signal.LinkTrait;
import io.limpid.signal.PersonalKind;
import io.limpid.signal.RepeatScope;
import io.limpid.signal.Signal;
import io.limpid.signal.classifier.ModelDescription;
import io.limpid.signal.classifier.Promises;
import io.limpid.signal.pattern.PatternDetector;
import io.limpid.signal.repeat.RecentPosts;
import io.limpid.text.Fold;
import io.limpid.text.FoldSet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads what a signal observes: a list, a regular expression, personal data, links, repeats or a model's score. */
final class SignalFormReader {
    private static final List<String> FORMS = List.of("list", "regex", "personal", "link", "repeat", "classifier");
    static final int MAX_WINDOW = 7 * 24 * 3_600;

    private final Set<String> lists;
    private final Map<String, ModelDescription> models;

    SignalFormReader(Set<String> lists, Map<String, ModelDescription> models) {
        this.lists = lists;
        this.models = models;
    }

    Optional<Signal> read(Fields fields) {
        List<String> forms = FORMS.stream().filter(fields::has).toList();
        if (forms.size() != 1) {
            fields.issues()
                    .error(
                            fields.place(),
                            forms.isEmpty()
                                    ? "a signal without a form"
                                    : "a signal with " + String.join(" and ", forms),
                            "give it one of " + String.join(", ", FORMS));
            fields.keys().forEach(fields::node);
            return Optional.empty();
        }
        return switch (forms.get(0)) {
            case "list" -> keyword(fields);
            case "regex" -> pattern(fields);
            case "personal" -> personal(fields);
            case "link" -> link(fields);
            case "repeat" -> repeat(fields);
            default -> classifier(fields);
        };
    }

    private Optional<Signal> keyword(Fields fields) {
        Optional<String> list = list(fields, "list");
        FoldSet folds = folds(fields);
        boolean wholeWords = fields.bool("whole_words").orElse(false);
        return list.map(name -> new Signal.Keyword(name, folds, wholeWords));
    }

    private Optional<String> list(Fields fields, String key) {
        Optional<String> name = fields.requiredText(key);
        if (name.isPresent() && !lists.contains(name.get())) {
            String hint = name.get().contains("/") || name.get().contains(".")
                    ? "a list is named, not given by path: lists/<name>.txt"
                    : lists.isEmpty() ? "the ruleset has no lists" : Issues.suggest(name.get(), lists);
            fields.issues().error(fields.at(key), "no list \"" + name.get() + "\"", hint);
            return Optional.empty();
        }
        return name;
    }

    private static FoldSet folds(Fields fields) {
        Set<Fold> folds = new LinkedHashSet<>();
        boolean skip = false;
        for (Fields.Item item : fields.items("fold")) {
            String name = item.text();
            Optional<Fold> fold = Fold.parse(name);
            if (fold.isEmpty()) {
                List<String> known =
                        new ArrayList<>(Fold.PLAIN.stream().map(Fold::name).toList());
                known.add("skip(2)");
                fields.issues().error(item.at(), "no fold \"" + name + "\"", Issues.suggest(name, known));
                continue;
            }
            boolean isSkip = name.startsWith("skip");
            if (!folds.add(fold.get()) || isSkip && skip) {
                fields.issues().error(item.at(), "the fold \"" + name + "\" a second time", "");
                folds.remove(fold.get());
            }
            skip |= isSkip;
        }
        return FoldSet.of(folds);
    }

    private static Optional<Signal> pattern(Fields fields) {
        FoldSet folds = folds(fields);
        Optional<String> regex = fields.requiredText("regex");
        if (regex.isEmpty()) {
            return Optional.empty();
        }
        Place at = fields.at("regex");
        if (regex.get().length() > PatternDetector.MAX_LENGTH) {
            fields.issues()
                    .error(
                            at,
                            "a regular expression of " + regex.get().length() + " characters",
                            "at most " + PatternDetector.MAX_LENGTH);
            return Optional.empty();
        }
        try {
            Pattern pattern = Pattern.compile(regex.get());
            if (pattern.programSize() > PatternDetector.MAX_PROGRAM) {
                fields.issues()
                        .error(
                                at,
                                "a regular expression of " + pattern.programSize() + " instructions",
                                "at most " + PatternDetector.MAX_PROGRAM
                                        + "; use smaller repetitions or fewer alternatives");
                return Optional.empty();
            }
            if (pattern.matches("")) {
                fields.issues()
                        .error(at, "a regular expression that matches the empty text", "demand at least one character");
                return Optional.empty();
            }
            return Optional.of(new Signal.Pattern(regex.get(), folds));
        } catch (PatternSyntaxException e) {
            fields.issues()
                    .error(
                            at,
                            "not a regular expression: " + e.getDescription() + " in \"" + e.getPattern() + "\"",
                            "RE2 syntax: no look-around, no back-references");
            return Optional.empty();
        }
    }

    private static Optional<Signal> personal(Fields fields) {
        Set<PersonalKind> kinds = EnumSet.noneOf(PersonalKind.class);
        for (Fields.Item item : fields.items("personal")) {
            String name = item.text();
            Optional<PersonalKind> kind = PersonalKind.parse(name);
            if (kind.isEmpty()) {
                fields.issues()
                        .error(
                                item.at(),
                                "no personal data \"" + name + "\"",
                                Issues.suggest(
                                        name,
                                        Arrays.stream(PersonalKind.values())
                                                .map(PersonalKind::id)
                                                .toList()));
            }
            kind.ifPresent(kinds::add);
        }
        return kinds.isEmpty() ? Optional.empty() : Optional.of(new Signal.Personal(kinds));
    }

    private Optional<Signal> link(Fields fields) {
        Optional<String> name = fields.requiredText("link");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<LinkTrait> trait = LinkTrait.parse(name.get());
        if (trait.isEmpty()) {
            fields.node("hosts");
            fields.node("names");
            fields.issues()
                    .error(
                            fields.at("link"),
                            "no link feature \"" + name.get() + "\"",
                            Issues.suggest(
                                    name.get(),
                                    Arrays.stream(LinkTrait.values())
                                            .map(LinkTrait::id)
                                            .toList()));
            return Optional.empty();
        }
        return switch (trait.get().needs()) {
            case NOTHING -> Optional.of(new Signal.Link(trait.get(), null));
            case HOSTS -> list(fields, "hosts").map(list -> new Signal.Link(trait.get(), list));
            case NAMES -> list(fields, "names").map(list -> new Signal.Link(trait.get(), list));
        };
    }

    private static Optional<Signal> repeat(Fields fields) {
        Optional<String> name = fields.requiredText("repeat");
        OptionalInt count = fields.has("count_at_least")
                ? fields.integer("count_at_least", 2, RecentPosts.COUNT_MAX)
                : OptionalInt.of(2);
        OptionalInt window = fields.requiredInteger("window_seconds", 1, MAX_WINDOW);
        Optional<RepeatScope> scope = name.flatMap(RepeatScope::parse);
        if (name.isPresent() && scope.isEmpty()) {
            fields.issues()
                    .error(
                            fields.at("repeat"),
                            "no scope \"" + name.get() + "\" of repeats",
                            Issues.suggest(name.get(), List.of("author", "everyone")));
        }
        if (scope.isEmpty() || count.isEmpty() || window.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Signal.Repeat(scope.get(), count.getAsInt(), window.getAsInt()));
    }

    private Optional<Signal> classifier(Fields fields) {
        Optional<String> model = fields.requiredText("classifier");
        Optional<String> label = fields.has("label") ? fields.text("label") : model;
        List<Signal.Classifier> bars = new ArrayList<>();
        int given = 0;
        for (Signal.Classifier.Bar bar : Signal.Classifier.Bar.values()) {
            given += fields.has(bar.id()) ? 1 : 0;
            OptionalInt value = fields.share(bar.id());
            if (value.isPresent() && model.isPresent() && label.isPresent()) {
                bars.add(new Signal.Classifier(model.get(), label.get(), bar, value.getAsInt()));
            }
        }
        if (given != 1) {
            fields.issues()
                    .error(
                            fields.place(),
                            given == 0 ? "a classifier without a threshold" : "a classifier with two thresholds",
                            "give it one of precision_at_least, false_positives_at_most, score_at_least");
            return Optional.empty();
        }
        bars.forEach(wanted -> checkPromise(wanted, fields));
        return bars.stream().map(Signal.class::cast).findFirst();
    }

    /** What a rule demands has to be what the model's published table promises. */
    private void checkPromise(Signal.Classifier wanted, Fields fields) {
        if (models.isEmpty()) {
            return;
        }
        ModelDescription model = models.get(wanted.model());
        if (model == null) {
            fields.issues()
                    .warning(
                            fields.at("classifier"),
                            "no model \"" + wanted.model() + "\" is here, so the signal never fires",
                            Issues.suggest(wanted.model(), models.keySet()));
            return;
        }
        Promises promises = model.promises().get(wanted.label());
        if (promises == null) {
            fields.issues()
                    .error(
                            fields.at("label"),
                            "the model \"" + wanted.model() + "\" has no label \"" + wanted.label() + "\"",
                            Issues.suggest(wanted.label(), model.labels()));
            return;
        }
        Signal.Classifier.Bar bar = wanted.bar();
        if (promises.threshold(bar, wanted.value()).isEmpty()) {
            fields.issues()
                    .error(
                            fields.at(bar.id()),
                            "the model promises no " + bar.id() + " of " + share(wanted.value()) + " for "
                                    + wanted.score(),
                            promises.best(bar).isEmpty()
                                    ? "it promises nothing for this label; demand a raw score with score_at_least"
                                    : "the best that it can promise is "
                                            + share(promises.best(bar).getAsInt()));
        }
    }

    private static String share(int value) {
        return BigDecimal.valueOf(value, 4).toPlainString();
    }
}

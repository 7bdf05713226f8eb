package io.limpid.rule;

import io.limpid.signal.PersonalKind;
import io.limpid.signal.Signal;
import io.limpid.text.FoldSet;
import java.math.BigDecimal;
import java.util.List;
import java.util.StringJoiner;

/** A signal as a rule file writes it, in one way for each meaning. */
final class SignalText {
    private SignalText() {}

    /** {@code {list: verbs, fold: [width, case], near: app, within: 12}}. */
    static String of(RuleSignal named) {
        StringJoiner text = new StringJoiner(", ", "{", "}");
        write(named.signal(), text);
        if (named.near() != null) {
            text.add("near: " + named.near());
            text.add("within: " + named.within());
        }
        return text.toString();
    }

    private static void write(Signal signal, StringJoiner text) {
        if (signal instanceof Signal.Keyword keyword) {
            text.add("list: " + keyword.list());
            folds(keyword.folds(), text);
            if (keyword.wholeWords()) {
                text.add("whole_words: true");
            }
        } else if (signal instanceof Signal.Pattern pattern) {
            text.add("regex: '" + pattern.regex().replace("'", "''") + "'");
            folds(pattern.folds(), text);
        } else if (signal instanceof Signal.Personal personal) {
            List<String> kinds = personal.kinds().stream().map(PersonalKind::id).toList();
            text.add("personal: " + (kinds.size() == 1 ? kinds.get(0) : kinds));
        } else if (signal instanceof Signal.Link link) {
            text.add("link: " + link.trait().id());
            switch (link.trait().needs()) {
                case NOTHING -> {}
                case HOSTS -> text.add("hosts: " + link.list());
                case NAMES -> text.add("names: " + link.list());
            }
        } else if (signal instanceof Signal.Repeat repeat) {
            text.add("repeat: " + repeat.scope().id());
            text.add("count_at_least: " + repeat.countAtLeast());
            text.add("window_seconds: " + repeat.windowSeconds());
        } else if (signal instanceof Signal.Classifier classifier) {
            text.add("classifier: " + classifier.model());
            if (!classifier.label().equals(classifier.model())) {
                text.add("label: " + classifier.label());
            }
            text.add(classifier.bar().id() + ": "
                    + BigDecimal.valueOf(classifier.value(), 4).toPlainString());
        } else {
            throw new AssertionError("a signal without a form: " + signal);
        }
    }

    private static void folds(FoldSet folds, StringJoiner text) {
        if (!folds.folds().isEmpty()) {
            text.add("fold: " + folds);
        }
    }
}

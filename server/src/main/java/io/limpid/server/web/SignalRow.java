package io.limpid.server.web;

import io.limpid.rule.Rule;
import io.limpid.rule.RuleSignal;
import io.limpid.rule.Ruleset;
import io.limpid.server.web.Shelf.Volume;
import io.limpid.signal.PersonalKind;
import io.limpid.signal.Signal;
import io.limpid.signal.keyword.KeywordList;
import io.limpid.text.FoldSet;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A signal of a rule, told in words.
 *
 * @param what it looks for
 * @param list name of the list that it looks into
 * @param href of that list
 * @param code the expression that it looks for
 * @param notes what else holds, a sentence each
 */
record SignalRow(
        String name,
        String what,
        @Nullable String list,
        @Nullable String href,
        @Nullable String code,
        List<String> notes) {
    SignalRow {
        notes = List.copyOf(notes);
    }

    static SignalRow of(RuleSignal declared, Volume volume, Words words) {
        Ruleset ruleset = volume.ruleset();
        Signal signal = declared.signal();
        List<String> notes = new ArrayList<>();
        String list = list(signal);
        if (list != null) {
            KeywordList entries = ruleset.lists().get(list);
            notes.add(words.count(
                    "signal.entries", entries == null ? 0 : entries.entries().size()));
        }
        if (signal instanceof Signal.Keyword keyword) {
            if (keyword.wholeWords()) {
                notes.add(words.say("signal.whole-words"));
            }
            folds(keyword.folds(), words, notes);
        } else if (signal instanceof Signal.Pattern pattern) {
            folds(pattern.folds(), words, notes);
        }
        if (declared.near() != null) {
            notes.add(words.say("signal.near", declared.within(), declared.near()));
        }
        return new SignalRow(
                declared.name(),
                what(signal, words),
                list,
                list == null ? null : Links.list(volume, list),
                signal instanceof Signal.Pattern pattern ? pattern.regex() : null,
                notes);
    }

    /** Whether a rule looks into a list, be it to be stopped by it. */
    static boolean uses(Rule rule, String list) {
        return Stream.concat(rule.signals().values().stream(), Stream.ofNullable(rule.unless()))
                .anyMatch(signal -> list.equals(list(signal.signal())));
    }

    private static @Nullable String list(Signal signal) {
        if (signal instanceof Signal.Keyword keyword) {
            return keyword.list();
        }
        return signal instanceof Signal.Link link ? link.list() : null;
    }

    private static String what(Signal signal, Words words) {
        if (signal instanceof Signal.Keyword) {
            return words.say("signal.keyword");
        }
        if (signal instanceof Signal.Pattern) {
            return words.say("signal.pattern");
        }
        if (signal instanceof Signal.Personal personal) {
            return words.say(
                    "signal.personal",
                    personal.kinds().stream()
                            .map(PersonalKind::id)
                            .map(kind -> words.say("personal." + kind))
                            .collect(Collectors.joining(words.say("list.or"))));
        }
        if (signal instanceof Signal.Link link) {
            return words.say("link." + link.trait().id());
        }
        if (signal instanceof Signal.Repeat repeat) {
            return words.say(
                    "signal.repeat." + repeat.scope().id(),
                    repeat.countAtLeast(),
                    duration(repeat.windowSeconds(), words));
        }
        if (signal instanceof Signal.Classifier classifier) {
            return words.say(
                    "signal.classifier." + classifier.bar().id(),
                    classifier.score(),
                    classifier.bar() == Signal.Classifier.Bar.SCORE_AT_LEAST
                            ? words.decimal(classifier.value() / 10_000.0, 4)
                            : words.percent(classifier.value() / 10_000.0));
        }
        throw new AssertionError("a signal without words: " + signal);
    }

    static String duration(int seconds, Words words) {
        if (seconds % 86_400 == 0) {
            return words.count("days", seconds / 86_400);
        }
        if (seconds % 3_600 == 0) {
            return words.count("hours", seconds / 3_600);
        }
        return seconds % 60 == 0 ? words.count("minutes", seconds / 60) : words.count("seconds", seconds);
    }

    private static void folds(FoldSet folds, Words words, List<String> notes) {
        if (folds.folds().isEmpty()) {
            notes.add(words.say("signal.as-written"));
        } else {
            notes.add(words.say("signal.folds", folds(folds.names(), words)));
        }
    }

    /** Disguises in words. */
    static String folds(List<String> names, Words words) {
        return names.stream().map(name -> fold(name, words)).collect(Collectors.joining(words.say("list.semicolon")));
    }

    private static String fold(String name, Words words) {
        int open = name.indexOf('(');
        String key = "fold." + (open < 0 ? name : name.substring(0, open));
        if (!words.has(key)) {
            return name;
        }
        return open < 0 ? words.say(key) : words.say(key, name.substring(open + 1, name.length() - 1));
    }
}

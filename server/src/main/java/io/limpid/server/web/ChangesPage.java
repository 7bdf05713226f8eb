package io.limpid.server.web;

import io.limpid.rule.Ruleset;
import io.limpid.server.web.Shelf.Step;
import io.limpid.server.web.Shelf.Volume;
import java.util.List;
import java.util.Optional;

/** What became of the rulesets, newest first. */
record ChangesPage(View view, List<Row> rows, int earlier) {
    static final String PATH = "/rulebook/changes";

    /** A step with the text of its version, where this program can read it. */
    record Row(Step step, Optional<Ruleset> ruleset, Phrase name) {}

    static ChangesPage of(View view, Shelf shelf) {
        List<Step> steps = shelf.steps();
        List<Row> rows = steps.stream()
                .limit(Feed.MOST_ENTRIES)
                .map(step -> row(step, shelf, view.words().language()))
                .toList();
        return new ChangesPage(view, rows, steps.size() - rows.size());
    }

    private static Row row(Step step, Shelf shelf, ReaderLanguage reader) {
        Optional<Ruleset> ruleset = shelf.volume(step.version()).map(Volume::ruleset);
        Phrase name = ruleset.map(text -> Phrase.of(text.title(), reader))
                .orElse(new Phrase(step.version().name(), null));
        return new Row(step, ruleset, name);
    }
}

package io.limpid.server.web;

import io.limpid.server.web.Shelf.Edition;
import io.limpid.server.web.Shelf.Step;
import java.util.List;
import java.util.Optional;

/** What became of the rulesets, newest first. */
record ChangesPage(View view, List<Row> rows, int earlier) {
    static final String PATH = "/rulebook/changes";

    /** A step with the note on its version, where this program can read that. */
    record Row(Step step, Optional<Phrase> note, Phrase name) {}

    static ChangesPage of(View view, Shelf shelf) {
        List<Step> steps = shelf.steps();
        List<Row> rows = steps.stream()
                .limit(Feed.MOST_ENTRIES)
                .map(step -> row(step, shelf, view.words().language()))
                .toList();
        return new ChangesPage(view, rows, steps.size() - rows.size());
    }

    private static Row row(Step step, Shelf shelf, ReaderLanguage reader) {
        Optional<Edition> edition = shelf.edition(step.version());
        Phrase name = edition.map(text -> Phrase.of(text.title(), reader))
                .orElse(new Phrase(step.version().name(), null));
        return new Row(step, edition.map(text -> Phrase.guessed(text.changes())), name);
    }
}

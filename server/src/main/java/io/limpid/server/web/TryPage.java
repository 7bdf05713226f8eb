package io.limpid.server.web;

import java.util.List;
import java.util.Optional;

/**
 * The form for a text, with what came of one.
 *
 * @param typed what stands in the form
 * @param language chosen in the form, empty for none
 * @param error what is wrong with what was typed; empty where nothing is
 */
record TryPage(View view, List<String> languages, String typed, String language, String error, Optional<Tried> tried) {
    static final String PATH = "/rulebook/try";

    /** A text may have this many code points. */
    static final int MOST_CODE_POINTS = 10_000;
}

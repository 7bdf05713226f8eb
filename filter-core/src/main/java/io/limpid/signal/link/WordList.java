package io.limpid.signal.link;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;

/** Words of a text block, parted by white space. */
final class WordList {
    private static final Splitter SPLITTER =
            Splitter.on(CharMatcher.whitespace()).omitEmptyStrings();

    private WordList() {}

    static ImmutableSet<String> of(String block) {
        return ImmutableSet.copyOf(SPLITTER.split(block));
    }
}

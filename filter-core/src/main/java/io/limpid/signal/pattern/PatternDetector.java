package io.limpid.signal.pattern;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.limpid.text.FoldedText;
import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the matches of one regular expression in a folded text.
 *
 * <p>Immutable, so one instance serves all threads. RE2 makes one search in time linear in the text, but each match starts a
 * search of its own, and one such as {@code x*y|x} looks to the end of the text each time. So both the matches and the reading
 * are bounded, and the cost is linear for any expression and text.
 */
public final class PatternDetector {
    /** An expression may have this many characters. */
    public static final int MAX_LENGTH = 1_000;
    /** An expression may compile to this many RE2 instructions. */
    public static final int MAX_PROGRAM = 2_000;
    /** Matches of one expression in one field beyond this many are left out. */
    public static final int MAX_MATCHES = 10_000;
    /** The searches of one expression in one field may together read a long field this many times; a short one oftener. */
    public static final int MAX_PASSES = 10;

    private final Pattern pattern;

    private PatternDetector(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * What an expression matches in a text.
     *
     * @param spans places in the original text, in order, without overlaps
     * @param cut whether there may be more, beyond {@link #MAX_MATCHES} or beyond what is read
     */
    public record Found(List<Span> spans, boolean cut) {
        private static final Found NOTHING = new Found(List.of(), false);

        public Found {
            spans = List.copyOf(spans);
        }
    }

    /**
     * A detector for an expression in RE2 syntax.
     *
     * @throws com.google.re2j.PatternSyntaxException if it is none
     */
    public static PatternDetector of(String regex) {
        return new PatternDetector(Pattern.compile(regex));
    }

    /** The matches that are not empty, from the start of the text on. */
    public Found find(FoldedText text) {
        return find(text, new MeteredText(text.text(), MAX_PASSES));
    }

    Found find(FoldedText text, MeteredText metered) {
        // Most expressions match nothing in most texts, and one search is linear: it need not be metered.
        Matcher first = pattern.matcher(text.text());
        if (!first.find()) {
            return Found.NOTHING;
        }
        List<Span> spans = new ArrayList<>();
        Matcher matcher = pattern.matcher(metered);
        try {
            for (boolean found = matcher.find(first.start()); found; found = matcher.find()) {
                if (matcher.end() == matcher.start()) {
                    continue;
                }
                if (spans.size() == MAX_MATCHES) {
                    return new Found(spans, true);
                }
                spans.add(text.original(matcher.start(), matcher.end()));
            }
            return new Found(spans, false);
        } catch (MeteredText.SpentException e) {
            return new Found(spans, true);
        }
    }
}

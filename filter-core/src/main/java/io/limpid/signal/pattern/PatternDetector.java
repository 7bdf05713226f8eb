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
 * <p>Immutable, so one instance serves all threads. RE2 searches in time linear in the text; because each match starts a
 * search of its own, their number is bounded.
 */
public final class PatternDetector {
    /** An expression may have this many characters. */
    public static final int MAX_LENGTH = 1_000;
    /** An expression may compile to this many RE2 instructions. */
    public static final int MAX_PROGRAM = 2_000;
    /** Matches of one expression in one field beyond this many are left out. */
    public static final int MAX_MATCHES = 100;

    private final Pattern pattern;

    private PatternDetector(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * A detector for an expression in RE2 syntax.
     *
     * @throws com.google.re2j.PatternSyntaxException if it is none
     */
    public static PatternDetector of(String regex) {
        return new PatternDetector(Pattern.compile(regex));
    }

    /** The places in the original text, in order, without overlaps. */
    public List<Span> find(FoldedText text) {
        Matcher matcher = pattern.matcher(text.text());
        List<Span> spans = new ArrayList<>();
        while (spans.size() < MAX_MATCHES && matcher.find()) {
            if (matcher.end() > matcher.start()) {
                spans.add(text.original(matcher.start(), matcher.end()));
            }
        }
        return spans;
    }
}

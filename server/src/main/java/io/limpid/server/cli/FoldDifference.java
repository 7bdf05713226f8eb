package io.limpid.server.cli;

import io.limpid.text.FoldedText;
import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * A stretch of a text that folding changed.
 *
 * @param span where it stands in the original
 * @param folded what it became; empty where it was dropped
 */
record FoldDifference(Span span, String folded) {

    /** Every difference between a text and its original, in order; neighbouring ones are one. */
    static List<FoldDifference> of(FoldedText text) {
        List<FoldDifference> differences = new ArrayList<>();
        String original = text.original();
        String folded = text.text();
        int done = 0;
        for (int i = 0; i < folded.length(); ) {
            int next = i + Character.charCount(folded.codePointAt(i));
            Span span = text.original(i, next);
            while (next < folded.length() && text.original(next, next + 1).start() < span.end()) {
                next += Character.charCount(folded.codePointAt(next));
                span = text.original(i, next);
            }
            String piece = folded.substring(i, next);
            if (span.start() > done) {
                add(differences, new FoldDifference(new Span(done, span.start()), ""));
            }
            if (!original.substring(span.start(), span.end()).equals(piece)) {
                add(differences, new FoldDifference(span, piece));
            }
            done = Math.max(done, span.end());
            i = next;
        }
        if (done < original.length()) {
            add(differences, new FoldDifference(new Span(done, original.length()), ""));
        }
        return differences;
    }

    private static void add(List<FoldDifference> differences, FoldDifference next) {
        int last = differences.size() - 1;
        if (last >= 0 && differences.get(last).span.end() == next.span.start()) {
            FoldDifference before = differences.get(last);
            differences.set(
                    last,
                    new FoldDifference(new Span(before.span.start(), next.span.end()), before.folded + next.folded));
        } else {
            differences.add(next);
        }
    }
}

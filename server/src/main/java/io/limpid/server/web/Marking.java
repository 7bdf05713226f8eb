package io.limpid.server.web;

import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A text in pieces: where one begins or ends to be marked, a new piece begins.
 *
 * @param text the piece
 * @param numbers of what marks it, in order; empty where nothing does
 */
record Marking(String text, List<Integer> numbers) {
    boolean isMarked() {
        return !numbers.isEmpty();
    }

    /**
     * Cuts a text.
     *
     * @param spans what is to be marked, by number
     */
    static List<Marking> of(String text, List<Marked> spans) {
        TreeMap<Integer, List<Integer>> begins = new TreeMap<>();
        TreeMap<Integer, List<Integer>> ends = new TreeMap<>();
        var cuts = new TreeSet<Integer>(List.of(0, text.length()));
        for (Marked marked : spans) {
            int start = Math.min(marked.span().start(), text.length());
            int end = Math.min(marked.span().end(), text.length());
            if (start < end) {
                begins.computeIfAbsent(start, unknown -> new ArrayList<>()).add(marked.number());
                ends.computeIfAbsent(end, unknown -> new ArrayList<>()).add(marked.number());
                cuts.add(start);
                cuts.add(end);
            }
        }
        List<Marking> pieces = new ArrayList<>();
        TreeMap<Integer, Integer> open = new TreeMap<>();
        int from = 0;
        for (int cut : cuts) {
            if (from < cut) {
                add(pieces, new Marking(text.substring(from, cut), List.copyOf(open.keySet())));
            }
            // Of several marks of one number only one ends here.
            ends.getOrDefault(cut, List.of())
                    .forEach(number -> open.computeIfPresent(number, (key, count) -> count == 1 ? null : count - 1));
            begins.getOrDefault(cut, List.of()).forEach(number -> open.merge(number, 1, Integer::sum));
            from = cut;
        }
        return pieces;
    }

    private static void add(List<Marking> pieces, Marking piece) {
        int last = pieces.size() - 1;
        if (last >= 0 && pieces.get(last).numbers().equals(piece.numbers())) {
            pieces.set(last, new Marking(pieces.get(last).text() + piece.text(), piece.numbers()));
        } else {
            pieces.add(piece);
        }
    }

    /** Something to be marked under a number. */
    record Marked(Span span, int number) {}
}

package io.limpid;

import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The places of one signal in one field, for finding whether another stands near, in logarithmic time. */
final class Proximity {
    private final String text;
    private final List<Span> spans = new ArrayList<>();

    /** The furthest end of the spans up to each. */
    private final List<Integer> reach = new ArrayList<>();

    private Proximity(String text) {
        this.text = text;
    }

    /**
     * The occurrences at most {@code within} code points away from an occurrence of the other signal. What is near none that
     * counts is suppressed by what suppresses the other.
     *
     * @param textOf the text of a field
     */
    static Seen near(Seen found, Seen others, int within, UnaryOperator<String> textOf) {
        if (found.all().isEmpty() || others.all().isEmpty()) {
            return Seen.NOTHING;
        }
        Map<String, Proximity> counted = byField(others.counted(), textOf);
        Map<String, Proximity> all = others.isSuppressed() ? byField(others.all(), textOf) : counted;
        String suppressor = others.suppressor().orElse(null);
        List<Occurrence> near = new ArrayList<>();
        for (Occurrence occurrence : found.all()) {
            if (isNear(occurrence, counted, within)) {
                near.add(occurrence);
            } else if (suppressor != null && isNear(occurrence, all, within)) {
                near.add(occurrence.suppressedBy() == null ? occurrence.under(suppressor) : occurrence);
            }
        }
        return Seen.of(near);
    }

    /** The occurrences come in order of their start. */
    private static Map<String, Proximity> byField(List<Occurrence> occurrences, UnaryOperator<String> textOf) {
        Map<String, Proximity> byField = new LinkedHashMap<>();
        for (Occurrence occurrence : occurrences) {
            Span span = occurrence.span();
            if (span != null) {
                byField.computeIfAbsent(occurrence.field(), field -> new Proximity(textOf.apply(field)))
                        .add(span);
            }
        }
        return byField;
    }

    private static boolean isNear(Occurrence occurrence, Map<String, Proximity> others, int within) {
        Proximity inField = others.get(occurrence.field());
        Span span = occurrence.span();
        return inField != null && span != null && inField.hasWithin(span, within);
    }

    private void add(Span span) {
        int before = reach.isEmpty() ? 0 : reach.get(reach.size() - 1);
        spans.add(span);
        reach.add(Math.max(before, span.end()));
    }

    private boolean hasWithin(Span span, int within) {
        int next = firstFrom(span.start());
        if (next > 0 && isWithin(reach.get(next - 1), span.start(), within)) {
            return true;
        }
        return next < spans.size() && isWithin(span.end(), spans.get(next).start(), within);
    }

    private int firstFrom(int start) {
        int low = 0;
        int high = spans.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (spans.get(middle).start() < start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean isWithin(int from, int to, int within) {
        // A code point takes at most two chars, so counting them is needed only for close neighbours.
        return to <= from || to - from <= 2 * within && text.codePointCount(from, to) <= within;
    }
}

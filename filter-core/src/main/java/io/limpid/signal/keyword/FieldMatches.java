package io.limpid.signal.keyword;

import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one use has in one field while a scan runs. Not thread-safe. */
final class FieldMatches {
    /*
     * Whoever knows a list could fill a post with phrases that an allow-span covers, and hide behind ten thousand of them what
     * counts. So once there are too many, a second look takes only what no allow-span covers; by then all of these are known.
     */
    private static final Comparator<KeywordMatch> BY_PLACE = Comparator.comparingInt(
                    (KeywordMatch match) -> match.span().start())
            .thenComparingInt(match -> match.span().end())
            .thenComparingInt(match -> match.entry().line());

    private final String field;
    private final List<KeywordMatch> matches = new ArrayList<>();

    /** Allow-spans by their start; where several start, the longest. */
    private final TreeMap<Integer, Allowed> allowed = new TreeMap<>();

    private boolean full;

    /** Occurrences that no allow-span covers; only looked for when there are too many of all. */
    private @Nullable List<KeywordMatch> uncovered;

    private boolean cut;

    FieldMatches(String field) {
        this.field = field;
    }

    private record Allowed(KeywordList.Entry entry, Span span) {}

    void add(KeywordList.Entry entry, Span span) {
        if (entry.allow()) {
            Allowed known = allowed.get(span.start());
            if (known == null || known.span().end() < span.end()) {
                allowed.put(span.start(), new Allowed(entry, span));
            }
        } else if (matches.size() < KeywordIndex.MAX_MATCHES) {
            matches.add(new KeywordMatch(entry, field, span, null));
        } else {
            full = true;
        }
    }

    /** To be asked when all of the field has been added: which are suppressed, and whether a second look is needed. */
    boolean needsSecondLook() {
        reachFarthest();
        matches.replaceAll(match -> {
            Allowed by = over(match.span());
            return by == null ? match : new KeywordMatch(match.entry(), match.field(), match.span(), by.entry());
        });
        boolean needed = full && !allowed.isEmpty();
        if (needed) {
            uncovered = new ArrayList<>();
        }
        cut = full && !needed;
        return needed;
    }

    /** Takes part in the second look. */
    void addAgain(KeywordList.Entry entry, Span span) {
        List<KeywordMatch> counted = uncovered;
        if (counted == null || entry.allow() || over(span) != null) {
            return;
        }
        if (counted.size() < KeywordIndex.MAX_MATCHES) {
            counted.add(new KeywordMatch(entry, field, span, null));
        } else {
            cut = true;
        }
    }

    /** Whether occurrences that count were left out. */
    boolean isCut() {
        return cut;
    }

    /** Occurrences in order of place. */
    List<KeywordMatch> inOrder() {
        List<KeywordMatch> counted = uncovered;
        if (counted != null) {
            matches.removeIf(match -> match.suppressedBy() == null);
            matches.addAll(counted);
        }
        matches.sort(BY_PLACE);
        return matches;
    }

    /** Lets each start know the allow-span that reaches farthest of all that start there or before. */
    private void reachFarthest() {
        Allowed farthest = null;
        for (Map.Entry<Integer, Allowed> start : allowed.entrySet()) {
            if (farthest == null
                    || start.getValue().span().end() > farthest.span().end()) {
                farthest = start.getValue();
            }
            start.setValue(farthest);
        }
    }

    private @Nullable Allowed over(Span span) {
        Map.Entry<Integer, Allowed> before = allowed.floorEntry(span.start());
        return before != null && before.getValue().span().end() >= span.end() ? before.getValue() : null;
    }
}

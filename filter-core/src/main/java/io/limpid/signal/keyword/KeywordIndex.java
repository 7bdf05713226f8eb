package io.limpid.signal.keyword;

import io.limpid.text.FoldSet;
import io.limpid.text.FoldedText;
import io.limpid.text.FoldedViews;
import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ahocorasick.trie.PayloadTrie;
import org.jspecify.annotations.Nullable;

/**
 * Finds every entry of every list in one pass over each folded view, overlaps included.
 *
 * <p>Immutable, so one instance serves all threads. The cost of a scan grows with the text and its matches, not with the
 * number of entries.
 */
public final class KeywordIndex {
    /** Occurrences of one list beyond this many are left out of one post. */
    public static final int MAX_MATCHES = 10_000;

    private final Map<FoldSet, Automaton> automata;
    private final List<Use> uses;

    private KeywordIndex(Map<FoldSet, Automaton> automata, List<Use> uses) {
        this.automata = automata;
        this.uses = uses;
    }

    /** All entries under one set of folds, and the sieve before them. */
    private record Automaton(Sieve sieve, PayloadTrie<List<FoldedEntry>> trie) {
        static Automaton of(Map<String, List<FoldedEntry>> byText) {
            PayloadTrie.PayloadTrieBuilder<List<FoldedEntry>> trie = PayloadTrie.builder();
            byText.forEach((text, folded) -> trie.addKeyword(text, List.copyOf(folded)));
            return new Automaton(
                    Sieve.of(byText.values().stream().flatMap(List::stream).toList()), trie.build());
        }

        void scan(FoldedText view, String field, Found found) {
            sieve.pass(
                    view,
                    (from, to) -> trie.parseText(view.text().substring(from, to), emit -> {
                        for (FoldedEntry candidate : emit.getPayload()) {
                            Span span = candidate.accept(view, from + emit.getStart());
                            if (span != null) {
                                found.add(candidate, field, span);
                            }
                        }
                        return true;
                    }));
        }
    }

    /** A list under a set of folds. */
    private record Use(KeywordList list, FoldSet folds) {
        /** Two lists are the same list only if they are the same object: comparing their entries would cost too much. */
        @SuppressWarnings("ReferenceEquality")
        boolean isOf(KeywordList other, FoldSet otherFolds) {
            return list == other && folds.equals(otherFolds);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Every occurrence in the post's fields; {@code fields} in the order in which they are to be scanned. */
    public KeywordHits scan(Iterable<String> fields, FoldedViews views) {
        var hits = new KeywordHits(uses.size());
        if (automata.isEmpty()) {
            return hits;
        }
        var found = new Found(uses.size());
        automata.forEach((folds, automaton) -> {
            for (String field : fields) {
                automaton.scan(views.view(field, folds), field, found);
                found.finishField();
            }
        });
        found.moveTo(hits);
        return hits;
    }

    /** The folds without which the match could not have been seen, in the order in which they are applied. */
    public List<String> neededFolds(int use, KeywordMatch match, String quote) {
        FoldSet folds = uses.get(use).folds();
        return FoldedEntry.needed(match.entry(), quote, folds);
    }

    /** The sets of folds whose views a scan reads. */
    public Set<FoldSet> foldSets() {
        return automata.keySet();
    }

    /** The list of a use. */
    public KeywordList list(int use) {
        return uses.get(use).list();
    }

    /** Occurrences while a scan runs: by use, with the allow-spans of the field at hand kept apart. */
    private static final class Found {
        private final List<@Nullable List<KeywordMatch>> all;
        private final Map<Integer, List<KeywordMatch>> inField = new LinkedHashMap<>();
        private final Map<Integer, List<Allowed>> allowed = new LinkedHashMap<>();

        private record Allowed(KeywordList.Entry entry, Span span) {}

        Found(int uses) {
            this.all = new ArrayList<>(Collections.nCopies(uses, null));
        }

        void add(FoldedEntry entry, String field, Span span) {
            if (entry.entry().allow()) {
                List<Allowed> spans = allowed.computeIfAbsent(entry.use(), use -> new ArrayList<>());
                if (spans.size() < MAX_MATCHES) {
                    spans.add(new Allowed(entry.entry(), span));
                }
                return;
            }
            List<KeywordMatch> matches = inField.computeIfAbsent(entry.use(), use -> new ArrayList<>());
            if (matches.size() < MAX_MATCHES) {
                matches.add(new KeywordMatch(entry.entry(), field, span, null));
            }
        }

        void finishField() {
            inField.forEach((use, matches) -> {
                List<KeywordMatch> known = all.get(use);
                if (known == null) {
                    known = new ArrayList<>();
                    all.set(use, known);
                }
                matches.sort(Comparator.comparingInt(
                                (KeywordMatch match) -> match.span().start())
                        .thenComparingInt(match -> match.span().end())
                        .thenComparingInt(match -> match.entry().line()));
                known.addAll(suppress(matches, allowed.getOrDefault(use, List.of())));
            });
            inField.clear();
            allowed.clear();
        }

        private static List<KeywordMatch> suppress(List<KeywordMatch> matches, List<Allowed> allowed) {
            if (allowed.isEmpty()) {
                return matches;
            }
            List<Allowed> byStart = new ArrayList<>(allowed);
            byStart.sort(Comparator.comparingInt(allow -> allow.span().start()));
            List<KeywordMatch> result = new ArrayList<>(matches.size());
            int next = 0;
            @Nullable Allowed reach = null;
            for (KeywordMatch match : matches) {
                while (next < byStart.size()
                        && byStart.get(next).span().start() <= match.span().start()) {
                    Allowed candidate = byStart.get(next++);
                    if (reach == null || candidate.span().end() > reach.span().end()) {
                        reach = candidate;
                    }
                }
                result.add(
                        reach != null && reach.span().end() >= match.span().end()
                                ? new KeywordMatch(match.entry(), match.field(), match.span(), reach.entry())
                                : match);
            }
            return result;
        }

        void moveTo(KeywordHits hits) {
            for (int use = 0; use < all.size(); use++) {
                List<KeywordMatch> matches = all.get(use);
                if (matches != null) {
                    hits.put(use, matches);
                }
            }
        }
    }

    /** Collects the uses of lists; not thread-safe. */
    public static final class Builder {
        private final List<Use> uses = new ArrayList<>();
        private final Map<FoldSet, Map<String, List<FoldedEntry>>> entries = new LinkedHashMap<>();

        private Builder() {}

        /** Adds a list under a set of folds and gives the number of this use; the same pair gets the same number again. */
        public int add(KeywordList list, FoldSet folds) {
            for (int use = 0; use < uses.size(); use++) {
                if (uses.get(use).isOf(list, folds)) {
                    return use;
                }
            }
            int use = uses.size();
            uses.add(new Use(list, folds));
            Map<String, List<FoldedEntry>> byText = entries.computeIfAbsent(folds, set -> new LinkedHashMap<>());
            for (KeywordList.Entry entry : list.entries()) {
                FoldedEntry folded = FoldedEntry.of(entry, use, folds);
                if (!folded.folded().isEmpty()) {
                    byText.computeIfAbsent(folded.folded(), text -> new ArrayList<>(1))
                            .add(folded);
                }
            }
            return use;
        }

        public KeywordIndex build() {
            Map<FoldSet, Automaton> automata = new LinkedHashMap<>();
            entries.forEach((folds, byText) -> automata.put(folds, Automaton.of(byText)));
            return new KeywordIndex(automata, List.copyOf(uses));
        }
    }
}

package io.limpid.signal.keyword;

import io.limpid.text.FoldSet;
import io.limpid.text.FoldedText;
import io.limpid.text.FoldedViews;
import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.ahocorasick.trie.PayloadTrie;

/**
 * Finds every entry of every list in one pass over each folded view, overlaps included.
 *
 * <p>Immutable, so one instance serves all threads. The cost of a scan grows with the text and its matches, not with the
 * number of entries.
 */
public final class KeywordIndex {
    /**
     * Most occurrences of one list under one set of folds that count in one field. {@link KeywordHits#cut()} names what had more,
     * and what a decision then misses is told in it. Of those under an allow-span, no more than this many are kept either.
     */
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

        void scan(FoldedText view, Occurrences found) {
            sieve.pass(
                    view,
                    (from, to) -> trie.parseText(view.text().substring(from, to), emit -> {
                        for (FoldedEntry candidate : emit.getPayload()) {
                            Span span = candidate.accept(view, from + emit.getStart());
                            if (span != null) {
                                found.add(candidate.use(), candidate.entry(), span);
                            }
                        }
                        return true;
                    }));
        }
    }

    /** Gets the occurrences of entries. */
    private interface Occurrences {
        void add(int use, KeywordList.Entry entry, Span span);
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
        automata.forEach((folds, automaton) -> {
            for (String field : fields) {
                scan(automaton, views.view(field, folds), field, hits);
            }
        });
        return hits;
    }

    private static void scan(Automaton automaton, FoldedText view, String field, KeywordHits hits) {
        Map<Integer, FieldMatches> found = new TreeMap<>();
        automaton.scan(
                view,
                (use, entry, span) -> found.computeIfAbsent(use, number -> new FieldMatches(field))
                        .add(entry, span));
        boolean again = false;
        for (FieldMatches matches : found.values()) {
            again |= matches.needsSecondLook();
        }
        if (again) {
            automaton.scan(view, (use, entry, span) -> {
                FieldMatches matches = found.get(use);
                if (matches != null) {
                    matches.addAgain(entry, span);
                }
            });
        }
        found.forEach((use, matches) -> hits.add(use, field, matches.inOrder(), matches.isCut()));
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

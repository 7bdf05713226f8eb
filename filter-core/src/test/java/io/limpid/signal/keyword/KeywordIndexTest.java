package io.limpid.signal.keyword;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.Samples;
import io.limpid.text.Fold;
import io.limpid.text.FoldSet;
import io.limpid.text.FoldedText;
import io.limpid.text.FoldedViews;
import io.limpid.text.Post;
import io.limpid.text.RandomText;
import io.limpid.text.Span;
import io.limpid.text.WordBoundaries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeywordIndexTest {
    private static final String[] LETTERS = {
        "a",
        "b",
        "e",
        "n",
        "A",
        "B",
        " ",
        ".",
        "-",
        "'",
        "1",
        "4",
        "@",
        "\u00E4",
        "\u0430",
        "\u200B",
        "\u0301",
        "_",
        "\u5FAE",
        "\u4FE1",
        "\u767C",
        "\u53D1",
        "\uFF41",
        "\uD83D\uDE00",
        "\uD835\uDC1A",
        "\uFB03",
        "\u0130",
        "s",
        "t"
    };

    /** What a search says about one occurrence. */
    private record Hit(int line, String field, Span span, boolean suppressed) {}

    @Test
    void agrees_with_a_dull_search() {
        Samples.check(3_000, random -> {
            KeywordList list = list(random, 1 + random.nextInt(12));
            FoldSet folds = folds(random);
            Post post = post(random);

            assertThat(hits(list, folds, post)).containsExactlyInAnyOrderElementsOf(dullHits(list, folds, post));
        });
    }

    @Test
    void an_entry_more_never_loses_a_match() {
        Samples.check(1_000, random -> {
            KeywordList list = list(random, 1 + random.nextInt(8));
            FoldSet folds = folds(random);
            Post post = post(random);
            List<KeywordList.Entry> more = new ArrayList<>(list.entries());
            more.add(new KeywordList.Entry(word(random), more.size() + 1, false, ""));

            assertThat(hits(new KeywordList("more", more), folds, post)).containsAll(hits(list, folds, post));
        });
    }

    @Test
    void lists_that_share_an_automaton_do_not_disturb_each_other() {
        Samples.check(500, random -> {
            KeywordList one = list(random, 5);
            KeywordList two = list(random, 5);
            FoldSet folds = folds(random);
            Post post = post(random);
            var builder = KeywordIndex.builder();
            int first = builder.add(one, folds);
            int second = builder.add(two, folds);
            int third = builder.add(one, FoldSet.NONE);

            KeywordHits hits = builder.build().scan(post.fields().keySet(), FoldedViews.of(post));

            assertThat(hits(hits.matches(first))).isEqualTo(hits(one, folds, post));
            assertThat(hits(hits.matches(second))).isEqualTo(hits(two, folds, post));
            assertThat(hits(hits.matches(third))).isEqualTo(hits(one, FoldSet.NONE, post));
        });
    }

    @Test
    void an_entry_that_the_check_lets_pass_finds_itself() {
        Samples.check(2_000, random -> {
            KeywordList list = list(random, 4);
            FoldSet folds = folds(random);
            List<KeywordList.Entry> faulty = EntryCheck.faults(list, folds).stream()
                    .map(EntryCheck.Fault::entry)
                    .toList();

            for (KeywordList.Entry entry : list.entries()) {
                if (!entry.allow() && !faulty.contains(entry)) {
                    assertThat(hits(list, folds, Post.of(entry.text())))
                            .as("%s under %s", entry.text(), folds)
                            .anyMatch(hit -> hit.line() == entry.line());
                }
            }
        });
    }

    @Test
    void the_folds_that_it_names_are_enough_to_see_the_match() {
        Samples.check(1_000, random -> {
            KeywordList list = list(random, 4);
            FoldSet folds = folds(random);
            var builder = KeywordIndex.builder();
            int use = builder.add(list, folds);
            KeywordIndex index = builder.build();
            Post post = post(random);

            for (KeywordMatch match :
                    index.scan(post.fields().keySet(), FoldedViews.of(post)).matches(use)) {
                String quote = String.valueOf(post.fields().get(match.field()))
                        .substring(match.span().start(), match.span().end());
                List<String> needed = index.neededFolds(use, match, quote);

                assertThat(folds.names()).containsAll(needed);
                FoldSet fewer = FoldSet.of(needed.stream()
                        .map(name -> Fold.parse(name).orElseThrow())
                        .toList());
                // Some are seen only beside other letters: 4 is read as a within a word. There all folds are named.
                if (isSeen(match.entry(), list, folds, quote)) {
                    assertThat(isSeen(match.entry(), list, fewer, quote)).isTrue();
                }
            }
        });
    }

    private static boolean isSeen(KeywordList.Entry entry, KeywordList list, FoldSet folds, String quote) {
        return hits(list, folds, Post.of(quote)).stream()
                .anyMatch(hit -> hit.line() == entry.line() && hit.span().equals(new Span(0, quote.length())));
    }

    private static List<Hit> hits(KeywordList list, FoldSet folds, Post post) {
        var builder = KeywordIndex.builder();
        int use = builder.add(list, folds);
        return hits(builder.build()
                .scan(post.fields().keySet(), FoldedViews.of(post))
                .matches(use));
    }

    @Test
    void of_one_list_in_one_field_so_many_occurrences_count_and_what_is_cut_is_told() {
        KeywordList list = new KeywordList("list", List.of(new KeywordList.Entry("微", 1, false, "")));
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("title", "微".repeat(KeywordIndex.MAX_MATCHES + 1));
        fields.put("body", "微".repeat(KeywordIndex.MAX_MATCHES));

        KeywordHits hits = scan(list, FoldSet.NONE, Post.of(fields));

        assertThat(hits.matches(0)).hasSize(2 * KeywordIndex.MAX_MATCHES);
        assertThat(hits.cut()).containsExactly(new KeywordHits.Cut(0, "title"));
    }

    @Test
    void what_counts_cannot_hide_behind_what_an_allow_span_covers() {
        KeywordList list = new KeywordList(
                "list", List.of(new KeywordList.Entry("微", 1, false, ""), new KeywordList.Entry("路微信", 2, true, "")));
        String flood = "路微信".repeat(KeywordIndex.MAX_MATCHES + 5);

        KeywordHits hits = scan(list, FoldSet.NONE, Post.of(flood + "微。" + "路微信"));

        assertThat(hits(hits.matches(0)))
                .hasSize(KeywordIndex.MAX_MATCHES + 1)
                .filteredOn(hit -> !hit.suppressed())
                .containsExactly(new Hit(1, Post.TEXT, new Span(flood.length(), flood.length() + 1), false));
        assertThat(hits.cut()).isEmpty();
    }

    private static KeywordHits scan(KeywordList list, FoldSet folds, Post post) {
        var builder = KeywordIndex.builder();
        builder.add(list, folds);
        return builder.build().scan(post.fields().keySet(), FoldedViews.of(post));
    }

    private static List<Hit> hits(List<KeywordMatch> matches) {
        return matches.stream()
                .map(match -> new Hit(match.entry().line(), match.field(), match.span(), match.suppressedBy() != null))
                .toList();
    }

    /** Tries each entry at each place of each folded field. */
    private static List<Hit> dullHits(KeywordList list, FoldSet folds, Post post) {
        List<Hit> hits = new ArrayList<>();
        post.fields().forEach((field, text) -> {
            FoldedText folded = folds.fold(text);
            List<Span> allowed = list.entries().stream()
                    .filter(KeywordList.Entry::allow)
                    .flatMap(entry -> places(entry, folds, folded).stream())
                    .toList();
            for (KeywordList.Entry entry : list.entries()) {
                if (!entry.allow()) {
                    for (Span span : places(entry, folds, folded)) {
                        boolean covered = allowed.stream()
                                .anyMatch(allow -> allow.start() <= span.start() && allow.end() >= span.end());
                        hits.add(new Hit(entry.line(), field, span, covered));
                    }
                }
            }
        });
        return hits;
    }

    private static List<Span> places(KeywordList.Entry entry, FoldSet folds, FoldedText text) {
        FoldedText wanted = folds.fold(entry.text());
        List<Span> places = new ArrayList<>();
        int length = wanted.text().length();
        for (int at = 0; length > 0 && at + length <= text.text().length(); at++) {
            if (text.text().startsWith(wanted.text(), at)
                    && hasRuns(wanted, text, at)
                    && !joinsWords(wanted, text, at)
                    && standsAlone(entry.text(), text, text.original(at, at + length))) {
                places.add(text.original(at, at + length));
            }
        }
        return places;
    }

    private static boolean hasRuns(FoldedText wanted, FoldedText text, int at) {
        for (int i = 0; i < wanted.text().length(); i++) {
            if (text.run(at + i) < wanted.run(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether white space that the entry does not have stands between two words, or a word and a letter that stands alone. */
    private static boolean joinsWords(FoldedText wanted, FoldedText text, int at) {
        var pieces = new StringBuilder();
        for (int i = 0; i < wanted.text().length(); i++) {
            if (i > 0 && text.spaceGap(at + i) && wanted.gap(i) == 0) {
                pieces.append('\n');
            }
            pieces.append(text.text().charAt(at + i) == '\n' ? '?' : text.text().charAt(at + i));
        }
        List<String> parts = List.of(pieces.toString().split("\n", -1));
        for (int i = 1; i < parts.size(); i++) {
            String before = parts.get(i - 1);
            String after = parts.get(i);
            if (readsAsWord(before) && (readsAsWord(after) || isLone(after)) || isLone(before) && readsAsWord(after)) {
                return true;
            }
        }
        return false;
    }

    private static boolean readsAsWord(String piece) {
        return piece.length() >= 2 && piece.matches("(?s).*[aeiouy].*");
    }

    private static boolean isLone(String piece) {
        return piece.matches("[aiostdmruyn]");
    }

    private static boolean standsAlone(String entry, FoldedText text, Span span) {
        boolean startsWord = WordBoundaries.needsEdge(entry.codePointAt(0));
        boolean endsWord = WordBoundaries.needsEdge(entry.codePointBefore(entry.length()));
        return (!startsWord || WordBoundaries.mayStartAt(text.original(), span.start()))
                && (!endsWord || WordBoundaries.mayEndAt(text.original(), span.end()));
    }

    private static Post post(Random random) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("title", text(random, 6));
        fields.put("body", random.nextInt(4) == 0 ? RandomText.of(random, 30) : text(random, 40));
        return Post.of(fields);
    }

    private static KeywordList list(Random random, int size) {
        List<KeywordList.Entry> entries = new ArrayList<>();
        for (int line = 1; line <= size; line++) {
            boolean allow = random.nextInt(5) == 0;
            entries.add(new KeywordList.Entry(allow ? word(random) + word(random) : word(random), line, allow, ""));
        }
        return new KeywordList("list", entries);
    }

    private static String word(Random random) {
        while (true) {
            String word = text(random, 4).strip();
            if (!word.isBlank()) {
                return word;
            }
        }
    }

    private static String text(Random random, int most) {
        var text = new StringBuilder();
        int reach = random.nextBoolean() ? 8 : LETTERS.length;
        for (int length = 1 + random.nextInt(most); length > 0; length--) {
            text.append(LETTERS[random.nextInt(reach)]);
        }
        return text.toString();
    }

    private static FoldSet folds(Random random) {
        List<Fold> folds = new ArrayList<>();
        for (Fold fold : Fold.PLAIN) {
            if (random.nextBoolean()) {
                folds.add(fold);
            }
        }
        if (random.nextBoolean()) {
            folds.add(Fold.skip(1 + random.nextInt(3)));
        }
        return FoldSet.of(folds);
    }
}

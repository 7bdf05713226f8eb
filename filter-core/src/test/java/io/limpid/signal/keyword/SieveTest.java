package io.limpid.signal.keyword;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.Samples;
import io.limpid.text.Fold;
import io.limpid.text.FoldSet;
import io.limpid.text.FoldedText;
import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SieveTest {
    private static final FoldSet FOLDS = FoldSet.of(Fold.WIDTH, Fold.CASE, Fold.REPEAT, Fold.skip(2));

    @Test
    void every_occurrence_lies_within_one_stretch() {
        Samples.check(2_000, random -> {
            List<FoldedEntry> entries = entries(random);
            FoldedText view = FOLDS.fold(text(random, 120));

            List<Span> stretches = stretches(Sieve.of(entries), view);

            for (FoldedEntry entry : entries) {
                for (int at = view.text().indexOf(entry.folded());
                        at >= 0;
                        at = view.text().indexOf(entry.folded(), at + 1)) {
                    if (entry.accept(view, at) != null) {
                        int start = at;
                        int end = at + entry.folded().length();
                        assertThat(stretches)
                                .as("%s at %d of %s", entry.folded(), start, view.text())
                                .anyMatch(stretch -> stretch.start() <= start && stretch.end() >= end);
                    }
                }
            }
        });
    }

    @Test
    void stretches_go_from_left_to_right_and_never_overlap() {
        Samples.check(1_000, random -> {
            FoldedText view = FOLDS.fold(text(random, 120));
            int end = 0;

            for (Span stretch : stretches(Sieve.of(entries(random)), view)) {
                assertThat(stretch.start()).isGreaterThanOrEqualTo(end);
                assertThat(stretch.end()).isGreaterThan(stretch.start());
                end = stretch.end();
            }

            assertThat(end).isLessThanOrEqualTo(view.text().length());
        });
    }

    @Test
    void most_of_an_ordinary_text_stays_outside() {
        List<FoldedEntry> entries = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            entries.add(entry("zq" + Integer.toString(i, 36) + "x"));
        }

        List<Span> stretches = stretches(
                Sieve.of(entries),
                FOLDS.fold("The zebra and the zoo are open; a quiz (zq77x) is zquite zq another thing."));

        assertThat(stretches).hasSizeBetween(1, 3);
        assertThat(stretches).allMatch(stretch -> stretch.length() <= 8);
    }

    private static List<Span> stretches(Sieve sieve, FoldedText view) {
        List<Span> stretches = new ArrayList<>();
        sieve.pass(view, (from, to) -> stretches.add(new Span(from, to)));
        return stretches;
    }

    private static List<FoldedEntry> entries(Random random) {
        List<FoldedEntry> entries = new ArrayList<>();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            FoldedEntry entry = entry("a" + text(random, random.nextBoolean() ? 4 : 20));
            entries.add(entry);
        }
        return entries;
    }

    private static FoldedEntry entry(String text) {
        return FoldedEntry.of(new KeywordList.Entry(text, 1, false, ""), 0, FOLDS);
    }

    private static String text(Random random, int most) {
        var text = new StringBuilder();
        for (int length = 1 + random.nextInt(most); length > 0; length--) {
            text.append(
                    random.nextInt(9) == 0
                            ? " .A微\uFF41".charAt(random.nextInt(5))
                            : random.nextInt(5) == 0 ? 'b' : 'a');
        }
        return text.toString();
    }
}

package io.limpid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.Samples;
import io.limpid.text.Fold;
import io.limpid.text.FoldSet;
import io.limpid.text.FoldedText;
import io.limpid.text.Span;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldDifferenceTest {
    private static final FoldSet ALL = FoldSet.of(
            Fold.WIDTH,
            Fold.INVISIBLE,
            Fold.CONFUSABLE,
            Fold.CASE,
            Fold.SIMPLIFIED,
            Fold.LEET,
            Fold.skip(2),
            Fold.REPEAT);
    private static final List<String> PIECES = List.of(
            "加", "薇", "✓", "信", "ﬃ", "İ", "ß", "e\u0301", "\u200B", "a", "aaa", ".", " ", "0", "1", "ＱＱ", "😀", "國",
            "А");

    @Test
    void names_what_was_read_otherwise_and_what_was_dropped() {
        assertThat(FoldDifference.of(
                        FoldSet.of(Fold.WIDTH, Fold.CASE, Fold.skip(2)).fold("加 ﬁN")))
                .containsExactly(new FoldDifference(new Span(1, 4), "fin"));
        assertThat(FoldDifference.of(FoldSet.of(Fold.INVISIBLE).fold("a\u200Bb")))
                .containsExactly(new FoldDifference(new Span(1, 2), ""));
        assertThat(FoldDifference.of(FoldSet.of(Fold.CASE).fold("same"))).isEmpty();
    }

    @Test
    void the_original_with_its_differences_applied_is_the_folded_text() {
        Samples.check(2_000, random -> {
            var text = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            FoldedText folded = ALL.fold(text.toString());

            var applied = new StringBuilder();
            int done = 0;
            for (FoldDifference difference : FoldDifference.of(folded)) {
                assertThat(difference.span().start()).isGreaterThanOrEqualTo(done);
                applied.append(text, done, difference.span().start()).append(difference.folded());
                done = difference.span().end();
            }
            assertThat(applied.append(text, done, text.length())).hasToString(folded.text());
        });
    }
}

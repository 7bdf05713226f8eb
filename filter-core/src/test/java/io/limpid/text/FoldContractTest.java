package io.limpid.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every step and every set of steps promises, whatever the text. */
class FoldContractTest {
    /** Longer than any limit of skip, so that nothing on one side of it has to do with the other. */
    private static final String WALL = "\n".repeat(Skip.MOST + 1);

    static Stream<FoldSet> sets() {
        return Stream.concat(
                Stream.concat(Fold.PLAIN.stream(), Stream.of(Fold.skip(1), Fold.skip(2), Fold.skip(8)))
                        .map(FoldSet::of),
                Stream.of(PLAIN, LATIN, HAN, NUMBER, EVERYTHING, FoldSet.NONE));
    }

    static final FoldSet PLAIN = FoldSet.of(Fold.WIDTH, Fold.CASE, Fold.INVISIBLE);
    static final FoldSet LATIN =
            FoldSet.of(Fold.WIDTH, Fold.CASE, Fold.INVISIBLE, Fold.CONFUSABLE, Fold.LEET, Fold.REPEAT, Fold.skip(2));
    static final FoldSet HAN = FoldSet.of(
            Fold.WIDTH, Fold.CASE, Fold.INVISIBLE, Fold.CONFUSABLE, Fold.REPEAT, Fold.SIMPLIFIED, Fold.skip(2));
    static final FoldSet NUMBER = FoldSet.of(Fold.WIDTH, Fold.INVISIBLE, Fold.DIGITS);
    static final FoldSet EVERYTHING = FoldSet.of(
            Stream.concat(Fold.PLAIN.stream(), Stream.of(Fold.skip(2))).toList());

    /*
     * Where folding twice is not folding once, and why that is no fault: leet and digits judge whole tokens, and skip and repeat
     * change what the tokens are; skip and confusable (without invisible) bring jamo or marks together that NFC then joins; and
     * repeat needs the white space that skip has dropped. Text and entry are folded once each.
     */
    static Stream<FoldSet> idempotent() {
        return Stream.concat(
                sets().filter(set -> set.folds().size() <= 1),
                Stream.of(
                        PLAIN, NUMBER, without(HAN, Fold.skip(2)), without(without(LATIN, Fold.skip(2)), Fold.REPEAT)));
    }

    private static FoldSet without(FoldSet set, Fold one) {
        return FoldSet.of(set.folds().stream().filter(fold -> !fold.equals(one)).toList());
    }

    @ParameterizedTest
    @MethodSource("sets")
    void every_folded_character_stands_for_a_whole_stretch_of_the_original(FoldSet set) {
        everyText(300, (text, random) -> {
            FoldedText folded = set.fold(text);

            assertThat(folded.original()).isSameAs(text);
            int start = 0;
            int end = 0;
            for (int i = 0; i < folded.text().length(); i++) {
                Span span = folded.original(i, i + 1);
                assertThat(span.start()).isGreaterThanOrEqualTo(start);
                assertThat(span.end()).isGreaterThanOrEqualTo(end).isLessThanOrEqualTo(text.length());
                assertThat(span.length()).isPositive();
                assertThat(cutsNothing(text, span)).as("%s cuts %s", span, text).isTrue();
                start = span.start();
                end = span.end();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("sets")
    void a_stretch_reaches_from_its_first_character_to_its_last(FoldSet set) {
        everyText(200, (text, random) -> {
            FoldedText folded = set.fold(text);
            int length = folded.text().length();
            if (length == 0) {
                return;
            }
            int from = random.nextInt(length);
            int to = from + 1 + random.nextInt(length - from);

            Span span = folded.original(from, to);

            assertThat(span)
                    .isEqualTo(new Span(
                            folded.original(from, from + 1).start(),
                            folded.original(to - 1, to).end()));
        });
    }

    @ParameterizedTest
    @MethodSource("sets")
    void folded_text_is_well_formed_and_runs_and_gaps_make_sense(FoldSet set) {
        everyText(200, (text, random) -> {
            FoldedText folded = set.fold(text);

            WellFormed.check("folded", folded.text());
            for (int i = 0; i < folded.text().length(); i++) {
                assertThat(folded.run(i)).isPositive();
                assertThat(folded.gap(i)).isNotNegative();
                assertThat(folded.spaceGap(i) && folded.gap(i) == 0).isFalse();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("sets")
    void an_entry_folds_as_it_does_within_a_text(FoldSet set) {
        everyText(300, (entry, random) -> {
            FoldedText alone = set.fold(entry);
            FoldedText within = set.fold("x" + WALL + entry + WALL + "x");

            assertThat(within.text()).isEqualTo("x" + WALL + alone.text() + WALL + "x");
            int shift = 1 + WALL.length();
            for (int i = 0; i < alone.text().length(); i++) {
                assertThat(within.run(i + shift)).isEqualTo(alone.run(i));
                assertThat(within.gap(i + shift)).isEqualTo(alone.gap(i));
                assertThat(within.original(i + shift, i + shift + 1).end() - shift)
                        .isEqualTo(alone.original(i, i + 1).end());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("idempotent")
    void folding_twice_is_folding_once(FoldSet set) {
        everyText(1000, (text, random) -> {
            String once = set.fold(text).text();

            assertThat(escaped(set.fold(once).text())).isEqualTo(escaped(once));
        });
    }

    @ParameterizedTest
    @MethodSource("sets")
    void a_text_that_nothing_changes_stays_the_same_object(FoldSet set) {
        everyText(200, (text, random) -> {
            FoldedText folded = set.fold(text);

            if (folded.text().equals(text)) {
                assertThat(folded.text()).isSameAs(text);
                assertThat(folded.starts).isNull();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("sets")
    void views_of_a_post_are_what_its_sets_make_of_it(FoldSet set) {
        everyText(50, (text, random) -> {
            if (text.isEmpty()) {
                return;
            }
            var views = FoldedViews.of(Post.of(text));
            sets().forEach(other -> views.view(Post.TEXT, other));

            FoldedText view = views.view(Post.TEXT, set);

            assertThat(view.text()).isEqualTo(set.fold(text).text());
            assertThat(views.view(Post.TEXT, set)).isSameAs(view);
        });
    }

    @ParameterizedTest
    @MethodSource("sets")
    void cost_is_linear_whatever_is_in_the_text(FoldSet set) {
        int length = 100_000;
        for (String unit : List.of(
                "a\u0301\u0316",
                "\u0301",
                "\u0316\u0301",
                "a",
                "l",
                "a ",
                "a.",
                "1",
                "O",
                "1O",
                "a1",
                "!",
                "$",
                "\u200B",
                "\uFB03",
                "\u1100\u1161",
                "\uD83D\uDE00",
                "\u0E34",
                "\uFF9E",
                "\u0345\u0301",
                "\u4E00",
                "- ")) {
            String text = "a" + unit.repeat(length / unit.length()) + "b";

            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(10),
                    () -> {
                        FoldedText folded = set.fold(text);
                        for (int i = 0; i < folded.text().length(); i++) {
                            folded.original(i, i + 1);
                        }
                    },
                    () -> set + " on " + unit);
        }
    }

    @Test
    void refuses_a_stretch_that_is_empty_or_outside() {
        FoldedText folded = LATIN.fold("free");

        assertThatThrownBy(() -> folded.original(1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> folded.original(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> folded.original(0, 9)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private interface Property {
        void check(String text, Random random);
    }

    private static void everyText(int count, Property property) {
        for (String text : RandomText.EVIL) {
            try {
                property.check(text, new Random(text.hashCode()));
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("fails for " + text, failure);
            }
        }
        Samples.check(count, random -> property.check(RandomText.of(random, 60), random));
    }

    private static String escaped(String text) {
        var out = new StringBuilder();
        text.codePoints()
                .forEach(c ->
                        out.append(c < 0x7F && c >= ' ' ? Character.toString(c) : "<" + Integer.toHexString(c) + ">"));
        return out.toString();
    }

    private static boolean cutsNothing(String text, Span span) {
        return isWhole(text, span.start()) && isWhole(text, span.end());
    }

    /** Whether no surrogate pair and no letter with its marks lies across an offset. */
    private static boolean isWhole(String text, int offset) {
        if (offset == 0 || offset == text.length()) {
            return true;
        }
        int type = Character.getType(text.codePointAt(offset));
        boolean mark = type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
        return !mark
                && !(Character.isLowSurrogate(text.charAt(offset))
                        && Character.isHighSurrogate(text.charAt(offset - 1)));
    }
}

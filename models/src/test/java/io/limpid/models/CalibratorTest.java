package io.limpid.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.limpid.signal.classifier.ModelFile;
import io.limpid.signal.classifier.Promises;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibratorTest {
    private static final int POSTS = 100_000;

    /** Posts whose chance to be a violation is known: logit {@code slope * x + bias}. */
    private static final class Drawn {
        private final double[] logits = new double[POSTS];
        private final boolean[] positive = new boolean[POSTS];

        Drawn(double slope, double bias, long seed) {
            var random = new SplittableRandom(seed);
            for (int i = 0; i < POSTS; i++) {
                logits[i] = random.nextDouble(-6, 6);
                positive[i] = random.nextDouble() < 1 / (1 + StrictMath.exp(-(slope * logits[i] + bias)));
            }
        }
    }

    @Test
    void finds_the_slope_and_bias_that_posts_were_drawn_with() {
        for (double[] truth : new double[][] {{1, 0}, {0.4, -2}, {2.5, 1.5}}) {
            var drawn = new Drawn(truth[0], truth[1], 11);

            ModelFile.Calibration fitted = Calibrator.fit(drawn.logits, drawn.positive);

            assertThat(fitted.slope()).isCloseTo(truth[0], within(0.15));
            assertThat(fitted.bias()).isCloseTo(truth[1], within(0.15));
        }
    }

    @Test
    void no_neighbour_of_what_it_finds_fits_better() {
        var drawn = new Drawn(0.7, -1, 23);
        ModelFile.Calibration fitted = Calibrator.fit(drawn.logits, drawn.positive);
        double least = Calibrator.loss(drawn.logits, drawn.positive, fitted.slope(), fitted.bias());

        for (double change : new double[] {-0.01, 0.01}) {
            assertThat(Calibrator.loss(drawn.logits, drawn.positive, fitted.slope() + change, fitted.bias()))
                    .isGreaterThan(least);
            assertThat(Calibrator.loss(drawn.logits, drawn.positive, fitted.slope(), fitted.bias() + change))
                    .isGreaterThan(least);
        }
    }

    @Test
    void logits_that_say_the_contrary_are_all_but_ignored_and_never_turned_round() {
        var drawn = new Drawn(-1, 0, 5);

        assertThat(Calibrator.fit(drawn.logits, drawn.positive).slope()).isEqualTo(0.02);
    }

    @Test
    void the_table_counts_the_posts_at_or_above_each_score() {
        var scores = new int[300];
        var positive = new boolean[300];
        Arrays.fill(scores, 0, 100, 9000);
        Arrays.fill(positive, 0, 90, true);
        Arrays.fill(scores, 100, 300, 4000);
        Arrays.fill(positive, 100, 120, true);

        Promises promises = Calibrator.promises(scores, positive);

        Promises.Row high = row(promises, 9000);
        assertThat(high.positives()).isEqualTo(90);
        assertThat(high.negatives()).isEqualTo(10);
        assertThat(high.precision()).isEqualTo(9000);
        assertThat(high.precisionLow()).as("Wilson, 90 of 100").isEqualTo(8256);
        assertThat(high.falsePositives()).as("10 of 190").isEqualTo(526);
        Promises.Row low = row(promises, 500);
        assertThat(low.positives()).isEqualTo(110);
        assertThat(low.falsePositives()).isEqualTo(10_000);
        assertThat(promises.rows())
                .as("no post reached more")
                .allSatisfy(row -> assertThat(row.score()).isLessThanOrEqualTo(9000));
    }

    private static Promises.Row row(Promises promises, int score) {
        return promises.rows().stream()
                .filter(row -> row.score() == score)
                .findFirst()
                .orElseThrow();
    }
}

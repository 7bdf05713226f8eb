package io.limpid.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeasuresTest {
    private static final double[] SCORES = {0.1, 0.4, 0.35, 0.8};
    private static final boolean[] POSITIVE = {false, false, true, true};

    @Test
    void auc_is_the_share_of_pairs_in_the_right_order() {
        assertThat(Measures.auc(SCORES, POSITIVE)).isEqualTo(0.75);
        assertThat(Measures.auc(new double[] {0.5, 0.5}, new boolean[] {true, false}))
                .isEqualTo(0.5);
        assertThat(Measures.auc(new double[] {0.5}, new boolean[] {true})).isNaN();
    }

    @Test
    void a_confusion_counts_what_is_at_or_above_the_threshold() {
        Measures.Confusion at = Measures.Confusion.at(0.4, SCORES, POSITIVE);

        assertThat(at).isEqualTo(new Measures.Confusion(1, 1, 1, 1));
        assertThat(at.accuracy()).isEqualTo(0.5);
        assertThat(at.macroF1()).isEqualTo(0.5);
    }

    @Test
    void the_best_threshold_is_the_score_that_parts_best() {
        assertThat(Measures.bestThreshold(new double[] {0.1, 0.2, 0.7, 0.9}, POSITIVE))
                .isEqualTo(0.7);
    }

    @Test
    void wilsons_interval_of_nine_in_ten() {
        var share = new Measures.Share(9, 10);

        assertThat(share.low()).isCloseTo(0.596, within(0.001));
        assertThat(share.high()).isCloseTo(0.982, within(0.001));
    }

    @Test
    void calibration_error_is_nought_where_shares_are_as_scored() {
        var scores = new double[] {0.5, 0.5, 0.5, 0.5};

        assertThat(Measures.calibrationError(scores, POSITIVE, Measures.ones(4)))
                .isZero();
        assertThat(Measures.calibrationError(new double[] {1, 1, 1, 1}, POSITIVE, Measures.ones(4)))
                .isEqualTo(0.5);
    }
}

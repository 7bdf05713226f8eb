package io.limpid.signal.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.signal.Signal.Classifier.Bar;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromisesTest {
    private static final Promises TABLE = new Promises(List.of(
            row(5_000, 7_600, 7_200, 400, 450, 500),
            row(7_000, 9_100, 9_010, 150, 170, 400),
            row(8_000, 9_300, 9_000, 90, 110, 330),
            row(9_000, 9_700, 9_500, 30, 45, 200),
            row(9_900, 10_000, 8_000, 0, 20, 16)));

    @Test
    void a_precision_is_kept_from_the_lowest_score_on_whose_interval_lies_above_it() {
        assertThat(TABLE.threshold(Bar.PRECISION_AT_LEAST, 9_500)).hasValue(9_000);
        assertThat(TABLE.threshold(Bar.PRECISION_AT_LEAST, 9_000)).hasValue(7_000);
        assertThat(TABLE.threshold(Bar.PRECISION_AT_LEAST, 7_000)).hasValue(5_000);
        assertThat(TABLE.threshold(Bar.PRECISION_AT_LEAST, 9_501)).isEmpty();
    }

    @Test
    void a_few_posts_at_the_top_do_not_spoil_what_many_below_them_show() {
        assertThat(TABLE.threshold(Bar.PRECISION_AT_LEAST, 9_400)).hasValue(9_000);
    }

    @Test
    void a_row_that_is_better_by_luck_than_the_many_above_it_does_not_count() {
        var lucky = new Promises(List.of(
                row(5_000, 9_600, 9_500, 100, 120, 900),
                row(6_000, 9_000, 8_800, 100, 120, 800),
                row(7_000, 9_800, 9_600, 30, 40, 700)));

        assertThat(lucky.threshold(Bar.PRECISION_AT_LEAST, 9_500)).hasValue(7_000);
    }

    @Test
    void false_positives_are_held_down_from_the_lowest_score_on_whose_interval_lies_below() {
        assertThat(TABLE.threshold(Bar.FALSE_POSITIVES_AT_MOST, 110)).hasValue(8_000);
        assertThat(TABLE.threshold(Bar.FALSE_POSITIVES_AT_MOST, 109)).hasValue(9_000);
        assertThat(TABLE.threshold(Bar.FALSE_POSITIVES_AT_MOST, 19)).isEmpty();
    }

    @Test
    void a_raw_score_is_what_it_says() {
        assertThat(TABLE.threshold(Bar.SCORE_AT_LEAST, 1_234)).hasValue(1_234);
        assertThat(Promises.NONE.threshold(Bar.SCORE_AT_LEAST, 1_234)).hasValue(1_234);
    }

    @Test
    void the_best_promise_is_kept_and_no_better_one_is() {
        assertThat(TABLE.best(Bar.PRECISION_AT_LEAST)).hasValue(9_500);
        assertThat(TABLE.best(Bar.FALSE_POSITIVES_AT_MOST)).hasValue(20);
        for (Bar bar : Bar.values()) {
            assertThat(TABLE.threshold(bar, TABLE.best(bar).getAsInt())).isPresent();
        }
        assertThat(Promises.NONE.best(Bar.PRECISION_AT_LEAST)).isEmpty();
        assertThat(Promises.NONE.best(Bar.FALSE_POSITIVES_AT_MOST)).isEmpty();
    }

    @Test
    void a_table_that_contradicts_itself_is_none() {
        assertThatThrownBy(() ->
                        new Promises(List.of(TABLE.rows().get(1), TABLE.rows().get(0))))
                .hasMessage("scores do not rise at 5000");
        assertThatThrownBy(() -> row(5_000, 7_000, 7_100, 0, 0, 1)).hasMessageContaining("outside its own interval");
        assertThatThrownBy(() -> row(5_000, 10_001, 7_100, 0, 0, 1)).hasMessageContaining("10001");
    }

    private static Promises.Row row(int score, int precision, int low, int falsePositives, int high, int posts) {
        return new Promises.Row(score, precision, low, falsePositives, high, posts, 0);
    }
}

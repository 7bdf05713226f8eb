package io.limpid.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TrainerTest {
    private static final int ROWS = 200;
    private static final int SIGN = 7;

    @BeforeAll
    static void prepare() {
        PyTorch.prepare();
    }

    @Test
    void learns_which_row_makes_a_violation() {
        for (int width : new int[] {0, 4}) {
            Network network = trained(width);
            assertThat(network.logits(new int[][] {{1, 2, 3, SIGN}})[0]).isGreaterThan(1);
            assertThat(network.logits(new int[][] {{1, 2, 3, 4}})[0]).isLessThan(0);
        }
    }

    @Test
    void the_same_seed_gives_the_same_bytes() {
        int[] hashes = new SplittableRandom(5).ints().distinct().limit(ROWS).toArray();
        assertThat(WeightsFile.of(trained(4), hashes)).isEqualTo(WeightsFile.of(trained(4), hashes));
    }

    private static Network trained(int width) {
        var settings = new Trainer.Settings(
                ROWS, width, width == 0 ? 1 : 8, 32, 6, 0.5f, 0, 0.1f, 1, 0.5f, 0.1f, 0.1f, 0.3f, 17);
        var trainer = new Trainer(settings, ROWS, 1, 1, 2);
        List<Trainer.Item> items = items();
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            trainer.epoch(items, 1, 1);
        }
        return trainer.network();
    }

    /** Posts of eight rows; those with one certain row are violations. */
    private static List<Trainer.Item> items() {
        var random = new SplittableRandom(3);
        var items = new ArrayList<Trainer.Item>();
        for (int i = 0; i < 600; i++) {
            int[] rows = random.ints(8, 0, ROWS)
                    .filter(row -> row != SIGN)
                    .distinct()
                    .toArray();
            boolean positive = i % 3 == 0;
            if (positive) {
                rows[0] = SIGN;
            }
            items.add(new Trainer.Item(rows, Task.Targets.of(positive ? 1 : 0), i % 2, i % 2, positive));
        }
        return items;
    }
}

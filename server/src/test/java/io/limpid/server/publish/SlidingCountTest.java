package io.limpid.server.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlidingCountTest {
    @Test
    void counts_what_a_list_of_all_times_counts() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var count = new SlidingCount(60);
            List<Long> slots = new ArrayList<>();
            long now = random.nextInt(1_000_000);
            for (int i = 0; i < 300; i++) {
                now += random.nextInt(20) == 0 ? random.nextInt(100_000) : random.nextInt(2_000);
                slots.add(now / 1_000);
                long slot = now / 1_000;

                assertThat(count.add(now))
                        .as("seed %d, step %d", seed, i)
                        .isEqualTo(slots.stream()
                                .filter(other -> other > slot - 60)
                                .count());
            }
        }
    }

    @Test
    void a_clock_that_runs_backwards_loses_nothing() {
        var count = new SlidingCount(60);
        count.add(100_000);

        assertThat(count.add(50_000)).isEqualTo(2);
        assertThat(count.at(100_500)).isEqualTo(2);
    }
}

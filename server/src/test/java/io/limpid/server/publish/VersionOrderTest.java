package io.limpid.server.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VersionOrderTest {
    private static final List<String> IN_ORDER = List.of(
            "1",
            "1.0",
            "1.0.rc",
            "1.0.rc2",
            "1.0.0",
            "1.2",
            "1.10",
            "2026.2.0",
            "2026.11.9",
            "2026.11.10",
            "2026.11.10.1");

    @Test
    void compares_numbers_by_value_and_longer_ones_after_shorter_ones() {
        for (int seed = 0; seed < 20; seed++) {
            List<String> shuffled = new ArrayList<>(IN_ORDER);
            Collections.shuffle(shuffled, new Random(seed));

            shuffled.sort(new VersionOrder());

            assertThat(shuffled).as("seed %d", seed).isEqualTo(IN_ORDER);
        }
    }

    @Test
    void takes_numbers_of_any_length() {
        assertThat(new VersionOrder().compare("99999999999999999999999999", "100000000000000000000000000"))
                .isNegative();
    }
}

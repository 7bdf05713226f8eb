package io.limpid.signal.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RowTableTest {
    private static final int ROWS = 3_000;

    @Test
    void sums_are_those_of_adding_number_by_number() {
        var random = new Random(7);
        for (int columns = 1; columns <= 40; columns++) {
            byte[] values = values(random, columns);
            var table = new RowTable(hashes(random), values, columns);
            for (int count : new int[] {0, 1, 2, 256, 257, 258, 1_000, 20_000}) {
                int[] rows = random.ints(count, 0, ROWS).toArray();
                assertThat(table.sum(rows)).isEqualTo(dullSum(rows, values, columns));
            }
        }
    }

    @Test
    void the_largest_and_the_smallest_numbers_add_up_too() {
        var table = new RowTable(new int[] {1, 2}, new byte[] {127, -127, -127, 127}, 2);
        assertThat(table.sum(new int[100_000])).containsExactly(12_700_000, -12_700_000);
        assertThat(table.value(0, 1)).isEqualTo(-127);
        assertThat(table.value(1, 1)).isEqualTo(127);
    }

    @Test
    void every_hash_leads_to_its_row_and_no_other_does() {
        var random = new Random(11);
        int[] hashes = hashes(random);
        var table = new RowTable(hashes, values(random, 3), 3);
        for (int row = 0; row < ROWS; row++) {
            assertThat(table.row(hashes[row])).isEqualTo(row);
        }
        assertThat(random.ints(ROWS)
                        .filter(hash -> IntStream.of(hashes).noneMatch(known -> known == hash))
                        .map(table::row))
                .allMatch(row -> row < 0);
    }

    @Test
    void two_rows_of_one_hash_are_refused() {
        assertThatThrownBy(() -> new RowTable(new int[] {5, 6, 5}, new byte[3], 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an n-gram has two rows: 2 and 0");
    }

    private static int[] hashes(Random random) {
        return random.ints().distinct().limit(ROWS).toArray();
    }

    private static byte[] values(Random random, int columns) {
        var values = new byte[ROWS * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (random.nextInt(255) - 127);
        }
        return values;
    }

    private static int[] dullSum(int[] rows, byte[] values, int columns) {
        var sums = new int[columns];
        for (int row : rows) {
            for (int column = 0; column < columns; column++) {
                sums[column] += values[row * columns + column];
            }
        }
        return sums;
    }
}

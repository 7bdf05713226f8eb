package io.limpid.models;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WeightsFileTest {
    private static final int ROWS = 500;
    private static final int WIDTH = 6;
    private static final int LABELS = 2;

    @BeforeAll
    static void prepare() {
        PyTorch.prepare();
    }

    @Test
    void every_value_of_the_table_comes_back_within_half_a_step_of_its_column() throws Exception {
        Network network = network(WIDTH);
        int[] vocabulary = IntStream.range(0, ROWS).map(i -> i * 31 + 7).toArray();
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList arrays = NDList.decode(manager, WeightsFile.of(network, vocabulary));

            assertThat(array(arrays, "vocabulary").toIntArray()).isEqualTo(vocabulary);
            byte[] bytes = array(arrays, "table").toByteArray();
            float[] scales = array(arrays, "scales").toFloatArray();
            int cut = 0;
            for (int i = 0; i < bytes.length; i++) {
                float scale = scales[i % network.columns()];
                if (Math.abs(network.table()[i]) > 127 * scale) {
                    cut++;
                    assertThat(Math.abs(bytes[i])).as("cut to the largest byte").isEqualTo(127);
                } else {
                    assertThat(Math.abs(bytes[i] * (double) scale - network.table()[i]))
                            .isLessThanOrEqualTo(scale * 0.5001);
                }
            }
            assertThat(cut)
                    .as("at most one in ten thousand a column, or the largest")
                    .isLessThanOrEqualTo(network.columns());
            assertThat(array(arrays, "hidden.weight").toFloatArray()).isEqualTo(network.parameter(0));
        }
    }

    @Test
    void without_inputs_the_hidden_layer_becomes_part_of_the_constant() throws Exception {
        Network network = network(0);
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList arrays = NDList.decode(
                    manager, WeightsFile.of(network, IntStream.range(0, ROWS).toArray()));

            assertThat(arrays.get("hidden.weight")).isNull();
            float[] bias = array(arrays, "output.bias").toFloatArray();
            double[] logits = network.logits(new int[][] {{}});
            assertThat((double) bias[0]).isCloseTo(logits[0], org.assertj.core.api.Assertions.within(1e-5));
        }
    }

    private static NDArray array(NDList arrays, String name) {
        NDArray array = arrays.get(name);
        assertThat(array).as(name).isNotNull();
        return array;
    }

    private static Network network(int width) {
        var network = new Network(ROWS, width, LABELS, 4, 0, 1, 9);
        var random = new SplittableRandom(2);
        for (int i = 0; i < network.table().length; i++) {
            network.table()[i] = (float) random.nextDouble(-0.8, 0.8);
        }
        for (int parameter : new int[] {1, 2, 3}) {
            for (int i = 0; i < network.parameter(parameter).length; i++) {
                network.parameter(parameter)[i] = (float) random.nextDouble(-1, 1);
            }
        }
        return network;
    }
}

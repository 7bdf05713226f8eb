package io.limpid.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/** Writes a network as {@link io.limpid.signal.classifier.TrainedModel} reads it: the table in bytes, the rest in floats. */
final class WeightsFile {
    private static final int LARGEST = 127;

    /** This share of a column's values is kept to the letter; the few beyond are cut to the largest byte. */
    private static final double KEPT = 0.9999;

    private WeightsFile() {}

    /** The bytes of the file, in the safetensors format. */
    static byte[] of(Network network, int[] vocabulary) {
        int columns = network.columns();
        float[] scales = scales(network);
        float[] table = network.table();
        var bytes = new byte[table.length];
        for (int i = 0; i < table.length; i++) {
            int value = Math.round(table[i] / scales[i % columns]);
            bytes[i] = (byte) Math.max(-LARGEST, Math.min(LARGEST, value));
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            int width = network.width();
            int hidden = network.hidden();
            int labels = network.labels();
            var arrays = new NDList(
                    named("vocabulary", manager.create(vocabulary, new Shape(vocabulary.length))),
                    named("table", manager.create(bytes, new Shape(network.rows(), columns))),
                    named("scales", manager.create(scales, new Shape(columns))),
                    named("output.bias", manager.create(bias(network), new Shape(labels))));
            if (width > 0) {
                arrays.add(named("hidden.weight", manager.create(network.parameter(0), new Shape(width, hidden))));
                arrays.add(named("hidden.bias", manager.create(network.parameter(1), new Shape(hidden))));
                arrays.add(named("output.weight", manager.create(network.parameter(2), new Shape(hidden, labels))));
            }
            return arrays.encode(NDList.Encoding.SAFETENSORS);
        }
    }

    /** What a hidden layer without inputs always says is part of the constant. */
    private static float[] bias(Network network) {
        float[] bias = network.parameter(3).clone();
        for (int h = 0; network.width() == 0 && h < network.hidden(); h++) {
            float constant = Math.max(0, network.parameter(1)[h]);
            for (int label = 0; label < bias.length; label++) {
                bias[label] += constant * network.parameter(2)[h * bias.length + label];
            }
        }
        return bias;
    }

    private static NDArray named(String name, NDArray array) {
        array.setName(name);
        return array;
    }

    private static float[] scales(Network network) {
        var scales = new float[network.columns()];
        var column = new float[network.rows()];
        for (int c = 0; c < scales.length; c++) {
            for (int row = 0; row < column.length; row++) {
                column[row] = Math.abs(network.table()[row * scales.length + c]);
            }
            Arrays.sort(column);
            float largest = column[(int) ((column.length - 1) * KEPT)];
            scales[c] = largest == 0 ? 1 : largest / LARGEST;
        }
        return scales;
    }
}

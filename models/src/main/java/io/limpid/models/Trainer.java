package io.limpid.models;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Trains a {@link Network}: the rows of its table by sparse Adagrad, what stands on top of them with Deep Java Library's
 * automatic gradients and Adam.
 */
final class Trainer {
    /*
     * Why the table is not an embedding block of the library: its optimisers go over every row of a table in every step, a
     * hundred thousand rows of which a batch touches a few thousand, and its embedding holds a row for each n-gram of each post
     * of the batch at once. Summing rows here and handing only the sums to PyTorch, with the gradient of the sums handed back,
     * is ten times faster, and exact.
     */

    /** How a model is trained; all that its file depends on beside the data. */
    record Settings(
            int rows,
            int width,
            int hidden,
            int batch,
            int epochs,
            float rate,
            float decay,
            float start,
            float wide,
            float expert,
            float featureDropout,
            float hiddenDropout,
            float auxiliary,
            long seed) {}

    private final Settings settings;
    private final int labels;
    private final int experts;
    private final int sets;
    private final Network network;
    private final float[] sums;
    private final SplittableRandom random;

    Trainer(Settings settings, int rows, int labels, int experts, int sets) {
        this.settings = settings;
        this.labels = labels;
        this.experts = experts;
        this.sets = sets;
        this.network = new Network(rows, settings.width(), labels, settings.hidden(), experts, sets, settings.seed());
        this.sums = new float[rows * (1 + network.columns() - settings.width())];
        java.util.Arrays.fill(sums, settings.start());
        this.random = new SplittableRandom(settings.seed() ^ 0x5DEECE66DL);
    }

    Network network() {
        return network;
    }

    /** One post of an epoch; its expert is that of its set, or the number of experts where the set has none. */
    @SuppressWarnings("ArrayRecordComponent") // Read only here, and never compared.
    record Item(int[] rows, Task.Targets targets, int set, int expert, boolean positive) {}

    /** One pass over these; the rate falls from {@code from} to {@code to} times the settings' one. */
    double epoch(List<Item> items, double from, double to) {
        var order = new ArrayList<>(items);
        for (int i = order.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            Item swapped = order.get(i);
            order.set(i, order.get(j));
            order.set(j, swapped);
        }
        double loss = 0;
        int steps = 0;
        try (NDManager manager = NDManager.newBaseManager()) {
            for (int start = 0; start < order.size(); start += settings.batch()) {
                List<Item> batch = order.subList(start, Math.min(order.size(), start + settings.batch()));
                double progress = (double) start / order.size();
                loss += step(manager, batch, (float) (from + (to - from) * progress));
                steps++;
            }
        }
        return loss / Math.max(1, steps);
    }

    private float step(NDManager parent, List<Item> batch, float factor) {
        int size = batch.size();
        int columns = network.columns();
        var kept = new int[size][];
        for (int i = 0; i < size; i++) {
            kept[i] = drop(batch.get(i).rows());
        }
        var bags = new float[size * columns];
        IntStream.range(0, size).parallel().forEach(i -> network.bag(kept[i], bags, i * columns));

        var wanted = new float[size * labels];
        var weight = new float[size * labels];
        var setWanted = new float[size * sets];
        var setWeight = new float[size * sets];
        var setOf = new float[size * sets];
        for (int i = 0; i < size; i++) {
            Item item = batch.get(i);
            for (int label = 0; label < labels; label++) {
                float value = item.targets().values()[label];
                if (value >= 0) {
                    wanted[i * labels + label] = value;
                    weight[i * labels + label] = item.targets().weights()[label];
                }
            }
            setWanted[i * sets + item.set()] = item.positive() ? 1 : 0;
            setWeight[i * sets + item.set()] = settings.auxiliary();
            setOf[i * sets + item.set()] = 1;
        }
        float[] gradient;
        float loss;
        try (NDManager manager = parent.newSubManager();
                GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray x = manager.create(bags, new Shape(size, columns));
            x.setRequiresGradient(true);
            NDList parameters = network.parameters(manager);
            parameters.forEach(parameter -> parameter.setRequiresGradient(true));
            NDArray deep = x.get(":, :" + settings.width());
            int own = settings.width() + labels;
            NDArray wide = x.get(":, " + settings.width() + ":" + own);
            NDArray hidden =
                    ai.djl.nn.Activation.relu(deep.matMul(parameters.get(0)).add(parameters.get(1)));
            hidden = hidden.mul(manager.create(dropout(size * settings.hidden()), new Shape(size, settings.hidden())));
            NDArray shift = manager.create(setOf, new Shape(size, sets)).matMul(parameters.get(6));
            NDArray logits = wide.add(hidden.matMul(parameters.get(2)))
                    .add(parameters.get(3))
                    .add(shift);
            NDArray setLogits = hidden.matMul(parameters.get(4)).add(parameters.get(5));
            NDArray gates = null;
            if (experts > 0) {
                NDArray said = x.get(":, " + own + ":" + (own + experts))
                        .mul(manager.create(expertOf(batch, experts), new Shape(size, experts)))
                        .sum(new int[] {1}, true);
                logits = logits.add(said.matMul(manager.create(overall(), new Shape(1, labels))));
                gates = x.get(":, " + (own + experts) + ":")
                        .logSoftmax(1)
                        .mul(manager.create(expertOf(batch, experts + 1), new Shape(size, experts + 1)))
                        .sum()
                        .neg();
            }
            NDArray total = crossEntropy(
                            logits,
                            manager.create(wanted, new Shape(size, labels)),
                            manager.create(weight, new Shape(size, labels)))
                    .add(crossEntropy(
                            setLogits,
                            manager.create(setWanted, new Shape(size, sets)),
                            manager.create(setWeight, new Shape(size, sets))))
                    .add(shift.square().sum().mul(0.02f));
            if (gates != null) {
                total = total.add(gates);
            }
            collector.backward(total);
            loss = total.getFloat() / size;
            gradient = x.getGradient().toFloatArray();
            network.adam(parameters, size, settings.rate() * 0.04f * factor);
        }
        update(kept, gradient, settings.rate() * factor);
        return loss;
    }

    private float[] overall() {
        var overall = new float[labels];
        overall[0] = 1;
        return overall;
    }

    private static float[] expertOf(List<Item> batch, int columns) {
        var ones = new float[batch.size() * columns];
        for (int i = 0; i < batch.size(); i++) {
            if (batch.get(i).expert() < columns) {
                ones[i * columns + batch.get(i).expert()] = 1;
            }
        }
        return ones;
    }

    private static NDArray crossEntropy(NDArray logits, NDArray wanted, NDArray weight) {
        NDArray positive = ai.djl.nn.Activation.relu(logits);
        NDArray log = logits.abs().neg().exp().add(1).log();
        return positive.sub(logits.mul(wanted)).add(log).mul(weight).sum();
    }

    private int[] drop(int[] rows) {
        float share = settings.featureDropout();
        if (share <= 0) {
            return rows;
        }
        // Posts are thinned by different amounts, so that the network meets full ones too.
        double rate = share * 2 * random.nextDouble();
        var kept = new int[rows.length];
        int size = 0;
        for (int row : rows) {
            if (random.nextDouble() >= rate) {
                kept[size++] = row;
            }
        }
        return java.util.Arrays.copyOf(kept, size);
    }

    private float[] dropout(int size) {
        var mask = new float[size];
        float share = settings.hiddenDropout();
        for (int i = 0; i < size; i++) {
            mask[i] = random.nextDouble() < share ? 0 : 1 / (1 - share);
        }
        return mask;
    }

    /** Each half of the rows by a thread of its own, in the order of the posts: the same whatever the machine's speed. */
    private void update(int[][] kept, float[] gradient, float rate) {
        IntStream.range(0, 2).parallel().forEach(half -> {
            int columns = network.columns();
            int width = settings.width();
            float[] table = network.table();
            var step = new float[columns];
            for (int i = 0; i < kept.length; i++) {
                float scale = Network.scale(kept[i].length);
                float square = 0;
                for (int c = 0; c < columns; c++) {
                    step[c] = gradient[i * columns + c] * scale;
                    if (c < width) {
                        square += step[c] * step[c];
                    }
                }
                square /= Math.max(1, width);
                for (int row : kept[i]) {
                    if ((row & 1) != half) {
                        continue;
                    }
                    int sum = row * (1 + columns - width);
                    int at = row * columns;
                    if (width > 0) {
                        sums[sum] += square;
                        float by = rate / (float) Math.sqrt(sums[sum]);
                        float keep = 1 - settings.decay() * by;
                        for (int c = 0; c < width; c++) {
                            table[at + c] = table[at + c] * keep - by * step[c];
                        }
                    }
                    for (int c = width; c < columns; c++) {
                        float g = step[c];
                        if (g != 0) {
                            sums[sum + 1 + c - width] += g * g;
                            float factor = c < width + labels
                                    ? settings.wide()
                                    : c < width + labels + experts ? settings.expert() : 1;
                            float by = factor * rate / (float) Math.sqrt(sums[sum + 1 + c - width]);
                            table[at + c] = table[at + c] * (1 - settings.decay() * by) - by * g;
                        }
                    }
                }
            }
        });
    }
}

package io.limpid.models;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The network in training: a row of the table for each n-gram, whose first columns go through a hidden layer and
 * whose last ones, one for each label, straight to its logit.
 *
 * <p>Sets judge by rules of their own. For each of some sets the table has a column for what its rules add to the overall logit,
 * its expert, and one for how much a post is written as those of the set are; one more of the latter stands for all other posts.
 *
 * <p>Each set has a head and a shift of its own in training. The heads let sets whose labels mean different things share the
 * rows; the shifts take up how often a set's posts are violations. Both are dropped afterwards.
 */
final class Network {
    private final int rows;
    private final int width;
    private final int labels;
    private final int hidden;
    private final int experts;
    private final float[] table;
    /** hidden weights and bias, label weights and bias, heads of sets and bias, shifts of sets. */
    private final float[][] parameters;

    private final Shape[] shapes;
    private final float[][] firstMoments;
    private final float[][] secondMoments;
    private int steps;

    Network(int rows, int width, int labels, int hidden, int experts, int sets, long seed) {
        this.rows = rows;
        this.width = width;
        this.labels = labels;
        this.hidden = hidden;
        this.experts = experts;
        this.table = new float[rows * columns()];
        var random = new java.util.Random(seed);
        for (int row = 0; row < rows; row++) {
            for (int c = 0; c < width; c++) {
                table[row * columns() + c] = (float) (random.nextGaussian() * 0.05);
            }
        }
        this.shapes = new Shape[] {
            new Shape(width, hidden),
            new Shape(hidden),
            new Shape(hidden, labels),
            new Shape(labels),
            new Shape(hidden, sets),
            new Shape(sets),
            new Shape(sets, labels)
        };
        this.parameters = new float[shapes.length][];
        this.firstMoments = new float[shapes.length][];
        this.secondMoments = new float[shapes.length][];
        for (int i = 0; i < shapes.length; i++) {
            int size = (int) shapes[i].size();
            parameters[i] = new float[size];
            firstMoments[i] = new float[size];
            secondMoments[i] = new float[size];
            if (i == 0 || i == 2 || i == 4) {
                double deviation = Math.sqrt(2.0 / Math.max(1, shapes[i].get(0)));
                for (int k = 0; k < size; k++) {
                    parameters[i][k] = (float) (random.nextGaussian() * deviation);
                }
            }
        }
    }

    private Network(Network other) {
        this.rows = other.rows;
        this.width = other.width;
        this.labels = other.labels;
        this.hidden = other.hidden;
        this.experts = other.experts;
        this.table = other.table.clone();
        this.shapes = other.shapes;
        this.parameters = deep(other.parameters);
        this.firstMoments = deep(other.firstMoments);
        this.secondMoments = deep(other.secondMoments);
        this.steps = other.steps;
    }

    private static float[][] deep(float[][] arrays) {
        var copy = new float[arrays.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = arrays[i].clone();
        }
        return copy;
    }

    /** As it is now. */
    Network copy() {
        return new Network(this);
    }

    int columns() {
        return width + labels + (experts == 0 ? 0 : 2 * experts + 1);
    }

    int rows() {
        return rows;
    }

    int width() {
        return width;
    }

    int labels() {
        return labels;
    }

    int hidden() {
        return hidden;
    }

    int experts() {
        return experts;
    }

    float[] table() {
        return table;
    }

    /** Hidden weights (width by hidden), hidden bias, label weights (hidden by labels), label bias. */
    float[] parameter(int index) {
        return parameters[index];
    }

    static float scale(int features) {
        return (float) (1 / Math.sqrt(Math.max(1, features)));
    }

    /** Writes the scaled sum of these rows. */
    void bag(int[] features, float[] out, int at) {
        int columns = columns();
        for (int known : features) {
            int row = known * columns;
            for (int c = 0; c < columns; c++) {
                out[at + c] += table[row + c];
            }
        }
        float scale = scale(features.length);
        for (int c = 0; c < columns; c++) {
            out[at + c] *= scale;
        }
    }

    NDList parameters(NDManager manager) {
        var list = new NDList();
        for (int i = 0; i < shapes.length; i++) {
            list.add(manager.create(parameters[i], shapes[i]));
        }
        return list;
    }

    void adam(NDList current, int size, float rate) {
        steps++;
        double first = 1 - Math.pow(0.9, steps);
        double second = 1 - Math.pow(0.999, steps);
        for (int i = 0; i < shapes.length; i++) {
            NDArray array = current.get(i);
            float[] gradient = array.getGradient().toFloatArray();
            for (int k = 0; k < gradient.length; k++) {
                float g = gradient[k] / size;
                firstMoments[i][k] = 0.9f * firstMoments[i][k] + 0.1f * g;
                secondMoments[i][k] = 0.999f * secondMoments[i][k] + 0.001f * g * g;
                parameters[i][k] -= (float)
                        (rate * (firstMoments[i][k] / first) / (Math.sqrt(secondMoments[i][k] / second) + 1e-8));
            }
        }
    }

    /** The logits of a post: for each label that of its highest window. */
    double[] logits(int[][] windows) {
        var best = new double[labels];
        java.util.Arrays.fill(best, Double.NEGATIVE_INFINITY);
        var bag = new float[columns()];
        for (int[] window : windows) {
            java.util.Arrays.fill(bag, 0);
            bag(window, bag, 0);
            double[] logits = logits(bag);
            for (int label = 0; label < labels; label++) {
                best[label] = Math.max(best[label], logits[label]);
            }
        }
        return best;
    }

    private double[] logits(float[] bag) {
        var out = new double[labels];
        for (int label = 0; label < labels; label++) {
            out[label] = bag[width + label] + parameters[3][label];
        }
        if (experts > 0) {
            out[0] += gated(bag);
        }
        for (int h = 0; h < hidden; h++) {
            double sum = parameters[1][h];
            for (int c = 0; c < width; c++) {
                sum += bag[c] * parameters[0][c * hidden + h];
            }
            if (sum > 0) {
                for (int label = 0; label < labels; label++) {
                    out[label] += sum * parameters[2][h * labels + label];
                }
            }
        }
        return out;
    }

    /** What the experts say, each as far as the post is written as those of its set are. */
    private double gated(float[] bag) {
        int own = width + labels;
        int gates = own + experts;
        double highest = Double.NEGATIVE_INFINITY;
        for (int set = 0; set <= experts; set++) {
            highest = Math.max(highest, bag[gates + set]);
        }
        double total = 0;
        double sum = 0;
        for (int set = 0; set <= experts; set++) {
            double weight = Math.exp(bag[gates + set] - highest);
            total += weight;
            sum += set < experts ? weight * bag[own + set] : 0;
        }
        return sum / total;
    }
}

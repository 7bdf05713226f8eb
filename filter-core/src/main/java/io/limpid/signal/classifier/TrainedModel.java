package io.limpid.signal.classifier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.common.hash.Hashing;
import io.limpid.signal.Evidence;
import io.limpid.text.Post;
import io.limpid.text.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * A model read from its folder.
 *
 * <p>A window of a post is the sum of its n-grams' rows, by the square root of how many there are. The first columns of that go
 * through a hidden layer; those after them, one for each label, are added to what comes out. To the overall logit comes what the
 * rules of single data sets add, each weighed by how much the post is written as the posts of that set are. A post's logit for a
 * label is that of its highest window.
 */
public final class TrainedModel implements Model {
    /*
     * Exactness. The table holds whole numbers, each column with one scale, and so do the sums over a window. All that follows is
     * done window by window, in doubles in a fixed order, with StrictMath where it needs a function. So a score hangs on nothing
     * but the post.
     *
     * The weights are read by Deep Java Library, which trained them; the sums are our own (RowTable). PyTorch's product of a
     * sparse matrix of ones with the table took more than twice as long, for it reads floats, four times the memory.
     *
     * Contributions are integrated gradients from the empty post (Sundararajan, Taly, Yan, 2017). Along the straight path from
     * nothing to the window's sum, each hidden unit is a straight line with at most one bend, so the integral has a closed form:
     * a unit passes on the share of its input that its output rose by. How a post is written is taken as given: the weights of the
     * sets are not explained, only what they weigh. What it yields is linear in the rows, and so adds up over the n-grams exactly.
     */

    private static final int WEIGHTS_MAX = 64 << 20;

    private final ModelFile file;
    private final List<String> labels;
    private final int columns;
    private final RowTable table;
    private final double[] scales;
    private final double[] hiddenWeights;
    private final double[] hiddenBias;
    private final double[] outputWeights;
    private final double[] outputBias;

    private TrainedModel(ModelFile file, NDList weights) {
        this.file = file;
        this.labels = file.description().labels();
        this.columns = file.width() + labels.size() + (file.experts() == 0 ? 0 : 2 * file.experts() + 1);
        this.table = new RowTable(
                take(weights, "vocabulary", DataType.INT32, file.rows()).toIntArray(),
                take(weights, "table", DataType.INT8, file.rows(), columns).toByteArray(),
                columns);
        this.scales = doubles(take(weights, "scales", DataType.FLOAT32, columns));
        if (file.width() == 0) {
            this.hiddenWeights = new double[0];
            this.hiddenBias = new double[0];
            this.outputWeights = new double[0];
        } else {
            this.hiddenWeights = doubles(take(weights, "hidden.weight", DataType.FLOAT32, file.width(), file.hidden()));
            this.hiddenBias = doubles(take(weights, "hidden.bias", DataType.FLOAT32, file.hidden()));
            this.outputWeights =
                    doubles(take(weights, "output.weight", DataType.FLOAT32, file.hidden(), labels.size()));
        }
        this.outputBias = doubles(take(weights, "output.bias", DataType.FLOAT32, labels.size()));
    }

    /**
     * Loads a model's folder. The first one of a process loads PyTorch, which takes seconds.
     *
     * @throws IllegalArgumentException if what is there is no model, or its weights are not those that it names
     */
    public static TrainedModel load(Path folder) {
        return load(ModelFile.read(folder));
    }

    /** Loads the weights of a model whose file was read before. */
    public static TrainedModel load(ModelFile file) {
        byte[] bytes = checked(file);
        try (NDManager manager = NDManager.newBaseManager()) {
            return new TrainedModel(file, NDList.decode(manager, bytes));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(file.weights() + ": " + e.getMessage(), e);
        }
    }

    private static byte[] checked(ModelFile file) {
        try {
            if (Files.size(file.weights()) > WEIGHTS_MAX) {
                throw new IllegalArgumentException(file.weights() + ": longer than " + WEIGHTS_MAX + " bytes");
            }
            byte[] bytes = Files.readAllBytes(file.weights());
            String digest = "sha256:" + Hashing.sha256().hashBytes(bytes);
            if (!digest.equals(file.description().digest())) {
                throw new IllegalArgumentException(file.weights() + ": its digest is " + digest + ", "
                        + ModelFile.NAME + " says " + file.description().digest()
                        + ": take both from one release, or train the model again");
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file.weights(), e);
        }
    }

    private static NDArray take(NDList weights, String name, DataType type, long... shape) {
        for (NDArray array : weights) {
            if (name.equals(array.getName())) {
                if (array.getDataType() != type || !array.getShape().equals(new Shape(shape))) {
                    throw new IllegalArgumentException(name + " is " + array.getDataType() + array.getShape() + ", not "
                            + type + new Shape(shape));
                }
                return array;
            }
        }
        throw new IllegalArgumentException(name + " is missing");
    }

    private static double[] doubles(NDArray array) {
        float[] floats = array.toFloatArray();
        var doubles = new double[floats.length];
        for (int i = 0; i < floats.length; i++) {
            doubles[i] = floats[i];
        }
        return doubles;
    }

    @Override
    public ModelDescription description() {
        return file.description();
    }

    @Override
    public List<Scores> score(List<Post> posts) {
        double[][] logits = logits(posts);
        var scores = new ArrayList<Scores>(posts.size());
        for (double[] ofPost : logits) {
            var byLabel = new LinkedHashMap<String, Integer>();
            for (int label = 0; label < labels.size(); label++) {
                byLabel.put(
                        labels.get(label),
                        ModelFile.Calibration.score(calibration(label).apply(ofPost[label])));
            }
            scores.add(new Scores(byLabel));
        }
        return scores;
    }

    /** The logits before calibration, by post and label. */
    public double[][] logits(List<Post> posts) {
        var logits = new double[posts.size()][];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = logits(posts.get(i));
        }
        return logits;
    }

    private double[] logits(Post post) {
        var highest = new double[labels.size()];
        Arrays.fill(highest, Double.NEGATIVE_INFINITY);
        for (Features.Window window : Features.of(post).windows()) {
            double[] logits = new Head(table.rows(window)).logits();
            for (int label = 0; label < highest.length; label++) {
                highest[label] = Math.max(highest[label], logits[label]);
            }
        }
        return highest;
    }

    private ModelFile.Calibration calibration(int label) {
        ModelFile.Calibration calibration = file.calibration().get(labels.get(label));
        if (calibration == null) {
            throw new AssertionError("a label without calibration was read: " + labels.get(label));
        }
        return calibration;
    }

    @Override
    public List<Evidence.Contribution> top(Post post, String label, int atMost) {
        int index = labels.indexOf(label);
        if (index < 0) {
            throw new IllegalArgumentException("no label \"" + label + "\" among " + labels);
        }
        Features features = Features.of(post);
        List<Head> heads = features.windows().stream()
                .map(window -> new Head(table.rows(window)))
                .toList();
        int highest = 0;
        double logit = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < heads.size(); i++) {
            double one = heads.get(i).logits()[index];
            if (one > logit) {
                logit = one;
                highest = i;
            }
        }
        double[] share = heads.get(highest).slopes(index);
        double slope = calibration(index).slope();
        var byUnit = new double[features.units().size];
        Features.Window window = features.windows().get(highest);
        for (int f = 0; f < window.size(); f++) {
            int row = table.row(window.hash(f));
            if (row < 0) {
                continue;
            }
            double weight = 0;
            for (int c = 0; c < columns; c++) {
                weight += table.value(row, c) * share[c];
            }
            byUnit[window.first(f)] += weight * slope / 2;
            byUnit[window.last(f)] += weight * slope / 2;
        }
        return contributions(features.units(), byUnit).stream()
                .sorted(Comparator.comparingInt((Evidence.Contribution one) -> Math.abs(one.weight()))
                        .reversed()
                        .thenComparingInt(one -> one.span().start()))
                .limit(atMost)
                .toList();
    }

    /** The units' shares by stretch of text: words alone, characters of scripts without spaces as far as they say the same. */
    private static List<Evidence.Contribution> contributions(Units units, double[] byUnit) {
        var contributions = new ArrayList<Evidence.Contribution>();
        for (int i = 0; i < units.size; ) {
            int last = i;
            double weight = byUnit[i];
            if (units.kinds[i] == Units.CHARACTER) {
                while (last + 1 < units.size
                        && last - i + 1 < PHRASE
                        && units.kinds[last + 1] == Units.CHARACTER
                        && units.touch(last, last + 1)
                        && byUnit[last + 1] * weight > 0) {
                    weight += byUnit[++last];
                }
            }
            Span span = units.span(i, last);
            contributions.add(new Evidence.Contribution(
                    units.field(i), span, units.quote(i, span), (int) StrictMath.rint(weight * Scores.ONE)));
            i = last + 1;
        }
        return contributions;
    }

    /** How many characters of a script without spaces are shown as one stretch. */
    private static final int PHRASE = 6;

    /** Does nothing: the weights are plain arrays. */
    @Override
    public void close() {}

    /** What stands on top of the sum of one window. */
    private final class Head {
        /** The scaled sum; by column. */
        private final double[] bag = new double[columns];

        /** What each hidden unit gets. */
        private final double[] inputs = hiddenBias.clone();

        private final double scale;

        /** Over the window that has these rows. */
        Head(int... rows) {
            int[] sums = table.sum(rows);
            scale = 1 / Math.sqrt(Math.max(1, rows.length));
            for (int c = 0; c < columns; c++) {
                bag[c] = sums[c] * scales[c] * scale;
            }
            for (int c = 0; c < file.width(); c++) {
                for (int h = 0; h < inputs.length; h++) {
                    inputs[h] += bag[c] * hiddenWeights[c * inputs.length + h];
                }
            }
        }

        double[] logits() {
            var logits = new double[labels.size()];
            for (int label = 0; label < logits.length; label++) {
                logits[label] = outputBias[label] + bag[file.width() + label];
            }
            double[] shares = manners();
            for (int expert = 0; expert < shares.length; expert++) {
                logits[0] += shares[expert] * bag[file.width() + logits.length + expert];
            }
            for (int h = 0; h < inputs.length; h++) {
                if (inputs[h] > 0) {
                    for (int label = 0; label < logits.length; label++) {
                        logits[label] += inputs[h] * outputWeights[h * logits.length + label];
                    }
                }
            }
            return logits;
        }

        /** How much a label's logit rises, on the way from nothing to here, for each whole number in a row, by column. */
        double[] slopes(int label) {
            var slopes = new double[columns];
            for (int h = 0; h < inputs.length; h++) {
                double rise = inputs[h] - hiddenBias[h];
                double passed = Math.max(0, inputs[h]) - Math.max(0, hiddenBias[h]);
                if (rise == 0 || passed == 0) {
                    continue;
                }
                double weight = outputWeights[h * labels.size() + label] * passed / rise;
                for (int c = 0; c < file.width(); c++) {
                    slopes[c] += hiddenWeights[c * inputs.length + h] * weight;
                }
            }
            slopes[file.width() + label] = 1;
            if (label == 0) {
                double[] shares = manners();
                System.arraycopy(shares, 0, slopes, file.width() + labels.size(), shares.length);
            }
            for (int c = 0; c < columns; c++) {
                slopes[c] *= scales[c] * scale;
            }
            return slopes;
        }

        /** How much the post is written as those of each set with an expert are: shares of one, the rest is of no set's manner. */
        private double[] manners() {
            int experts = file.experts();
            var shares = new double[experts];
            if (experts == 0) {
                return shares;
            }
            int from = columns - experts - 1;
            double highest = bag[from];
            for (int set = 1; set <= experts; set++) {
                highest = Math.max(highest, bag[from + set]);
            }
            double total = StrictMath.exp(bag[from + experts] - highest);
            for (int set = 0; set < experts; set++) {
                shares[set] = StrictMath.exp(bag[from + set] - highest);
                total += shares[set];
            }
            for (int set = 0; set < experts; set++) {
                shares[set] /= total;
            }
            return shares;
        }
    }
}

package io.limpid.signal.classifier;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.hash.Hashing;
import io.limpid.text.Post;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Models of a few words, as the program reads them: {@code model.yaml} and weights. */
public final class TinyModel {
    private TinyModel() {}

    /**
     * Writes a model with one label, its name, into {@code parent/name}.
     *
     * @param words what each word adds to the logit, in tenths, from -127 to 127, before that is divided by the root of the number of
     *     n-grams of the post
     * @return the model's folder
     */
    public static Path write(Path parent, String name, Map<String, Integer> words) {
        Path folder = parent.resolve(name);
        try {
            Files.createDirectories(folder);
            byte[] weights = weights(new TreeMap<>(words));
            Files.write(folder.resolve("weights.safetensors"), weights);
            Files.writeString(folder.resolve(ModelFile.NAME), """
                    model: %1$s
                    format: 1
                    features: %2$d
                    labels: [%1$s]
                    weights: {file: weights.safetensors, digest: "sha256:%3$s", bytes: %4$d}
                    recipe: {seed: 1}
                    network: {rows: %5$d, width: 1, hidden: 1, experts: 0}
                    calibration:
                      mix: "none, the weights are made up"
                      labels:
                        %1$s: {slope: 1.0, bias: 0.0}
                    promises:
                      %1$s:
                        - {score: 0.5, precision: 0.8, precision_low: 0.75, false_positives: 0.04, false_positives_high: 0.05, positives: 400, negatives: 100}
                        - {score: 0.9, precision: 0.97, precision_low: 0.95, false_positives: 0.004, false_positives_high: 0.008, positives: 290, negatives: 9}
                    metrics: {}
                    """.formatted(
                            name, Features.VERSION, Hashing.sha256().hashBytes(weights), weights.length, words.size()));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a model to " + folder, e);
        }
    }

    private static byte[] weights(Map<String, Integer> words) {
        List<Integer> hashes = new ArrayList<>();
        var table = new byte[words.size() * 2];
        for (Map.Entry<String, Integer> word : words.entrySet()) {
            table[hashes.size() * 2 + 1] = word.getValue().byteValue();
            // The first n-gram of a word alone is the word.
            hashes.add(Features.of(Post.of(word.getKey())).windows().get(0).hash(0));
        }
        int[] vocabulary = hashes.stream().mapToInt(Integer::intValue).toArray();
        try (NDManager manager = NDManager.newBaseManager()) {
            return new NDList(
                            named("vocabulary", manager.create(vocabulary)),
                            named("table", manager.create(table, new Shape(vocabulary.length, 2))),
                            named("scales", manager.create(new float[] {1, 0.1f})),
                            named("hidden.weight", manager.create(new float[] {0}, new Shape(1, 1))),
                            named("hidden.bias", manager.create(new float[] {0})),
                            named("output.weight", manager.create(new float[] {0}, new Shape(1, 1))),
                            named("output.bias", manager.create(new float[] {-4})))
                    .encode(NDList.Encoding.SAFETENSORS);
        }
    }

    private static NDArray named(String name, NDArray array) {
        array.setName(name);
        return array;
    }
}

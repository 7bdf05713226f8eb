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
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;

/** A model of real form with made-up weights: it knows the n-grams of a few sentences. */
final class SmallModel {
    private static final int WIDTH = 3;
    private static final int HIDDEN = 4;
    private static final int LABELS = 2;
    private static final int EXPERTS = 2;
    private static final int COLUMNS = WIDTH + LABELS + 2 * EXPERTS + 1;

    private SmallModel() {}

    /** Writes its folder. */
    static Path write(Path folder, String... knownSentences) {
        int[] vocabulary = Stream.of(knownSentences)
                .flatMap(text -> Features.of(Post.of(text)).windows().stream())
                .flatMapToInt(window -> Arrays.stream(window.hashes()))
                .distinct()
                .sorted()
                .toArray();
        System.setProperty("ai.djl.offline", "true");
        var random = new Random(5);
        try (NDManager manager = NDManager.newBaseManager()) {
            var table = new byte[vocabulary.length * COLUMNS];
            random.nextBytes(table);
            byte[] bytes = new NDList(
                            named("vocabulary", manager.create(vocabulary)),
                            named("table", manager.create(table, new Shape(vocabulary.length, COLUMNS))),
                            named("scales", floats(manager, random, 0.01f, COLUMNS)),
                            named("hidden.weight", floats(manager, random, 1, WIDTH, HIDDEN)),
                            named("hidden.bias", floats(manager, random, 0.1f, HIDDEN)),
                            named("output.weight", floats(manager, random, 1, HIDDEN, LABELS)),
                            named("output.bias", floats(manager, random, 0.1f, LABELS)))
                    .encode(NDList.Encoding.SAFETENSORS);
            Files.createDirectories(folder);
            Files.write(folder.resolve("weights.safetensors"), bytes);
            Files.writeString(folder.resolve(ModelFile.NAME), yaml(vocabulary.length, bytes));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String yaml(int rows, byte[] bytes) {
        return """
                model: small
                format: 1
                features: %d
                labels: [small, tiny]
                weights: {file: weights.safetensors, digest: "sha256:%s", bytes: %d}
                recipe: {seed: 5}
                network: {rows: %d, width: %d, hidden: %d, experts: %d}
                calibration:
                  mix: none
                  labels:
                    small: {slope: 1.5, bias: -0.25}
                    tiny: {slope: 1, bias: 0}
                promises:
                  small:
                    - {score: 0.5, precision: 0.9, precision_low: 0.85, false_positives: 0.02, false_positives_high: 0.03, positives: 90, negatives: 10}
                  tiny: []
                """.formatted(
                Features.VERSION, Hashing.sha256().hashBytes(bytes), bytes.length, rows, WIDTH, HIDDEN, EXPERTS);
    }

    private static NDArray floats(NDManager manager, Random random, float reach, long... shape) {
        var form = new Shape(shape);
        var values = new float[(int) form.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (0.5f + random.nextFloat() / 2) * reach * (reach > 0.5f && random.nextBoolean() ? -1 : 1);
        }
        return manager.create(values, form);
    }

    private static NDArray named(String name, NDArray array) {
        array.setName(name);
        return array;
    }
}

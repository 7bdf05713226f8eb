package io.limpid.signal.classifier;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A model's {@code model.yaml}: what is published about it and how its weights are to be read.
 *
 * <p>Parts that only people and the training read ({@code recipe}, {@code metrics}) may hold anything; everywhere else an
 * unknown key is an error.
 *
 * @param description what rules are held against
 * @param weights the file of weights
 * @param rows of the table, one for each n-gram that it knows
 * @param width columns of the table that go through the hidden layer; 0 where there is none
 * @param hidden units of the hidden layer
 * @param experts how many sets have a column for their own rules and one for their manner of writing; 0 for none
 * @param calibration by label
 */
public record ModelFile(
        ModelDescription description,
        Path weights,
        int rows,
        int width,
        int hidden,
        int experts,
        Map<String, Calibration> calibration) {
    /** The file's name in a model's folder. */
    public static final String NAME = "model.yaml";

    private static final int FORMAT = 1;
    private static final int ROWS_MAX = 1 << 22;
    private static final int WIDTH_MAX = 1024;
    private static final int SIZE_MAX = 4 << 20;

    /**
     * From a logit to a probability: that of {@code slope * logit + bias}.
     *
     * @param slope above 0
     */
    public record Calibration(double slope, double bias) {
        public Calibration {
            if (!(slope > 0) || Double.isInfinite(slope) || Double.isNaN(bias) || Double.isInfinite(bias)) {
                throw new IllegalArgumentException("not a calibration: slope " + slope + ", bias " + bias);
            }
        }

        /** The logit of the probability. */
        public double apply(double logit) {
            return slope * logit + bias;
        }

        /** The probability of a calibrated logit in 1/10000. Strict arithmetic: the same on every machine. */
        public static int score(double calibrated) {
            return (int) StrictMath.rint(Scores.ONE / (1 + StrictMath.exp(-calibrated)));
        }
    }

    /**
     * Reads a model's folder, the weights not yet.
     *
     * @throws IllegalArgumentException naming the file, what is wrong with it and, where it helps, the remedy
     */
    public static ModelFile read(Path folder) {
        Path file = folder.resolve(NAME);
        try {
            if (Files.size(file) > SIZE_MAX) {
                throw new IllegalArgumentException("longer than " + SIZE_MAX + " bytes");
            }
            var settings = LoadSettings.builder()
                    .setLabel(NAME)
                    .setAllowDuplicateKeys(false)
                    .setMaxAliasesForCollections(0)
                    .build();
            return parse(
                    new Part("", new Load(settings).loadFromString(Files.readString(file, StandardCharsets.UTF_8))),
                    folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        } catch (IllegalArgumentException | YamlEngineException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    private static ModelFile parse(Part root, Path folder) {
        root.allow(
                "model",
                "format",
                "features",
                "labels",
                "weights",
                "recipe",
                "network",
                "calibration",
                "promises",
                "metrics");
        if (root.integer("format") != FORMAT) {
            throw new IllegalArgumentException("format " + root.integer("format") + " is not " + FORMAT);
        }
        if (root.integer("features") != Features.VERSION) {
            throw new IllegalArgumentException("trained with version " + root.integer("features")
                    + " of the features, this program has version " + Features.VERSION + ": train it again");
        }
        String name = root.text("model");
        List<String> labels = root.texts("labels");
        Part weights = root.part("weights").allow("file", "digest", "bytes");
        String fileName = weights.text("file");
        if (fileName.contains("/") || fileName.contains("\\") || fileName.startsWith(".")) {
            throw new IllegalArgumentException("weights.file is a name, no path: " + fileName);
        }
        Part network = root.part("network").allow("rows", "width", "hidden", "experts");
        int rows = network.integer("rows");
        int width = network.integer("width");
        int hidden = network.integer("hidden");
        int experts = network.integer("experts");
        if (rows < 1 || rows > ROWS_MAX) {
            throw new IllegalArgumentException("network.rows is 1 to " + ROWS_MAX);
        }
        if (width < 0 || width > WIDTH_MAX || hidden < 0 || hidden > WIDTH_MAX || (width == 0) != (hidden == 0)) {
            throw new IllegalArgumentException("network.width and network.hidden are both 0, or 1 to " + WIDTH_MAX);
        }
        if (experts < 0 || experts > WIDTH_MAX) {
            throw new IllegalArgumentException("network.experts is 0 to " + WIDTH_MAX);
        }
        Part calibration = root.part("calibration").allow("mix", "labels");
        Part byLabel = calibration.part("labels").allow(labels.toArray(String[]::new));
        Part promised = root.part("promises").allow(labels.toArray(String[]::new));
        var calibrations = new LinkedHashMap<String, Calibration>();
        var promises = new LinkedHashMap<String, Promises>();
        for (String label : labels) {
            Part one = byLabel.part(label).allow("slope", "bias");
            calibrations.put(
                    label,
                    new Calibration(
                            one.number("slope").doubleValue(),
                            one.number("bias").doubleValue()));
            promises.put(
                    label,
                    new Promises(
                            promised.parts(label).stream().map(ModelFile::row).toList()));
        }
        return new ModelFile(
                new ModelDescription(name, weights.text("digest"), promises),
                folder.resolve(fileName),
                rows,
                width,
                hidden,
                experts,
                calibrations);
    }

    private static Promises.Row row(Part row) {
        row.allow(
                "score",
                "precision",
                "precision_low",
                "false_positives",
                "false_positives_high",
                "positives",
                "negatives");
        return new Promises.Row(
                row.share("score"),
                row.share("precision"),
                row.share("precision_low"),
                row.share("false_positives"),
                row.share("false_positives_high"),
                row.integer("positives"),
                row.integer("negatives"));
    }

    /** A mapping of the file, and where it stands. */
    private record Part(String path, Object node) {
        Part allow(String... keys) {
            map().keySet().stream()
                    .filter(key -> !List.of(keys).contains(String.valueOf(key)))
                    .findFirst()
                    .ifPresent(key -> {
                        throw new IllegalArgumentException(
                                "unknown key " + at(String.valueOf(key)) + "; there are " + String.join(", ", keys));
                    });
            return this;
        }

        Part part(String key) {
            return new Part(at(key), value(key));
        }

        List<Part> parts(String key) {
            var parts = new ArrayList<Part>();
            for (Object item : list(key)) {
                parts.add(new Part(at(key) + "[" + parts.size() + "]", item));
            }
            return parts;
        }

        String text(String key) {
            return String.valueOf(value(key));
        }

        List<String> texts(String key) {
            return list(key).stream().map(String::valueOf).toList();
        }

        int integer(String key) {
            if (value(key) instanceof Integer number) {
                return number;
            }
            throw new IllegalArgumentException(at(key) + " is no whole number: " + value(key));
        }

        Number number(String key) {
            if (value(key) instanceof Number number) {
                return number;
            }
            throw new IllegalArgumentException(at(key) + " is no number: " + value(key));
        }

        /** A share of at most four decimals, in 1/10000. */
        int share(String key) {
            return new BigDecimal(number(key).toString())
                    .movePointRight(4)
                    .setScale(0, RoundingMode.HALF_EVEN)
                    .intValueExact();
        }

        private List<?> list(String key) {
            if (value(key) instanceof List<?> list) {
                return list;
            }
            throw new IllegalArgumentException(at(key) + " is no list");
        }

        private Object value(String key) {
            Object value = map().get(key);
            if (value == null) {
                throw new IllegalArgumentException(at(key) + " is missing");
            }
            return value;
        }

        private Map<?, ?> map() {
            if (node instanceof Map<?, ?> map) {
                return map;
            }
            throw new IllegalArgumentException((path.isEmpty() ? "the file" : path) + " is no mapping");
        }

        private String at(String key) {
            return path.isEmpty() ? key : path + "." + key;
        }
    }
}

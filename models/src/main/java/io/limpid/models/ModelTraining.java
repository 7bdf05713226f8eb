package io.limpid.models;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.limpid.signal.classifier.ModelFile;
import io.limpid.signal.classifier.Promises;
import io.limpid.signal.classifier.TrainedModel;
import io.limpid.signal.classifier.Vocabulary;
import io.limpid.text.Post;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Makes a model from data: reads, trains, calibrates, and writes the model's folder.
 *
 * <p>Seed, data and templates decide the file to the byte on one kind of processor: PyTorch runs on one thread, and what runs on
 * more shares its work out by number, not by speed.
 */
public final class ModelTraining {
    /** An epoch must be better than the best one by this much of a logarithmic loss to count as progress. */
    private static final double PROGRESS = 1e-4;

    private static final int PATIENCE = 3;
    private static final String WEIGHTS = "weights.safetensors";
    private static final String GOLDEN = "golden.jsonl";

    private final Task task;
    private final Recipe recipe;
    private final Path data;
    private final boolean research;
    private final Templates templates;
    private final Consumer<String> talk;

    private ModelTraining(String name, Path data, boolean research, Consumer<String> talk) {
        this.task = Task.named(name, research);
        this.recipe = Recipe.of(name);
        this.data = data;
        this.research = research;
        this.templates = Templates.of(name);
        this.talk = talk;
    }

    /**
     * Trains a model and writes its folder.
     *
     * @param name {@code spam}, {@code rumour} or {@code rights}
     * @param data the folder of the data sets
     * @param research whether sets for research only are learnt from too
     * @param out the folder of models; the model's own is made in it
     * @param talk is told how far it is, a line at a time
     * @return the model's folder
     */
    public static Path train(String name, Path data, boolean research, Path out, Consumer<String> talk) {
        return new ModelTraining(name, data, research, talk).run(out.resolve(name));
    }

    private Path run(Path folder) {
        PyTorch.prepare();
        var sets = new ArrayList<TrainingSet>();
        for (Task.Source source : task.sources()) {
            DataSet set = DataSet.named(source.set());
            talk.accept("reading " + set.name());
            sets.add(new TrainingSet(
                    Corpus.of(set.read(data, Split.TRAIN), source.judge()),
                    Corpus.of(set.read(data, Split.DEV), source.judge()),
                    source.passes(),
                    source.expert() ? experts++ : -1));
        }
        for (TemplateGrammar grammar : templates.grammars()) {
            talk.accept("filling the templates of " + grammar.file());
            sets.add(new TrainingSet(
                    Corpus.of(
                            grammar.expand(
                                    Split.TRAIN,
                                    recipe.fillings(),
                                    recipe.network().seed()),
                            task.templateJudge()),
                    Corpus.of(grammar.expand(Split.DEV, 4, recipe.network().seed() + 1), task.templateJudge()),
                    recipe.templatePasses(),
                    -1));
        }
        talk.accept("choosing n-grams");
        int[] hashes = VocabularyBuilder.choose(
                sets.stream().map(TrainingSet::train).toList(), recipe.network().rows(), recipe.postsMin());
        vocabulary = Vocabulary.of(hashes);
        Network network = fit(sets.stream()
                .map(set -> new TrainingSet(
                        set.train().known(vocabulary), set.dev().known(vocabulary), set.passes(), set.expert()))
                .toList());
        publish(WeightsFile.of(network, hashes), folder);
        return folder;
    }

    /** Writes the model beside its folder first: who breaks off in the middle keeps the model that was there. */
    private void publish(byte[] weights, Path folder) {
        Path unfinished = folder.resolveSibling("." + folder.getFileName() + ".unfinished");
        try {
            write(unfinished, weights);
            Files.createDirectories(folder);
            for (String file : List.of(WEIGHTS, ModelFile.NAME, GOLDEN)) {
                Files.move(unfinished.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.delete(unfinished);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + folder, e);
        }
    }

    /** A set with how often a post of it is seen in an epoch, and the number of its expert, below 0 if it has none. */
    private record TrainingSet(Corpus train, Corpus dev, double passes, int expert) {}

    private Vocabulary vocabulary = Vocabulary.of();
    private int experts;
    private int epochs;

    private Network fit(List<TrainingSet> sets) {
        Trainer.Settings settings = recipe.network();
        var trainer = new Trainer(settings, vocabulary.size(), task.labels().size(), experts, sets.size());
        var random = new SplittableRandom(settings.seed());
        double best = Double.POSITIVE_INFINITY;
        Network bestNetwork = trainer.network().copy();
        for (int epoch = 0; epoch < settings.epochs() && epoch - epochs < PATIENCE; epoch++) {
            long start = System.nanoTime();
            double share = 1.0 / settings.epochs();
            double loss = trainer.epoch(items(sets, random), 1 - epoch * share, 1 - (epoch + 1) * share);
            double dev = devLoss(trainer.network(), sets);
            talk.accept(String.format(
                    Locale.ROOT,
                    "epoch %d of at most %d: loss %.4f, on dev %.4f, %d s",
                    epoch + 1,
                    settings.epochs(),
                    loss,
                    dev,
                    (System.nanoTime() - start) / 1_000_000_000));
            if (dev < best - PROGRESS) {
                best = dev;
                bestNetwork = trainer.network().copy();
                epochs = epoch + 1;
            }
        }
        return bestNetwork;
    }

    private List<Trainer.Item> items(List<TrainingSet> sets, SplittableRandom random) {
        var items = new ArrayList<Trainer.Item>();
        for (int set = 0; set < sets.size(); set++) {
            Corpus corpus = sets.get(set).train();
            double passes = sets.get(set).passes();
            int expert = sets.get(set).expert() < 0 ? experts : sets.get(set).expert();
            for (int i = 0; i < corpus.size(); i++) {
                int times = (int) passes + (random.nextDouble() < passes - (int) passes ? 1 : 0);
                for (int time = 0; time < times; time++) {
                    items.add(new Trainer.Item(
                            window(corpus, i, random),
                            corpus.targets().get(i),
                            set,
                            expert,
                            corpus.examples().get(i).positive()));
                }
            }
        }
        return items;
    }

    /** A window of the post, sometimes of the post in a disguise. */
    private int[] window(Corpus corpus, int post, SplittableRandom random) {
        int[][] windows = random.nextDouble() < recipe.disguises()
                ? Corpus.known(
                        Corpus.windows(Disguise.of(corpus.examples().get(post).text(), random.split())), vocabulary)
                : corpus.windows()[post];
        return windows[windows.length == 1 ? 0 : random.nextInt(windows.length)];
    }

    /** How well the overall label is told, as a logarithmic loss after calibration: half by data sets, half by templates. */
    private double devLoss(Network network, List<TrainingSet> sets) {
        var sum = new double[2];
        var count = new int[2];
        for (TrainingSet set : sets) {
            Corpus dev = set.dev();
            int size = dev.size();
            var logits = new double[size];
            java.util.stream.IntStream.range(0, size)
                    .parallel()
                    .forEach(i -> logits[i] = network.logits(dev.windows()[i])[0]);
            var positive = new boolean[size];
            int positives = 0;
            for (int i = 0; i < size; i++) {
                positive[i] = dev.targets().get(i).values()[0] == 1;
                positives += positive[i] ? 1 : 0;
            }
            if (positives == 0 || positives == size) {
                continue;
            }
            ModelFile.Calibration calibration = Calibrator.fit(logits, positive);
            double loss = Calibrator.loss(logits, positive, calibration.slope(), calibration.bias());
            int kind = set.expert() >= 0 ? 0 : 1;
            sum[kind] += loss / size;
            count[kind]++;
        }
        return (sum[0] / Math.max(1, count[0]) + sum[1] / Math.max(1, count[1])) / 2;
    }

    private void write(Path folder, byte[] weights) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(WEIGHTS), weights);
        var identity = new LinkedHashMap<String, ModelFile.Calibration>();
        var nothing = new LinkedHashMap<String, Promises>();
        for (String label : task.labels()) {
            identity.put(label, new ModelFile.Calibration(1, 0));
            nothing.put(label, Promises.NONE);
        }
        Files.writeString(folder.resolve(ModelFile.NAME), yaml(weights, identity, nothing));
        talk.accept("calibrating");
        var calibrations = new LinkedHashMap<String, ModelFile.Calibration>();
        var promises = new LinkedHashMap<String, Promises>();
        try (TrainedModel model = TrainedModel.load(folder)) {
            calibrate(model, calibrations, promises);
        }
        Files.writeString(folder.resolve(ModelFile.NAME), yaml(weights, calibrations, promises));
        try (TrainedModel model = TrainedModel.load(folder)) {
            Files.writeString(folder.resolve(GOLDEN), Golden.of(model, templates));
        }
    }

    private void calibrate(
            TrainedModel model, Map<String, ModelFile.Calibration> calibrations, Map<String, Promises> promises) {
        Sample sample = Sample.of(task, data, Split.DEV, templates);
        double[][] logits = Scoring.logits(model, sample.examples());
        for (int label = 0; label < task.labels().size(); label++) {
            int index = label;
            int[] known = java.util.stream.IntStream.range(0, logits.length)
                    .filter(i -> sample.targets().get(i).values()[index] >= 0)
                    .toArray();
            double[] ofLabel = java.util.Arrays.stream(known)
                    .mapToDouble(i -> logits[i][index])
                    .toArray();
            var positive = new boolean[known.length];
            for (int i = 0; i < known.length; i++) {
                positive[i] = sample.targets().get(known[i]).values()[index] == 1;
            }
            ModelFile.Calibration calibration = Calibrator.fit(ofLabel, positive);
            int[] scores = java.util.Arrays.stream(ofLabel)
                    .mapToInt(logit -> ModelFile.Calibration.score(calibration.apply(logit)))
                    .toArray();
            calibrations.put(task.labels().get(label), calibration);
            promises.put(task.labels().get(label), Calibrator.promises(scores, positive));
        }
    }

    private String yaml(
            byte[] weights, Map<String, ModelFile.Calibration> calibrations, Map<String, Promises> promises) {
        Trainer.Settings settings = recipe.network();
        var out = new StringBuilder();
        out.append("# Written by `limpid models train ").append(task.name()).append("`; not to be changed by hand.\n");
        out.append("model: ").append(task.name()).append("\nformat: 1\nfeatures: ");
        out.append(io.limpid.signal.classifier.Features.VERSION);
        out.append("\nlabels: [").append(String.join(", ", task.labels())).append("]\n");
        out.append("weights: {file: weights.safetensors, digest: \"sha256:")
                .append(Hashing.sha256().hashBytes(weights))
                .append("\", bytes: ")
                .append(weights.length)
                .append("}\nrecipe:\n");
        out.append("  data_digest: \"").append(dataDigest()).append("\"\n");
        out.append("  templates_digest: \"").append(templates.digest()).append("\"\n");
        out.append("  research_data: ").append(research).append('\n');
        out.append("  epochs: ").append(epochs).append('\n');
        out.append(recipe.yaml());
        out.append("network: {rows: ")
                .append(vocabulary.size())
                .append(", width: ")
                .append(settings.width())
                .append(", hidden: ")
                .append(settings.width() == 0 ? 0 : settings.hidden())
                .append(", experts: ")
                .append(experts)
                .append("}\ncalibration:\n  mix: \"dev: ")
                .append(Sample.MIX)
                .append("\"\n  labels:\n");
        calibrations.forEach((label, calibration) -> out.append("    ")
                .append(label)
                .append(": {slope: ")
                .append(calibration.slope())
                .append(", bias: ")
                .append(calibration.bias())
                .append("}\n"));
        out.append("promises:\n");
        promises.forEach((label, table) -> {
            out.append("  ").append(label).append(table.rows().isEmpty() ? ": []\n" : ":\n");
            for (Promises.Row row : table.rows()) {
                out.append(String.format(
                        Locale.ROOT,
                        "    - {score: %.4f, precision: %.4f, precision_low: %.4f, false_positives: %.4f, "
                                + "false_positives_high: %.4f, positives: %d, negatives: %d}%n",
                        row.score() / 1e4,
                        row.precision() / 1e4,
                        row.precisionLow() / 1e4,
                        row.falsePositives() / 1e4,
                        row.falsePositivesHigh() / 1e4,
                        row.positives(),
                        row.negatives()));
            }
        });
        return out.toString().replace(System.lineSeparator(), "\n");
    }

    /** Of the files that were learnt from and chosen by, name by name. */
    private String dataDigest() {
        Hasher digest = Hashing.sha256().newHasher();
        for (Task.Source source : task.sources()) {
            for (Split split : List.of(Split.TRAIN, Split.DEV)) {
                Path file = DataSet.named(source.set()).file(data, split);
                try {
                    digest.putString(file.getFileName().toString(), StandardCharsets.UTF_8);
                    digest.putBytes(Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot read " + file, e);
                }
            }
        }
        return "sha256:" + digest.hash();
    }

    static Post post(Example example) {
        return Post.of(example.text());
    }
}

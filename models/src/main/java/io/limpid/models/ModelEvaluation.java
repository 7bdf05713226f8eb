package io.limpid.models;

import io.limpid.signal.Signal;
import io.limpid.signal.classifier.Promises;
import io.limpid.signal.classifier.Scores;
import io.limpid.signal.classifier.TrainedModel;
import io.limpid.text.Post;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Measures a model on posts that it was not trained on: the test part of a set, its dev part where the test part is held back. */
public final class ModelEvaluation {
    private static final int RESAMPLES = 200;

    private static final String HALF = "0.5";
    private static final String P90 = "precision_at_least: 0.90";
    private static final String P95 = "precision_at_least: 0.95";
    private static final String FPR1 = "false_positives_at_most: 0.01";

    /** Where most tables look. */
    private static final List<String> BARS = List.of(HALF, P90, FPR1);

    private final String name;
    private final TrainedModel model;
    private final Path data;
    private final Consumer<String> talk;
    private final StringBuilder out = new StringBuilder();
    private final Map<String, Double> thresholds = new LinkedHashMap<>();

    private ModelEvaluation(String name, TrainedModel model, Path data, Consumer<String> talk) {
        this.name = name;
        this.model = model;
        this.data = data;
        this.talk = talk;
    }

    /**
     * The figures of a model as Markdown.
     *
     * @param folder the model's folder
     * @param data the folder of the data sets
     * @param devOnly whether test parts are left alone, as they are while a model is being tuned
     * @param card whether the card and the plots beside it are written anew
     * @param talk is told how far it is
     */
    public static String evaluate(Path folder, Path data, boolean devOnly, boolean card, Consumer<String> talk) {
        PyTorch.prepare();
        try (TrainedModel model = TrainedModel.load(folder)) {
            String name = model.description().name();
            if (card && Files.readString(folder.resolve("model.yaml")).contains("research_data: true")) {
                throw new IllegalArgumentException(
                        folder + ": this model learnt from sets that are for research only, and a card would"
                                + " say otherwise; measure it without --card");
            }
            var evaluation = new ModelEvaluation(name, model, data, talk);
            evaluation.run(devOnly ? Split.DEV : Split.TEST, card ? folder : null);
            String figures = evaluation.out.toString();
            if (card) {
                Files.writeString(folder.resolve("card.md"), Card.of(name, model.description(), figures));
            }
            return figures;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + folder, e);
        }
    }

    private void run(Split wanted, @org.jspecify.annotations.Nullable Path plots) throws IOException {
        Task task = Task.named(name, true);
        thresholds.put(HALF, 0.5);
        threshold(P90, Signal.Classifier.Bar.PRECISION_AT_LEAST, 9000);
        threshold(P95, Signal.Classifier.Bar.PRECISION_AT_LEAST, 9500);
        threshold(FPR1, Signal.Classifier.Bar.FALSE_POSITIVES_AT_MOST, 100);
        out.append("Thresholds: ");
        thresholds.forEach((bar, score) -> out.append(String.format(Locale.ROOT, "`%s` = %.4f; ", bar, score)));
        out.append("\n\n");
        promises();

        var judged = new TreeMap<String, Judged>();
        var everyday = new ArrayList<Judged>();
        var byLabel = new ArrayList<List<Judged>>();
        task.labels().forEach(label -> byLabel.add(new ArrayList<>()));
        var rows = new ArrayList<String>();
        for (Task.Source source : task.sources()) {
            DataSet set = DataSet.named(source.set());
            if (!set.has(data, Split.DEV)) {
                talk.accept(set.name() + " is not there: left out");
                continue;
            }
            Split split = set.has(data, wanted) ? wanted : Split.DEV;
            talk.accept("scoring " + set.name() + " (" + split.fileName() + ")");
            List<Example> examples = set.read(data, split);
            List<Task.Targets> targets =
                    examples.stream().map(source.judge()::of).toList();
            Judged overall = Judged.of(model, examples, targets, 0);
            if (source.judged()) {
                judged.put(set.name(), overall);
                for (int label = 1; label < task.labels().size(); label++) {
                    byLabel.get(label).add(Judged.of(model, examples, targets, label));
                }
                List<Example> dev = set.read(data, Split.DEV);
                Judged tuning = Judged.of(
                        model, dev, dev.stream().map(source.judge()::of).toList(), 0);
                rows.add(setRow(set, split, overall, tuning));
            } else {
                everyday.add(overall);
            }
        }
        out.append("## By data set\n\n");
        out.append(
                "F1 and accuracy at the threshold of the best macro-F1 on the set's dev part; a star marks dev figures of sets "
                        + "whose test part is held back; (r) marks sets that shipped models are not trained on.\n\n");
        table("set", "n", "violations", "AUC [95 %]", "macro-F1 [95 %]", "F1", "accuracy", "ECE [95 %]");
        rows.forEach(row -> out.append(row).append('\n'));
        out.append("\nAt the thresholds, with Wilson's 95 % intervals:\n\n");
        table("set", "threshold", "precision", "recall", "false-positive rate");
        judged.forEach(this::barRows);
        out.append('\n');

        Judged all = Judged.join(List.copyOf(judged.values()));
        Templates templates = Templates.of(name);
        Sample sample = Sample.of(Task.named(name, false), data, wanted, templates);
        Judged mix = Judged.of(model, sample.examples(), sample.targets(), 0);
        out.append(String.format(
                Locale.ROOT,
                "Expected calibration error on the mix (%s): %.4f (n %d, violations %d).\n\n",
                wanted.fileName(),
                mix.calibrationError(),
                mix.size(),
                mix.positives()));
        if (!everyday.isEmpty()) {
            out.append("## Everyday posts of sets that judge something else\n\n");
            falsePositives(Judged.join(everyday), example -> example.source());
        }
        templateFigures(task, templates);
        functionFigures();
        for (int label = 1; label < task.labels().size(); label++) {
            labelFigures(task.labels().get(label), Judged.join(byLabel.get(label)), label == 1);
        }
        out.append("\n## By language\n\n");
        groups(all, Example::language);
        out.append("## By era\n\n");
        out.append("By the year of a set's latest texts, or of its publication.\n\n");
        groups(all, example -> DataSet.named(example.source()).era());
        out.append("## By length in characters\n\n");
        groups(all, example -> length(example.text()));
        if (name.equals("rights")) {
            out.append("## Posts without a violation, by group mentioned\n\n");
            mentioned(all);
            identity();
        }
        if (plots != null) {
            Files.writeString(plots.resolve("reliability.svg"), Plot.reliability(mix));
            Files.writeString(plots.resolve("precision-recall.svg"), Plot.precisionRecall(mix));
        }
    }

    private void threshold(String bar, Signal.Classifier.Bar kind, int value) {
        model.description()
                .threshold(name, kind, value)
                .ifPresent(score -> thresholds.put(bar, score / (double) Scores.ONE));
    }

    /** A figure at a threshold, or a dash where the model cannot promise that much. */
    private String at(String bar, Judged judged, Function<Measures.Confusion, String> figure) {
        Double threshold = thresholds.get(bar);
        return threshold == null ? "–" : figure.apply(judged.at(threshold));
    }

    /** What rules may ask for, of the overall label; measured on the mix of dev posts. */
    private void promises() {
        out.append("## Promises\n\n");
        out.append("On the mix that the score is calibrated on (dev: ")
                .append(Sample.MIX)
                .append("). A rule is held to the bounds in"
                        + " brackets: the lower one of precision, the upper one of the false-positive rate (Wilson, 95 %). Those of the other labels"
                        + " stand in model.yaml.\n\n");
        table("score from", "violations", "others", "precision [at least]", "false-positive rate [at most]");
        for (Promises.Row row :
                model.description().promises().getOrDefault(name, Promises.NONE).rows()) {
            out.append(String.format(
                    Locale.ROOT,
                    "| %.2f | %d | %d | %.3f [%.3f] | %.3f [%.3f] |\n",
                    row.score() / 1e4,
                    row.positives(),
                    row.negatives(),
                    row.precision() / 1e4,
                    row.precisionLow() / 1e4,
                    row.falsePositives() / 1e4,
                    row.falsePositivesHigh() / 1e4));
        }
        out.append('\n');
    }

    private String setRow(DataSet set, Split split, Judged judged, Judged dev) {
        double tuned = Measures.bestThreshold(dev.scores(), dev.positive());
        Measures.Confusion best = judged.at(tuned);
        return "| " + set.name() + (split == Split.DEV ? "\\*" : "") + (set.open() ? "" : " (r)") + " | "
                + judged.size() + " | "
                + judged.positives() + " | " + interval(judged, Judged::auc) + " | "
                + interval(judged, one -> one.at(tuned).macroF1()) + " | " + figure(best.f1()) + " | "
                + figure(best.accuracy()) + " | " + interval(judged, Judged::calibrationError) + " |";
    }

    private void barRows(String set, Judged judged) {
        for (Map.Entry<String, Double> bar : thresholds.entrySet()) {
            Measures.Confusion at = judged.at(bar.getValue());
            out.append("| ")
                    .append(set)
                    .append(" | ")
                    .append(bar.getKey())
                    .append(" | ")
                    .append(wilson(at.precision()))
                    .append(" | ")
                    .append(wilson(at.recall()))
                    .append(" | ")
                    .append(wilson(at.falsePositiveRate()))
                    .append(" |\n");
        }
    }

    private static String shares(Measures.Confusion at) {
        return share(at.precision()) + " " + share(at.recall()) + " " + share(at.falsePositiveRate());
    }

    private static String share(Measures.Share share) {
        return share.of() == 0 ? "–" : figure(share.value());
    }

    private static String figure(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
    }

    /** A figure with its bootstrap interval. */
    private static String interval(Judged judged, Function<Judged, Double> of) {
        double value = of.apply(judged);
        if (Double.isNaN(value)) {
            return "–";
        }
        var random = new SplittableRandom(7);
        var resampled = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            resampled[i] = of.apply(
                    judged.pick(random.ints(judged.size(), 0, judged.size()).toArray()));
        }
        double[] sorted = Arrays.stream(resampled)
                .filter(one -> !Double.isNaN(one))
                .sorted()
                .toArray();
        return figure(value) + " [" + figure(sorted[(int) (sorted.length * 0.025)]) + ", "
                + figure(sorted[Math.min(sorted.length - 1, (int) (sorted.length * 0.975))]) + "]";
    }

    private void table(String... columns) {
        out.append("| ")
                .append(String.join(" | ", columns))
                .append(" |\n|")
                .append(" --- |".repeat(columns.length))
                .append('\n');
    }

    private static String wilson(Measures.Share share) {
        return share.of() == 0
                ? "–"
                : String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", share.value(), share.low(), share.high());
    }

    private void groups(Judged all, Function<Example, String> by) {
        table("", "n", "violations", "AUC", "FPR at P90 [95 %]", "FPR at FPR 1 % [95 %]", "recall at P90");
        var names = new TreeMap<String, Integer>();
        all.examples().forEach(example -> names.merge(by.apply(example), 1, Integer::sum));
        names.keySet().forEach(group -> {
            Judged part = all.where(example -> by.apply(example).equals(group));
            out.append("| ")
                    .append(group)
                    .append(" | ")
                    .append(part.size())
                    .append(" | ")
                    .append(part.positives());
            out.append(" | ").append(figure(part.auc()));
            out.append(" | ").append(at(P90, part, one -> wilson(one.falsePositiveRate())));
            out.append(" | ").append(at(FPR1, part, one -> wilson(one.falsePositiveRate())));
            out.append(" | ").append(at(P90, part, one -> wilson(one.recall()))).append(" |\n");
        });
        out.append('\n');
    }

    private void falsePositives(Judged all, Function<Example, String> by) {
        table("", "n", "at 0.5 [95 %]", "at P90 [95 %]", "at FPR 1 % [95 %]");
        var names = new TreeMap<String, Integer>();
        all.examples().forEach(example -> names.merge(by.apply(example), 1, Integer::sum));
        names.keySet().forEach(group -> {
            Judged part = all.where(example -> by.apply(example).equals(group));
            out.append("| ").append(group).append(" | ").append(part.size());
            for (String bar : BARS) {
                out.append(" | ").append(at(bar, part, one -> wilson(one.falsePositiveRate())));
            }
            out.append(" |\n");
        });
        out.append('\n');
    }

    private void templateFigures(Task task, Templates templates) {
        if (templates.grammars().isEmpty()) {
            return;
        }
        out.append("## Templates that the model has not seen\n\n");
        var parts = new ArrayList<Judged>();
        for (TemplateGrammar grammar : templates.grammars()) {
            List<Example> examples = grammar.expand(Split.DEV, 4, 5);
            parts.add(Judged.of(
                    model,
                    examples,
                    examples.stream().map(task.templateJudge()::of).toList(),
                    0));
        }
        byKind(Judged.join(parts));
    }

    private void functionFigures() {
        List<Example> examples = FunctionalTests.of(name);
        if (examples.isEmpty()) {
            return;
        }
        out.append("\n## Functional tests\n\n");
        out.append(
                "Invented posts, written without sight of the templates; no model learns from them. Those that share a frame are"
                        + " alike, so intervals would be narrower than the truth.\n\n");
        Judged all = Judged.of(
                model,
                examples,
                examples.stream()
                        .map(example -> Task.Targets.of(example.positive() ? 1 : 0))
                        .toList(),
                0);
        for (String language :
                examples.stream().map(Example::language).distinct().toList()) {
            byKind(all.where(example -> example.language().equals(language)));
            out.append('\n');
        }
    }

    /** How often posts of each language and kind reach the thresholds; then all together. */
    private void byKind(Judged all) {
        table("kind", "n", "violations", "at or above 0.5", "at or above P90", "at or above FPR 1 %");
        var kinds = new TreeMap<String, Integer>();
        Function<Example, String> kind =
                example -> example.language() + " " + (example.positive() ? "+ " : "- ") + example.detail();
        all.examples().forEach(example -> kinds.merge(kind.apply(example), 1, Integer::sum));
        kinds.keySet().forEach(one -> {
            Judged part = all.where(example -> kind.apply(example).equals(one));
            out.append("| ")
                    .append(one)
                    .append(" | ")
                    .append(part.size())
                    .append(" | ")
                    .append(part.positives());
            for (String bar : BARS) {
                out.append(" | ").append(at(bar, part, reached -> figure(reached(part, bar) / (double) part.size())));
            }
            out.append(" |\n");
        });
        Measures.Confusion half = all.at(0.5);
        out.append(String.format(
                Locale.ROOT,
                "\nAll together at 0.5: accuracy %.3f, recall %.3f, false-positive rate %.3f, AUC %.3f (n %d).\n",
                half.accuracy(),
                half.recall().value(),
                half.falsePositiveRate().value(),
                all.auc(),
                all.size()));
    }

    private long reached(Judged part, String bar) {
        double threshold = thresholds.getOrDefault(bar, Double.POSITIVE_INFINITY);
        return Arrays.stream(part.scores()).filter(score -> score >= threshold).count();
    }

    private void labelFigures(String label, Judged judged, boolean first) {
        if (first) {
            out.append("\n## By label\n\n");
            table("label", "n", "violations", "AUC [95 %]", "ECE", "precision, recall, FPR at 0.5");
        }
        out.append("| ")
                .append(label)
                .append(" | ")
                .append(judged.size())
                .append(" | ")
                .append(judged.positives());
        out.append(" | ").append(interval(judged, Judged::auc)).append(" | ").append(figure(judged.calibrationError()));
        out.append(" | ").append(shares(judged.at(0.5))).append(" |\n");
    }

    private static String length(String text) {
        int length = text.codePointCount(0, text.length());
        return length < 30
                ? "a: below 30"
                : length < 100 ? "b: 30 to 99" : length < 300 ? "c: 100 to 299" : "d: from 300";
    }

    /** A group with fewer posts without a violation shows little of how it fares. */
    private static final int GROUP_POSTS = 50;

    private static final Map<String, Pattern> GROUPS = groups();

    private static Map<String, Pattern> groups() {
        var groups = new LinkedHashMap<String, String>();
        groups.put("women", "\\b(women|woman|girls?|female)\\b|女人|女性|女生");
        groups.put("men", "\\b(men|man|boys?|male)\\b|男人|男性|男生");
        groups.put("Black people", "\\b(black|blacks|african)\\b|黑人|非洲");
        groups.put("white people", "\\b(white|whites|caucasian)\\b|白人");
        groups.put("Asian people", "\\b(asians?|chinese|japanese|korean)\\b|亚洲人|日本人|韩国人");
        groups.put("Muslims", "\\b(muslims?|islam|islamic)\\b|穆斯林|回族|伊斯兰");
        groups.put("Jews", "\\b(jews?|jewish)\\b|犹太");
        groups.put("Christians", "\\b(christians?|catholics?)\\b|基督");
        groups.put("gay and lesbian people", "\\b(gays?|lesbians?|homosexuals?|queer)\\b|同性恋|同志");
        groups.put("trans people", "\\b(trans|transgender|transsexuals?)\\b|跨性别|变性");
        groups.put("immigrants and refugees", "\\b(immigrants?|refugees?|migrants?)\\b|移民|难民");
        groups.put("disabled people", "\\b(disabled|autistic|deaf|blind|wheelchair)\\b|残疾|聋|盲人");
        groups.put("people of a region (zh)", "河南人|东北人|上海人|广东人|北京人|南方人|北方人|外地人");
        var compiled = new LinkedHashMap<String, Pattern>();
        groups.forEach((group, pattern) -> compiled.put(group, Pattern.compile(pattern, Pattern.CASE_INSENSITIVE)));
        return compiled;
    }

    private void mentioned(Judged all) {
        table("group", "n without violation", "FPR at 0.5 [95 %]", "at P90 [95 %]", "at FPR 1 % [95 %]");
        // Where the strictest rule that asks this model alone stands.
        double threshold = thresholds.getOrDefault(P90, 0.5);
        String worst = "none";
        double highest = 0;
        for (Map.Entry<String, Pattern> group : GROUPS.entrySet()) {
            Judged part = all.where(
                    example -> group.getValue().matcher(example.text()).find());
            row(group.getKey(), part);
            Measures.Share share = part.at(threshold).falsePositiveRate();
            if (share.of() >= GROUP_POSTS && share.value() > highest) {
                worst = group.getKey();
                highest = share.value();
            }
        }
        Judged others = all.where(example -> GROUPS.values().stream()
                .noneMatch(pattern -> pattern.matcher(example.text()).find()));
        row("none of these", others);
        double usual = others.at(threshold).falsePositiveRate().value();
        out.append(String.format(
                Locale.ROOT,
                "\nThe worst gap, among groups with %d such posts or more: posts that mention %s reach %.2f %.1f times as often as"
                        + " posts that mention none (%.3f against %.3f).\n\n",
                GROUP_POSTS,
                worst,
                threshold,
                highest / usual,
                highest,
                usual));
    }

    private void row(String group, Judged part) {
        out.append("| ").append(group).append(" | ").append(part.size() - part.positives());
        for (String bar : BARS) {
            out.append(" | ").append(at(bar, part, one -> wilson(one.falsePositiveRate())));
        }
        out.append(" |\n");
    }

    /** Sentences that only say who somebody is. */
    private void identity() {
        out.append("## Sentences that only say who somebody is\n\n");
        var scores = new TreeMap<String, Integer>();
        for (String who : Identities.ENGLISH) {
            for (String text : List.of(
                    "I am a " + who + " person.", "My neighbour is a " + who + " person.", "She is " + who + ".")) {
                scores.put(text, model.score(List.of(Post.of(text))).get(0).of(name));
            }
        }
        for (String who : Identities.CHINESE) {
            for (String text : List.of("我是" + who + "。", "我的邻居是" + who + "。", "她也是" + who)) {
                scores.put(text, model.score(List.of(Post.of(text))).get(0).of(name));
            }
        }
        int[] sorted =
                scores.values().stream().mapToInt(Integer::intValue).sorted().toArray();
        out.append(String.format(
                Locale.ROOT,
                "%d sentences: median score %.4f, highest %.4f; at or above 0.5: %d, at or above P90: %d.\n\nHighest:\n\n",
                sorted.length,
                sorted[sorted.length / 2] / 1e4,
                sorted[sorted.length - 1] / 1e4,
                Arrays.stream(sorted).filter(score -> score >= 5000).count(),
                Arrays.stream(sorted)
                        .filter(score -> score / 1e4 >= thresholds.getOrDefault(P90, Double.POSITIVE_INFINITY))
                        .count()));
        scores.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(8)
                .forEach(one ->
                        out.append(String.format(Locale.ROOT, "- %.4f %s\n", one.getValue() / 1e4, one.getKey())));
    }
}

package io.limpid.models;

import io.limpid.signal.classifier.Scores;
import io.limpid.signal.classifier.TrainedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Posts with a model's scores for one label beside what is true.
 *
 * @param examples the posts
 * @param scores the probabilities that the model gives, with four decimals
 * @param positive what is true
 */
@SuppressWarnings("ArrayRecordComponent") // Rows of numbers, which nobody compares or changes.
record Judged(List<Example> examples, double[] scores, boolean[] positive) {
    /** Those of a list that say something about a label. */
    static Judged of(TrainedModel model, List<Example> examples, List<Task.Targets> targets, int label) {
        int[] known = IntStream.range(0, examples.size())
                .filter(i -> targets.get(i).values()[label] >= 0)
                .toArray();
        List<Example> kept = IntStream.of(known).mapToObj(examples::get).toList();
        String name = model.description().labels().get(label);
        var scores = new ArrayList<Integer>();
        for (int from = 0; from < kept.size(); from += 64) {
            model.score(kept.subList(from, Math.min(kept.size(), from + 64)).stream()
                            .map(ModelTraining::post)
                            .toList())
                    .forEach(one -> scores.add(one.of(name)));
        }
        var positive = new boolean[known.length];
        for (int i = 0; i < known.length; i++) {
            positive[i] = targets.get(known[i]).values()[label] == 1;
        }
        return new Judged(
                kept,
                scores.stream()
                        .mapToDouble(score -> score / (double) Scores.ONE)
                        .toArray(),
                positive);
    }

    int size() {
        return scores.length;
    }

    int positives() {
        return (int)
                IntStream.range(0, positive.length).filter(i -> positive[i]).count();
    }

    /** Those that a test picks. */
    Judged where(Predicate<Example> test) {
        return pick(IntStream.range(0, size())
                .filter(i -> test.test(examples.get(i)))
                .toArray());
    }

    /** These, by number; one may come more than once. */
    Judged pick(int[] numbers) {
        var some = new boolean[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            some[i] = positive[numbers[i]];
        }
        return new Judged(
                IntStream.of(numbers).mapToObj(examples::get).toList(),
                IntStream.of(numbers).mapToDouble(i -> scores[i]).toArray(),
                some);
    }

    /** All of them together. */
    static Judged join(List<Judged> parts) {
        var examples = new ArrayList<Example>();
        parts.forEach(part -> examples.addAll(part.examples));
        var positive = new boolean[examples.size()];
        int at = 0;
        for (Judged part : parts) {
            System.arraycopy(part.positive, 0, positive, at, part.size());
            at += part.size();
        }
        return new Judged(
                examples,
                parts.stream()
                        .flatMapToDouble(part -> java.util.Arrays.stream(part.scores))
                        .toArray(),
                positive);
    }

    double auc() {
        return Measures.auc(scores, positive);
    }

    Measures.Confusion at(double threshold) {
        return Measures.Confusion.at(threshold, scores, positive);
    }

    double calibrationError() {
        return Measures.calibrationError(scores, positive, Measures.ones(size()));
    }
}

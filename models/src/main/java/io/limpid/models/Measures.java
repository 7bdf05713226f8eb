package io.limpid.models;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Figures about scores beside what is true. */
final class Measures {
    private static final double Z = 1.959963984540054;

    private Measures() {}

    /** A share with its 95 % Wilson interval. */
    record Share(int hits, int of) {
        /** The share itself; 0 of none. */
        double value() {
            return of == 0 ? 0 : (double) hits / of;
        }

        double low() {
            return of == 0 ? 0 : Math.max(0, middle() - reach());
        }

        double high() {
            return of == 0 ? 1 : Math.min(1, middle() + reach());
        }

        private double middle() {
            return (value() + Z * Z / (2 * of)) / (1 + Z * Z / of);
        }

        private double reach() {
            double p = value();
            return Z / (1 + Z * Z / of) * Math.sqrt(p * (1 - p) / of + Z * Z / (4.0 * of * of));
        }
    }

    /** What posts at or above a threshold are. */
    record Confusion(int truePositives, int falsePositives, int falseNegatives, int trueNegatives) {
        static Confusion at(double threshold, double[] scores, boolean[] positive) {
            var counts = new int[4];
            for (int i = 0; i < scores.length; i++) {
                counts[scores[i] >= threshold ? (positive[i] ? 0 : 1) : (positive[i] ? 2 : 3)]++;
            }
            return new Confusion(counts[0], counts[1], counts[2], counts[3]);
        }

        Share precision() {
            return new Share(truePositives, truePositives + falsePositives);
        }

        Share recall() {
            return new Share(truePositives, truePositives + falseNegatives);
        }

        Share falsePositiveRate() {
            return new Share(falsePositives, falsePositives + trueNegatives);
        }

        double accuracy() {
            return (double) (truePositives + trueNegatives)
                    / Math.max(1, truePositives + trueNegatives + falsePositives + falseNegatives);
        }

        double f1() {
            return f1(truePositives);
        }

        double macroF1() {
            return (f1(truePositives) + f1(trueNegatives)) / 2;
        }

        private double f1(int right) {
            int wrong = falsePositives + falseNegatives;
            return right == 0 ? 0 : 2.0 * right / (2.0 * right + wrong);
        }
    }

    /** The chance that a violation scores above another post, ties by half; NaN where one kind is missing. */
    static double auc(double[] scores, boolean[] positive) {
        int[] order = order(scores);
        double ranks = 0;
        long positives = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                if (positive[order[i]]) {
                    ranks += (from + to + 1) / 2.0;
                    positives++;
                }
            }
            from = to;
        }
        long negatives = order.length - positives;
        return positives == 0 || negatives == 0
                ? Double.NaN
                : (ranks - positives * (positives + 1) / 2.0) / ((double) positives * negatives);
    }

    /** The threshold with the best macro-F1. */
    static double bestThreshold(double[] scores, boolean[] positive) {
        int[] order = order(scores);
        int positives = (int)
                IntStream.range(0, positive.length).filter(i -> positive[i]).count();
        int above = 0;
        int right = 0;
        double best = -1;
        double threshold = 0;
        for (int i = order.length - 1; i >= 0; i--) {
            above++;
            right += positive[order[i]] ? 1 : 0;
            if (i > 0 && scores[order[i - 1]] == scores[order[i]]) {
                continue;
            }
            double macro = new Confusion(
                            right, above - right, positives - right, order.length - above - positives + right)
                    .macroF1();
            if (macro > best) {
                best = macro;
                threshold = scores[order[i]];
            }
        }
        return threshold;
    }

    /** Expected calibration error: how far, on average, the scores of a tenth of the scale are from what came true. */
    static double calibrationError(double[] scores, boolean[] positive, double[] weights) {
        var bins = new double[10][3];
        double total = 0;
        for (int i = 0; i < scores.length; i++) {
            double[] bin = bins[Math.min(9, (int) (scores[i] * 10))];
            bin[0] += weights[i];
            bin[1] += weights[i] * scores[i];
            bin[2] += positive[i] ? weights[i] : 0;
            total += weights[i];
        }
        double error = 0;
        for (double[] bin : bins) {
            error += Math.abs(bin[1] - bin[2]);
        }
        return total == 0 ? 0 : error / total;
    }

    static double[] ones(int size) {
        var ones = new double[size];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static int[] order(double[] scores) {
        return IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> scores[i]))
                .mapToInt(Integer::intValue)
                .toArray();
    }
}

package io.limpid.models;

import io.limpid.signal.classifier.ModelFile;
import io.limpid.signal.classifier.Promises;
import io.limpid.signal.classifier.Scores;
import java.util.ArrayList;
import java.util.List;

/** From logits to probabilities, and what a score is worth, on posts that the model was not trained on. */
final class Calibrator {
    private static final int STEPS = 100;
    private static final double SLOPE_MIN = 0.02;
    private static final double SLOPE_MAX = 10;
    private static final double SHORTEST = 1e-6;

    /** The scores that the published table has rows for, in 1/10000. */
    private static final int[] ROWS = {
        500, 1000, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000, 5500, 6000, 6500, 7000, 7500, 8000, 8500, 9000, 9200,
        9400, 9500, 9600, 9700, 9750, 9800, 9850, 9900, 9920, 9940, 9950, 9960, 9970, 9980, 9985, 9990, 9995, 9999
    };

    private Calibrator() {}

    /** The slope and bias of the best log-likelihood (Platt), by Newton's method. */
    static ModelFile.Calibration fit(double[] logits, boolean[] positive) {
        double slope = 1;
        double bias = 0;
        for (int step = 0; step < STEPS; step++) {
            double gradientSlope = 1e-3 * (slope - 1);
            double gradientBias = 0;
            double slopeSlope = 1e-3;
            double slopeBias = 0;
            double biasBias = 1e-3;
            for (int i = 0; i < logits.length; i++) {
                double p = 1 / (1 + StrictMath.exp(-(slope * logits[i] + bias)));
                double error = p - (positive[i] ? 1 : 0);
                double curve = Math.max(1e-6, p * (1 - p));
                gradientSlope += error * logits[i];
                gradientBias += error;
                slopeSlope += curve * logits[i] * logits[i];
                slopeBias += curve * logits[i];
                biasBias += curve;
            }
            double determinant = slopeSlope * biasBias - slopeBias * slopeBias;
            double changeSlope = (biasBias * gradientSlope - slopeBias * gradientBias) / determinant;
            double changeBias = (slopeSlope * gradientBias - slopeBias * gradientSlope) / determinant;
            // A whole step of Newton's can make it worse; some part of it never does. Logits that say nothing, or the
            // contrary, are
            // all but ignored: their order is not turned round.
            double length = 1;
            double before = loss(logits, positive, slope, bias);
            while (length > SHORTEST
                    && loss(logits, positive, kept(slope - length * changeSlope), bias - length * changeBias)
                            > before) {
                length /= 2;
            }
            slope = kept(slope - length * changeSlope);
            bias -= length * changeBias;
            if (Math.abs(changeSlope) + Math.abs(changeBias) < 1e-9) {
                break;
            }
        }
        return new ModelFile.Calibration(rounded(slope), rounded(bias));
    }

    private static double kept(double slope) {
        return Math.min(SLOPE_MAX, Math.max(SLOPE_MIN, slope));
    }

    /** The logarithmic loss of all posts, in a form that does not overflow. */
    static double loss(double[] logits, boolean[] positive, double slope, double bias) {
        double loss = 1e-3 * (slope - 1) * (slope - 1) / 2;
        for (int i = 0; i < logits.length; i++) {
            double logit = slope * logits[i] + bias;
            double wrong = positive[i] ? -logit : logit;
            loss += Math.max(0, wrong) + StrictMath.log1p(StrictMath.exp(-Math.abs(wrong)));
        }
        return loss;
    }

    private static double rounded(double value) {
        return Math.round(value * 1e6) / 1e6;
    }

    /** The published table of a label. Scores that no post reached have no row. */
    static Promises promises(int[] scores, boolean[] positive) {
        int negatives = 0;
        for (boolean one : positive) {
            negatives += one ? 0 : 1;
        }
        var rows = new ArrayList<Promises.Row>();
        for (int score : ROWS) {
            int right = 0;
            int wrong = 0;
            for (int i = 0; i < scores.length; i++) {
                if (scores[i] >= score) {
                    right += positive[i] ? 1 : 0;
                    wrong += positive[i] ? 0 : 1;
                }
            }
            if (right + wrong == 0) {
                break;
            }
            var precision = new Measures.Share(right, right + wrong);
            var falsePositives = new Measures.Share(wrong, negatives);
            rows.add(new Promises.Row(
                    score,
                    near(precision.value()),
                    Math.min(near(precision.value()), (int) Math.floor(precision.low() * Scores.ONE)),
                    near(falsePositives.value()),
                    Math.max(near(falsePositives.value()), (int) Math.ceil(falsePositives.high() * Scores.ONE)),
                    right,
                    wrong));
        }
        return new Promises(List.copyOf(rows));
    }

    private static int near(double share) {
        return (int) Math.round(share * Scores.ONE);
    }
}

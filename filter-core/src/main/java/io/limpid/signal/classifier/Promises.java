package io.limpid.signal.classifier;

import io.limpid.signal.Signal;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The published calibration table of a label: what a score of at least so much was worth on posts that the model was not trained
 * on.
 *
 * @param rows by rising score
 */
public record Promises(List<Row> rows) {
    /** The table of a label about which nothing can be promised. */
    public static final Promises NONE = new Promises(List.of());

    /** A row with fewer posts at or above its score says nothing against the rows below it. */
    static final int ENOUGH = 50;

    /**
     * What posts with at least this score were.
     *
     * @param score in 1/10000
     * @param precision the share of them that have the label, in 1/10000
     * @param precisionLow the lower end of its 95 % Wilson interval, in 1/10000, rounded down
     * @param falsePositives the share of the posts without the label that come to this score, in 1/10000
     * @param falsePositivesHigh the upper end of its 95 % Wilson interval, in 1/10000, rounded up
     * @param positives how many posts with the label came to this score
     * @param negatives how many posts without the label came to this score
     */
    public record Row(
            int score,
            int precision,
            int precisionLow,
            int falsePositives,
            int falsePositivesHigh,
            int positives,
            int negatives) {
        public Row {
            IntStream.of(score, precision, precisionLow, falsePositives, falsePositivesHigh)
                    .filter(share -> share < 0 || share > Scores.ONE)
                    .findFirst()
                    .ifPresent(share -> {
                        throw new IllegalArgumentException("not a share in 1/10000: " + share);
                    });
            if (precisionLow > precision || falsePositives > falsePositivesHigh) {
                throw new IllegalArgumentException("a figure outside its own interval, at score " + score);
            }
        }
    }

    public Promises {
        rows = List.copyOf(rows);
        for (int next = 1; next < rows.size(); next++) {
            if (rows.get(next - 1).score() >= rows.get(next).score()) {
                throw new IllegalArgumentException(
                        "scores do not rise at " + rows.get(next).score());
            }
        }
    }

    /** The lowest score that keeps what a rule demands, in 1/10000; empty if none does. */
    public OptionalInt threshold(Signal.Classifier.Bar bar, int value) {
        return switch (bar) {
            case SCORE_AT_LEAST -> OptionalInt.of(value);
            case PRECISION_AT_LEAST -> atPrecision(value);
            case FALSE_POSITIVES_AT_MOST ->
                rows.stream()
                        .filter(row -> row.falsePositivesHigh() <= value)
                        .mapToInt(Row::score)
                        .findFirst();
        };
    }

    /** The value of a bar that no rule can better; empty where nothing can be promised. */
    public OptionalInt best(Signal.Classifier.Bar bar) {
        return switch (bar) {
            case SCORE_AT_LEAST -> OptionalInt.of(Scores.ONE);
            case PRECISION_AT_LEAST ->
                rows.stream()
                        .map(Row::precisionLow)
                        .sorted(Comparator.reverseOrder())
                        .mapToInt(Integer::intValue)
                        .filter(precision -> atPrecision(precision).isPresent())
                        .findFirst();
            case FALSE_POSITIVES_AT_MOST ->
                rows.stream().mapToInt(Row::falsePositivesHigh).min();
        };
    }

    /** A row that reaches the precision by luck, with worse ones above it, is not the one. */
    private OptionalInt atPrecision(int atLeast) {
        OptionalInt lowest = OptionalInt.empty();
        for (int number = rows.size() - 1; number >= 0; number--) {
            Row row = rows.get(number);
            if (row.precisionLow() >= atLeast) {
                lowest = OptionalInt.of(row.score());
            } else if (row.precision() < atLeast && row.positives() + row.negatives() >= ENOUGH) {
                break;
            }
        }
        return lowest;
    }
}

package io.limpid.models;

import io.limpid.signal.classifier.TrainedModel;
import java.util.List;

/** Asks a model about many posts, in batches. */
final class Scoring {
    private static final int BATCH = 64;

    private Scoring() {}

    /** The logits before calibration, by example and label. */
    static double[][] logits(TrainedModel model, List<Example> examples) {
        var logits = new double[examples.size()][];
        for (int from = 0; from < logits.length; from += BATCH) {
            int to = Math.min(logits.length, from + BATCH);
            double[][] some = model.logits(
                    examples.subList(from, to).stream().map(ModelTraining::post).toList());
            System.arraycopy(some, 0, logits, from, some.length);
        }
        return logits;
    }
}

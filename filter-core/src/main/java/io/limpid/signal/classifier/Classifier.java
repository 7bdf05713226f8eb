package io.limpid.signal.classifier;

import io.limpid.signal.Evidence;
import io.limpid.signal.Signal;
import io.limpid.text.Post;
import java.util.List;

/** A trained model that scores posts. Implementations are thread-safe and give the same post the same score always. */
public interface Classifier {
    /** Name that rules use, such as {@code spam}. */
    String name();

    /** {@code sha256:…} of the weights. */
    String digest();

    /**
     * The score that a rule's bar amounts to by the published calibration table, in 1/10000.
     *
     * @param value the bar's value in 1/10000
     */
    int threshold(Signal.Classifier.Bar bar, int value);

    /** The post's score. */
    Scored score(Post post);

    /**
     * A score.
     *
     * @param label what it is for
     * @param score in 1/10000
     * @param top the pieces of text that contributed most
     */
    record Scored(String label, int score, List<Evidence.Contribution> top) {
        public Scored {
            top = List.copyOf(top);
        }
    }
}

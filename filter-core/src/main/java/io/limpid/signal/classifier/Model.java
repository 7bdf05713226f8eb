package io.limpid.signal.classifier;

import io.limpid.signal.Evidence;
import io.limpid.text.Post;
import java.util.List;

/**
 * A trained model at work. The same post gets the same scores whatever batch it is in.
 *
 * <p>For one thread at a time, whichever it is.
 */
public interface Model extends AutoCloseable {
    /** What it is, as rules and decisions name it. */
    ModelDescription description();

    /** The scores of each post, in the order of the posts. */
    List<Scores> score(List<Post> posts);

    /**
     * The pieces of text that added most to the score of a label, either way, largest first. All of them together add up to the
     * logit of the score, but for the model's constant.
     *
     * @param label one of the model's labels
     * @param atMost how many are wanted
     */
    List<Evidence.Contribution> top(Post post, String label, int atMost);

    /** Gives back what the model holds outside the heap, if anything. It cannot be asked any more. */
    @Override
    void close();
}

package io.limpid.signal.classifier;

import io.limpid.signal.Evidence;
import io.limpid.text.Post;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A model as decisions ask it: a witness, never a judge.
 *
 * <p>Implementations are thread-safe, give the same post the same scores always, and leave no question open for long: each
 * answer comes, or fails with {@link NoAnswerException}, within a time that the implementation states.
 */
public interface Classifier {
    /** What is published about the model. */
    ModelDescription model();

    /** The scores of a post. */
    CompletableFuture<Scores> score(Post post);

    /** The pieces of text that added most to a score, see {@link Model#top}. */
    CompletableFuture<List<Evidence.Contribution>> top(Post post, String label, int atMost);
}

package io.limpid;

import io.limpid.text.Post;

/**
 * A post to decide on, with all that the decision depends on.
 *
 * @param everyScore whether every model is to score the post, needed or not; changes nothing but the scores that are told
 */
public record Case(Post post, Surroundings surroundings, boolean everyScore) {
    /** A case in which models are asked only as far as the outcome hangs on them. */
    public static Case of(Post post, Surroundings surroundings) {
        return new Case(post, surroundings, false);
    }
}

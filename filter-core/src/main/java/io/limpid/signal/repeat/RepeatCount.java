package io.limpid.signal.repeat;

import io.limpid.signal.RepeatScope;

/**
 * How often a post like one was seen within a window, itself included.
 *
 * @param scope whose posts were counted
 * @param windowSeconds the length of the window that ends with the post, at least 1
 * @param count at least 1, at most {@link RecentPosts#COUNT_MAX}
 */
public record RepeatCount(RepeatScope scope, int windowSeconds, int count) {
    public RepeatCount {
        if (windowSeconds < 1 || count < 1) {
            throw new IllegalArgumentException("not a count within a window: " + count + " in " + windowSeconds + " s");
        }
    }
}

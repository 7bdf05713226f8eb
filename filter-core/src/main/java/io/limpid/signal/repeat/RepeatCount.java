package io.limpid.signal.repeat;

/**
 * How often a post like one was seen within a window, itself included.
 *
 * @param scope whose posts were counted
 * @param windowSeconds the length of the window that ends with the post, at least 1
 * @param count at least 1, at most {@link RecentPosts#COUNT_MAX}
 */
public record RepeatCount(Scope scope, int windowSeconds, int count) {
    public RepeatCount {
        if (windowSeconds < 1 || count < 1) {
            throw new IllegalArgumentException("not a count within a window: " + count + " in " + windowSeconds + " s");
        }
    }

    /** Whose posts were counted. */
    public enum Scope {
        /** Those of the post's author. */
        AUTHOR("author"),
        /** Those of everybody. */
        EVERYONE("everyone");

        private final String id;

        Scope(String id) {
            this.id = id;
        }

        /** The name in rules, {@code author} or {@code everyone}. */
        public String id() {
            return id;
        }
    }
}

package io.limpid.rule;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a ruleset asks of those who put it in force, and what becomes of its rules while it is.
 *
 * @param approvals how many maintainers have to stand by a version before it acts, 1 or 2
 * @param gate what a version has to show before it acts
 * @param brake when a rule loses its force by itself; empty for never
 * @param disclosed whether everybody may read its lists, or only their digests and counts
 */
public record Governance(int approvals, Gate gate, Optional<Brake> brake, boolean disclosed) {
    /** One maintainer, no gate, no brake, all open: what holds where a ruleset says nothing. */
    public static final Governance NONE = new Governance(
            1, new Gate(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty()), Optional.empty(), true);

    /**
     * What a version has to show before it acts; each part may be missing.
     *
     * @param shadowPosts posts that it saw in shadow, at least
     * @param changedAtMost the share of them on which it would have changed the action, at most, in 1/10000
     * @param precisionAtLeast the lower bound (Wilson, 95 %) of its precision among reviewed posts, in 1/10000; asked only where
     *     there are any
     */
    public record Gate(OptionalInt shadowPosts, OptionalInt changedAtMost, OptionalInt precisionAtLeast) {}

    /**
     * When a rule loses its force: once it has matched {@code posts} within the window, and these are more than {@code times} the
     * share of posts that its baseline says; or, whatever the share, more than {@code most}.
     *
     * @param to what is left of it
     * @param times how many times its share may grow, at least 2
     * @param posts matches below which nothing is said
     * @param most matches that are too many in any case; empty for no such bound
     * @param windowSeconds how far back is counted
     */
    public record Brake(Rung to, int times, int posts, OptionalInt most, int windowSeconds) {}

    /** What is left of a rule that was braked. Never more than it had. */
    public enum Rung {
        /** What would remove holds; every other rule only watches. */
        HOLD,
        /** It only watches. */
        SHADOW;

        /** The name in files and answers, such as {@code hold}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Rung> parse(String id) {
            return Arrays.stream(values()).filter(rung -> rung.id().equals(id)).findFirst();
        }
    }
}

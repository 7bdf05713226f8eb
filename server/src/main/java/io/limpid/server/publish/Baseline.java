package io.limpid.server.publish;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The share of posts that a rule is known to act on, settled when its version went into force.
 *
 * @param perMillion of all posts, 1 to 1 000 000
 * @param source how it is known
 */
public record Baseline(int perMillion, Source source) {
    private static final int MILLION = 1_000_000;

    /** Where a baseline comes from. */
    public enum Source {
        /** The version's time in shadow. */
        SHADOW,
        /** A back-test of the version. */
        BACKTEST,
        /** What versions did that acted before. */
        EARLIER,
        /** Nothing is known: one in a hundred. */
        ASSUMED,
        /** A maintainer lifted the brake, and said that what it went off at is right. */
        ACCEPTED;

        /** The name in answers, such as {@code shadow}. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Source> parse(String id) {
            return Arrays.stream(values())
                    .filter(source -> source.id().equals(id))
                    .findFirst();
        }
    }

    /** Of a rule of which nothing is known. */
    static final Baseline UNKNOWN = new Baseline(MILLION / 100, Source.ASSUMED);

    public Baseline {
        if (perMillion < 1 || perMillion > MILLION) {
            throw new IllegalArgumentException("not a share in a million: " + perMillion);
        }
    }

    /** So many matches among so many posts, rounded up. */
    static Baseline of(long matches, long posts, Source source) {
        long share = (matches * MILLION + posts - 1) / posts;
        return new Baseline((int) Math.max(1, Math.min(MILLION, share)), source);
    }

    /** The share, in (0, 1]. */
    public double share() {
        return perMillion / (double) MILLION;
    }
}

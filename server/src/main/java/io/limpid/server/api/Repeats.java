package io.limpid.server.api;

import com.google.common.hash.Hashing;
import io.limpid.signal.repeat.Fingerprint;
import io.limpid.signal.repeat.RecentPosts;
import io.limpid.signal.repeat.RecentPosts.Observation;
import io.limpid.text.Fold;
import io.limpid.text.FoldSet;
import io.limpid.text.Post;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How posts are compared with those before them. */
final class Repeats {
    /** Posts among which near-duplicates are counted. */
    private static final int RECENT_POSTS = 100_000;

    private static final FoldSet FINGERPRINTED = FoldSet.of(Fold.WIDTH, Fold.CASE, Fold.INVISIBLE);

    private Repeats() {}

    /** An index that has seen no posts yet. */
    static RecentPosts index(Set<Integer> windows) {
        return RecentPosts.of(RECENT_POSTS, windows);
    }

    /**
     * Adds a post, and counts those near it; empty for one too short to be compared.
     *
     * @param platform whose post it is; those of others are not counted. Null where platforms are not told apart
     */
    static Optional<Observation> observe(RecentPosts recent, Post post, Instant at, @Nullable String platform) {
        String text = post.fields().size() == 1
                ? post.fields().values().iterator().next()
                : String.join("\n", post.fields().values());
        OptionalLong fingerprint = Fingerprint.of(FINGERPRINTED.fold(text).text());
        String author = post.author() == null ? null : post.author().id();
        if (fingerprint.isEmpty()) {
            return Optional.empty();
        }
        if (platform == null) {
            return Optional.of(recent.observe(fingerprint.getAsLong(), author, at));
        }
        // The distance between two fingerprints of one platform stays; between two platforms it becomes that of chance.
        long own = fingerprint.getAsLong()
                ^ Hashing.sha256().hashString(platform, StandardCharsets.UTF_8).asLong();
        return Optional.of(recent.observe(own, author == null ? null : platform + "/" + author, at));
    }
}

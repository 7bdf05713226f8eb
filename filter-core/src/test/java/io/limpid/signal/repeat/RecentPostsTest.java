package io.limpid.signal.repeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.Samples;
import io.limpid.signal.RepeatScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentPostsTest {
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

    @Test
    void counts_the_author_and_everyone_in_each_window() {
        var recent = RecentPosts.of(100, List.of(600, 60));

        recent.observe(1, "ann", START);
        recent.observe(1, "bob", START.plusSeconds(10));
        List<RepeatCount> counts =
                recent.observe(1, "ann", START.plusSeconds(65)).counts();

        assertThat(counts)
                .containsExactly(
                        new RepeatCount(RepeatScope.AUTHOR, 60, 1),
                        new RepeatCount(RepeatScope.AUTHOR, 600, 2),
                        new RepeatCount(RepeatScope.EVERYONE, 60, 2),
                        new RepeatCount(RepeatScope.EVERYONE, 600, 3));
    }

    @Test
    void a_post_that_came_to_nothing_is_taken_back() {
        var recent = RecentPosts.of(2, List.of(60));
        recent.observe(1, "ann", START);
        RecentPosts.Observation refused = recent.observe(1, "ann", START);

        recent.forget(refused);

        assertThat(recent.observe(1, "ann", START).counts())
                .containsExactly(
                        new RepeatCount(RepeatScope.AUTHOR, 60, 1), new RepeatCount(RepeatScope.EVERYONE, 60, 1));
        recent.observe(1, "ann", START);
        recent.forget(refused);
        assertThat(recent.observe(1, "ann", START).counts())
                .as("one that has made room long ago takes nobody's place")
                .containsExactly(
                        new RepeatCount(RepeatScope.AUTHOR, 60, 2), new RepeatCount(RepeatScope.EVERYONE, 60, 2));
    }

    @Test
    void an_unknown_author_is_no_author() {
        var recent = RecentPosts.of(100, List.of(60));

        recent.observe(1, null, START);

        assertThat(recent.observe(1, null, START).counts())
                .containsExactly(new RepeatCount(RepeatScope.EVERYONE, 60, 2));
    }

    @Test
    void a_window_ends_to_the_millisecond() {
        var recent = RecentPosts.of(100, List.of(60));
        recent.observe(1, null, START);

        assertThat(recent.observe(1, null, START.plusMillis(59_999))
                        .counts()
                        .get(0)
                        .count())
                .isEqualTo(2);
        assertThat(recent.observe(1, null, START.plusMillis(60_000))
                        .counts()
                        .get(0)
                        .count())
                .isEqualTo(2);
    }

    @Test
    void agrees_with_a_scan_of_a_list() {
        Samples.check(300, random -> {
            int capacity = 1 + random.nextInt(40);
            List<Integer> windows = List.of(5, 30, 200);
            var recent = RecentPosts.of(capacity, windows);
            List<Seen> all = new ArrayList<>();
            long[] templates = {random.nextLong(), random.nextLong(), random.nextLong()};
            long millis = 0;
            for (int i = 0; i < 120; i++) {
                // Now and then a time runs backwards.
                long at = millis + random.nextInt(6_000) - 500;
                millis = Math.max(millis, at);
                long fingerprint = vary(templates[random.nextInt(3)], random.nextInt(10), random);
                String author = random.nextInt(4) == 0 ? null : "author" + random.nextInt(4);
                all.add(new Seen(fingerprint, author, millis));

                assertThat(recent.observe(fingerprint, author, START.plusMillis(at))
                                .counts())
                        .isEqualTo(scan(all, capacity, windows));
            }
        });
    }

    @Test
    void counts_stop_at_the_bound_for_a_flood() {
        var recent = RecentPosts.of(5_000, List.of(60, 600));
        for (int i = 0; i < 4_000; i++) {
            recent.observe(7, "flooder", START);
        }

        assertThat(recent.observe(7, "flooder", START).counts())
                .extracting(RepeatCount::count)
                .containsOnly(RecentPosts.COUNT_MAX);
    }

    @Test
    void a_flood_of_variants_counts_as_a_scan_does_up_to_the_bound() {
        Samples.check(5, random -> {
            List<Integer> windows = List.of(20, 90, 4_000);
            var recent = RecentPosts.of(4_000, windows);
            List<Seen> all = new ArrayList<>();
            long template = random.nextLong();
            List<RepeatCount> last = List.of();
            for (int i = 0; i < 5_000; i++) {
                boolean flood = random.nextBoolean() || i == 4_999;
                long fingerprint = flood ? vary(template, random.nextInt(5), random) : random.nextLong();
                all.add(new Seen(fingerprint, flood ? "flooder" : "somebody", 30L * i));
                last = recent.observe(fingerprint, all.get(i).author, START.plusMillis(30L * i))
                        .counts();
            }

            assertThat(last)
                    .isEqualTo(scan(all, 4_000, windows).stream()
                            .map(count -> new RepeatCount(
                                    count.scope(),
                                    count.windowSeconds(),
                                    Math.min(count.count(), RecentPosts.COUNT_MAX)))
                            .toList());
            assertThat(last).extracting(RepeatCount::count).contains(RecentPosts.COUNT_MAX);
        });
    }

    @Test
    void many_posts_that_are_nearly_near_count_too_little_never_too_much() {
        var recent = RecentPosts.of(40_000, List.of(60));
        recent.observe(0, null, START);
        for (int i = 0; i < 2 * RecentPosts.MISSES_MAX; i++) {
            recent.observe(0xFFFF_FFFF_0000_0000L, null, START);
        }

        assertThat(recent.observe(0, null, START).counts())
                .containsExactly(new RepeatCount(RepeatScope.EVERYONE, 60, 1));
        assertThat(recent.observe(0, null, START).counts())
                .containsExactly(new RepeatCount(RepeatScope.EVERYONE, 60, 2));
    }

    @Test
    void threads_lose_no_post() throws InterruptedException {
        var recent = RecentPosts.of(1_000, List.of(60));
        var ready = new CountDownLatch(4);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String author = "author" + t;
            var thread = new Thread(() -> {
                ready.countDown();
                for (int i = 0; i < 100; i++) {
                    recent.observe(3, author, START);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(recent.observe(3, "author0", START).counts())
                .containsExactly(
                        new RepeatCount(RepeatScope.AUTHOR, 60, 101), new RepeatCount(RepeatScope.EVERYONE, 60, 401));
    }

    @Test
    void refuses_no_capacity_and_no_window() {
        assertThatThrownBy(() -> RecentPosts.of(0, List.of(60))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RecentPosts.of(1, List.of(0))).isInstanceOf(IllegalArgumentException.class);
    }

    private record Seen(long fingerprint, @Nullable String author, long millis) {}

    private static List<RepeatCount> scan(List<Seen> all, int capacity, List<Integer> windows) {
        Seen post = all.get(all.size() - 1);
        List<Seen> kept = all.subList(Math.max(0, all.size() - capacity), all.size());
        List<RepeatCount> counts = new ArrayList<>();
        for (RepeatScope scope : RepeatScope.values()) {
            for (int window : windows) {
                long count = kept.stream()
                        .filter(other -> scope == RepeatScope.EVERYONE
                                || (post.author != null && post.author.equals(other.author)))
                        .filter(other -> Long.bitCount(other.fingerprint ^ post.fingerprint) <= Fingerprint.NEAR)
                        .filter(other -> post.millis - other.millis < window * 1_000L)
                        .count();
                if (scope == RepeatScope.EVERYONE || post.author != null) {
                    counts.add(new RepeatCount(scope, window, (int) count));
                }
            }
        }
        return counts;
    }

    private static long vary(long fingerprint, int bits, Random random) {
        long varied = fingerprint;
        for (int i = 0; i < bits; i++) {
            varied ^= 1L << random.nextInt(64);
        }
        return varied;
    }
}

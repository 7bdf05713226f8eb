package io.limpid.signal.repeat;

import com.google.common.hash.Hashing;
import io.limpid.signal.RepeatScope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fingerprints of the latest posts, for counting those that are near a new one.
 *
 * <p>Safe for use by many threads: each observation is one atomic step. Memory is bounded by the capacity; the oldest
 * post makes room for the newest, so that windows longer than what the capacity spans count too little, never too much;
 * so do counts among very many posts that are nearly near.
 * Nothing is read from a clock: time is what {@link #observe} is told. It never runs backwards here: an earlier time
 * counts as the latest one seen, so pass the time of observation, not one that a post claims.
 */
public final class RecentPosts {
    /*
     * Two fingerprints that differ in at most NEAR bits agree wholly in at least one of NEAR + 1 bands of bits (pigeonhole;
     * Manku et al. 2007, section 3). For each band and value there is a queue of posts, and for each author a chain,
     * newest first. A queue keeps its fingerprints side by side: with eight bits a band a look-up compares one post in
     * thirty-two, which is cheap only while memory is read in order. The post that makes room is the oldest of all, so
     * it is the first of each of its queues.
     */

    /** Counts stop here: more makes no difference to a rule, and a flood of one text must not make each post dearer. */
    public static final int COUNT_MAX = 1_000;

    /**
     * Posts that may turn out not to be near, by author and in each band, newest first, before the count stops: nearly three
     * times what a band holds when a hundred thousand posts spread evenly. It bounds the cost of posts that share some bits
     * with very many others.
     */
    static final int MISSES_MAX = 1_024;

    private static final int BANDS = Fingerprint.NEAR + 1;
    private static final int BAND_BITS = 64 / BANDS;
    private static final long NONE = -1;

    private final int capacity;
    private int[] windowSeconds;
    private final long[] fingerprints;
    private final long[] millis;

    /** Hashes: an id may be long, and is nobody's business here. */
    private final long[] authors;

    private final BitSet hasAuthor = new BitSet();
    private final BitSet forgotten = new BitSet();
    private final Queue[][] queues = new Queue[BANDS][1 << BAND_BITS];
    private final long[] nextOfAuthor;
    private final Map<Long, Long> headOfAuthor = new HashMap<>();
    private long seen;
    private long latestMillis = Long.MIN_VALUE;

    /** What was seen of one post. */
    public static final class Observation {
        private final long post;
        private final List<RepeatCount> counts;

        private Observation(long post, List<RepeatCount> counts) {
            this.post = post;
            this.counts = List.copyOf(counts);
        }

        /** Counts by the author in each window, shortest first, then those by everyone. */
        public List<RepeatCount> counts() {
            return counts;
        }
    }

    private RecentPosts(int capacity, NavigableSet<Integer> windows) {
        this.capacity = capacity;
        this.windowSeconds = seconds(windows);
        this.fingerprints = new long[capacity];
        this.millis = new long[capacity];
        this.authors = new long[capacity];
        this.nextOfAuthor = new long[capacity];
        for (Queue[] band : queues) {
            Arrays.setAll(band, value -> new Queue());
        }
    }

    private static int[] seconds(NavigableSet<Integer> windows) {
        return windows.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * Counts in other windows from now on; the posts that were seen stay.
     *
     * @param windows in seconds, each at least 1
     */
    public synchronized void countIn(Iterable<Integer> windows) {
        NavigableSet<Integer> sorted = sorted(windows);
        windowSeconds = seconds(sorted);
    }

    private static NavigableSet<Integer> sorted(Iterable<Integer> windows) {
        NavigableSet<Integer> sorted = new TreeSet<>();
        windows.forEach(sorted::add);
        if (!sorted.isEmpty() && sorted.first() < 1) {
            throw new IllegalArgumentException("not windows: " + sorted);
        }
        return sorted;
    }

    /**
     * An empty index.
     *
     * @param capacity the number of posts kept, at least 1
     * @param windowSeconds the windows to count in, each at least 1; repeats among them count once
     */
    public static RecentPosts of(int capacity, Iterable<Integer> windowSeconds) {
        if (capacity < 1) {
            throw new IllegalArgumentException("not a capacity: " + capacity);
        }
        return new RecentPosts(capacity, sorted(windowSeconds));
    }

    /**
     * Adds a post and counts those near it, itself included.
     *
     * @param fingerprint of {@link Fingerprint#of}
     * @param author null if unknown; then only everyone's posts are counted
     * @param at when the post was seen; a window of n seconds reaches back to but not including n seconds before
     */
    public synchronized Observation observe(long fingerprint, @Nullable String author, Instant at) {
        latestMillis = Math.max(latestMillis, at.toEpochMilli());
        long post = remember(fingerprint, author == null ? null : hash(author));
        List<RepeatCount> counts = new ArrayList<>();
        if (author != null) {
            addCounts(counts, RepeatScope.AUTHOR, byAuthor(post));
        }
        addCounts(counts, RepeatScope.EVERYONE, byEveryone(post));
        return new Observation(post, counts);
    }

    /** Takes a post back that came to nothing: from now on it counts for nobody. */
    public synchronized void forget(Observation observation) {
        if (isKept(observation.post)) {
            forgotten.set(slot(observation.post));
        }
    }

    private static long hash(String author) {
        return Hashing.sipHash24().hashUnencodedChars(author).asLong();
    }

    private long remember(long fingerprint, @Nullable Long author) {
        long post = seen++;
        int slot = slot(post);
        if (hasAuthor.get(slot) && Objects.equals(headOfAuthor.get(authors[slot]), post - capacity)) {
            headOfAuthor.remove(authors[slot]);
        }
        if (post >= capacity) {
            for (int band = 0; band < BANDS; band++) {
                queues[band][band(fingerprints[slot], band)].removeFirst();
            }
        }
        fingerprints[slot] = fingerprint;
        millis[slot] = latestMillis;
        authors[slot] = author == null ? 0 : author;
        hasAuthor.set(slot, author != null);
        forgotten.clear(slot);
        for (int band = 0; band < BANDS; band++) {
            queues[band][band(fingerprint, band)].add(fingerprint, post);
        }
        if (author != null) {
            Long before = headOfAuthor.put(author, post);
            nextOfAuthor[slot] = before == null ? NONE : before;
        }
        return post;
    }

    private int[] byAuthor(long post) {
        int[] counts = new int[windowSeconds.length];
        long fingerprint = fingerprints[slot(post)];
        int near = 0;
        int misses = 0;
        for (long other = post;
                isKept(other) && isRecent(other) && near < COUNT_MAX && misses < MISSES_MAX;
                other = nextOfAuthor[slot(other)]) {
            boolean isNear = Fingerprint.isNear(fingerprint, fingerprints[slot(other)]);
            if (isNear && !forgotten.get(slot(other))) {
                count(other, counts);
                near++;
            } else {
                misses++;
            }
        }
        return counts;
    }

    private int[] byEveryone(long post) {
        int[] counts = new int[windowSeconds.length];
        long fingerprint = fingerprints[slot(post)];
        for (int band = 0; band < BANDS; band++) {
            Queue queue = queues[band][band(fingerprint, band)];
            int misses = 0;
            int open = openWindows(counts);
            // Newest first: once a post is out of every window that still counts, so are all before it.
            for (int i = queue.size - 1; i >= 0 && open > 0 && misses < MISSES_MAX; i--) {
                long difference = fingerprint ^ queue.fingerprint(i);
                if (Long.bitCount(difference) > Fingerprint.NEAR || forgotten.get(slot(queue.post(i)))) {
                    misses++;
                } else if (firstEqualBand(difference) == band) {
                    long other = queue.post(i);
                    if (age(other) >= windowSeconds[open - 1] * 1_000L) {
                        break;
                    }
                    count(other, counts);
                    open = openWindows(counts);
                }
            }
        }
        return counts;
    }

    /** How many windows, from the shortest on, have not reached the bound: a longer one holds at least what a shorter one holds. */
    private static int openWindows(int[] counts) {
        int open = counts.length;
        while (open > 0 && counts[open - 1] >= COUNT_MAX) {
            open--;
        }
        return open;
    }

    /** A post that several bands find is counted by the first of them. */
    private static int firstEqualBand(long difference) {
        int band = 0;
        while (band(difference, band) != 0) {
            band++;
        }
        return band;
    }

    private void count(long post, int[] counts) {
        long age = age(post);
        for (int i = 0; i < windowSeconds.length; i++) {
            if (age < windowSeconds[i] * 1_000L) {
                counts[i]++;
            }
        }
    }

    private void addCounts(List<RepeatCount> into, RepeatScope scope, int[] counts) {
        for (int i = 0; i < counts.length; i++) {
            into.add(new RepeatCount(scope, windowSeconds[i], Math.min(counts[i], COUNT_MAX)));
        }
    }

    private boolean isKept(long post) {
        return post != NONE && post > seen - 1 - capacity;
    }

    private boolean isRecent(long post) {
        return windowSeconds.length > 0 && age(post) < windowSeconds[windowSeconds.length - 1] * 1_000L;
    }

    /** Milliseconds from a post to the latest. */
    private long age(long post) {
        return latestMillis - millis[slot(post)];
    }

    private int slot(long post) {
        return (int) (post % capacity);
    }

    private static int band(long bits, int band) {
        return (int) (bits >>> (band * BAND_BITS)) & ((1 << BAND_BITS) - 1);
    }

    /** Fingerprints and posts in the order of arrival, in a ring that grows. */
    private static final class Queue {
        private long[] fingerprints = new long[4];
        private long[] posts = new long[4];
        private int first;
        private int size;

        void add(long fingerprint, long post) {
            if (size == posts.length) {
                fingerprints = grown(fingerprints);
                posts = grown(posts);
                first = 0;
            }
            int at = (first + size++) & (posts.length - 1);
            fingerprints[at] = fingerprint;
            posts[at] = post;
        }

        void removeFirst() {
            first = (first + 1) & (posts.length - 1);
            size--;
        }

        long fingerprint(int index) {
            return fingerprints[(first + index) & (posts.length - 1)];
        }

        long post(int index) {
            return posts[(first + index) & (posts.length - 1)];
        }

        private long[] grown(long[] ring) {
            long[] grown = new long[2 * ring.length];
            System.arraycopy(ring, first, grown, 0, ring.length - first);
            System.arraycopy(ring, 0, grown, ring.length - first, first);
            return grown;
        }
    }
}

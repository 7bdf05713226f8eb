package io.limpid.benchmarks;

import io.limpid.ContentFilter;
import io.limpid.PublishedRuleset;
import io.limpid.Surroundings;
import io.limpid.decision.Decision;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetReader;
import io.limpid.rule.RulesetRejectedException;
import io.limpid.signal.keyword.KeywordHits;
import io.limpid.signal.keyword.KeywordIndex;
import io.limpid.signal.keyword.KeywordList;
import io.limpid.text.Fold;
import io.limpid.text.FoldSet;
import io.limpid.text.FoldedViews;
import io.limpid.text.Post;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.ahocorasick.trie.Trie;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The keyword stage with 100 000 entries against org.ahocorasick alone with the same entries on the same posts, in one thread.
 *
 * <p>No post comes twice within some twenty thousand of 280 characters, or as much text in longer ones, so that neither side
 * lives from what the processor's cache remembers of the last round. Read the median ({@code p0.50}); on a machine that others
 * use, see {@link KeywordRounds}.
 *
 * <pre>
 * mvn -q -DskipTests package
 * java -jar benchmarks/target/benchmarks.jar KeywordBenchmark
 * </pre>
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx4g")
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 8, time = 1)
@SuppressWarnings("NullAway.Init") // JMH fills the fields in @Setup.
public class KeywordBenchmark {
    /** How many characters of posts there are in all. */
    private static final int CHARACTERS = 20_000 * 280;

    /** The posts, as written and folded. */
    @State(Scope.Benchmark)
    public static class Posts {
        /** Length of a post in UTF-16 units. */
        @Param({"280", "100000"})
        public int length;

        /** The folds: two that change letters one for one, or the seven that see through most disguises. */
        @Param({"width case", "all"})
        public String folds;

        private FoldSet set;
        private List<String> entries;
        List<Post> posts;
        private List<String> raw;
        private List<String> folded;
        private int next;

        /** Invents them. */
        @Setup
        public void invent() {
            set = folds.equals("all")
                    ? FoldSet.of(
                            Fold.WIDTH,
                            Fold.CASE,
                            Fold.INVISIBLE,
                            Fold.CONFUSABLE,
                            Fold.LEET,
                            Fold.REPEAT,
                            Fold.skip(2))
                    : FoldSet.of(Fold.WIDTH, Fold.CASE);
            var invented = new InventedPosts(1);
            entries = invented.entries();
            raw = invented.posts(CHARACTERS / length, length);
            posts = raw.stream().map(Post::of).toList();
            folded = raw.stream().map(text -> set.fold(text).text()).toList();
        }

        int next() {
            next = (next + 1) % posts.size();
            return next;
        }
    }

    /** org.ahocorasick with the entries as they stand in the list. */
    @State(Scope.Benchmark)
    public static class RawTrie {
        private Trie trie;

        /** Builds it. */
        @Setup
        public void build(Posts posts) {
            trie = Trie.builder().addKeywords(posts.entries).build();
        }
    }

    /** org.ahocorasick with the entries folded. */
    @State(Scope.Benchmark)
    public static class FoldedTrie {
        private Trie trie;

        /** Builds it. */
        @Setup
        public void build(Posts posts) {
            Set<String> folded = new LinkedHashSet<>();
            posts.entries.forEach(entry -> folded.add(posts.set.fold(entry).text()));
            trie = Trie.builder().addKeywords(folded).build();
        }
    }

    /** The keyword stage with the list. */
    @State(Scope.Benchmark)
    public static class Index {
        private KeywordIndex index;

        /** Builds it. */
        @Setup
        public void build(Posts posts) {
            List<KeywordList.Entry> entries = new ArrayList<>();
            for (String entry : posts.entries) {
                entries.add(new KeywordList.Entry(entry, entries.size() + 1, false, ""));
            }
            var builder = KeywordIndex.builder();
            builder.add(new KeywordList("words", entries), posts.set);
            index = builder.build();
        }
    }

    /** A ruleset of one rule with the list. */
    @State(Scope.Benchmark)
    public static class Filter {
        private ContentFilter filter;

        /** Compiles it. */
        @Setup
        public void build(Posts posts) throws RulesetRejectedException {
            filter = ContentFilter.of(
                    List.of(PublishedRuleset.active(ruleset(posts.entries, posts.set))), List.of(), () -> 0);
        }
    }

    private static Ruleset ruleset(List<String> entries, FoldSet folds) throws RulesetRejectedException {
        String header = """
                ruleset: large
                version: 1.0.0
                title: Large
                maintainer: benchmark
                terms_url: https://limpid.example/terms
                changes: none
                """;
        String rule = """
                rule: large.any
                revision: 1
                title: Any
                category: spam
                action: label
                ground: {kind: terms, clause: none}
                signals:
                  word: {list: words, fold: FOLDS}
                when: word.count >= 1
                explain: {public: none}
                tests:
                  - {text: nothing, expect: pass}
                  - {text: nothing, expect: match}
                """.replace("FOLDS", folds.toString());
        return RulesetReader.load(new RulesetFiles(
                "large",
                Map.of(
                        "ruleset.yaml", header.getBytes(StandardCharsets.UTF_8),
                        "rules/any.yaml", rule.getBytes(StandardCharsets.UTF_8),
                        "lists/words.txt", String.join("\n", entries).getBytes(StandardCharsets.UTF_8)),
                List.of(),
                List.of()));
    }

    /** org.ahocorasick alone, nothing folded. */
    @Benchmark
    public Object ahocorasick(Posts posts, RawTrie trie) {
        return trie.trie.parseText(posts.raw.get(posts.next()));
    }

    /** org.ahocorasick alone over text that somebody has folded before. */
    @Benchmark
    public Object ahocorasickFolded(Posts posts, FoldedTrie trie) {
        return trie.trie.parseText(posts.folded.get(posts.next()));
    }

    /** The keyword stage: folding, the search, and what an occurrence has to satisfy beyond its letters. */
    @Benchmark
    public KeywordHits stage(Posts posts, Index index) {
        Post post = posts.posts.get(posts.next());
        return index.index.scan(post.fields().keySet(), FoldedViews.of(post));
    }

    /** The whole decision. */
    @Benchmark
    public Decision decision(Posts posts, Filter filter) {
        return filter.filter.decide(posts.posts.get(posts.next()), Surroundings.NONE);
    }
}

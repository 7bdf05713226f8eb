package io.limpid.benchmarks;

import io.limpid.ContentFilter;
import io.limpid.PublishedRuleset;
import io.limpid.Surroundings;
import io.limpid.decision.Decision;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetReader;
import io.limpid.rule.RulesetRejectedException;
import io.limpid.text.Post;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
 * One decision, in one thread, against org.ahocorasick alone on the same text.
 *
 * <p>{@code large} is a ruleset of one rule with 100 000 invented entries under the folds for Latin letters; {@code published}
 * are the rulesets of this repository.
 *
 * <pre>
 * mvn -q -DskipTests package
 * java -jar benchmarks/target/benchmarks.jar DecisionBenchmark
 * </pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx4g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH fills the fields in @Setup.
public class DecisionBenchmark {
    /** How many invented entries the large list has. */
    static final int ENTRIES = 100_000;

    private static final int POSTS = 64;

    @Param({"280", "100000"})
    int length;

    private ContentFilter large;
    private ContentFilter published;
    private Trie trie;
    private Post[] posts;
    private String[] texts;
    private int next;

    @Setup
    public void prepare() throws RulesetRejectedException {
        Random random = new Random(1);
        List<String> words = new ArrayList<>(invent(random, 20_000));
        Set<String> entries = invent(random, ENTRIES);
        large = ContentFilter.of(List.of(PublishedRuleset.active(largeRuleset(entries))), List.of(), () -> 0);
        List<PublishedRuleset> rulesets = new ArrayList<>();
        for (Path folder : RulesetFiles.folders(Path.of("rulesets"))) {
            rulesets.add(PublishedRuleset.active(RulesetReader.load(RulesetFiles.read(folder))));
        }
        published = ContentFilter.of(rulesets, List.of(), () -> 0);
        trie = Trie.builder().addKeywords(entries).build();
        posts = new Post[POSTS];
        texts = new String[POSTS];
        for (int i = 0; i < POSTS; i++) {
            StringBuilder text = new StringBuilder(length + 20);
            while (text.length() < length) {
                text.append(words.get(random.nextInt(words.size()))).append(random.nextInt(12) == 0 ? ". " : " ");
            }
            texts[i] = text.substring(0, length);
            posts[i] = Post.of(texts[i]);
        }
    }

    /** Words of five to eleven letters in pairs of consonant and vowel, so that many share beginnings. */
    private static Set<String> invent(Random random, int count) {
        Set<String> words = new LinkedHashSet<>();
        while (words.size() < count) {
            StringBuilder word = new StringBuilder();
            int syllables = 3 + random.nextInt(3);
            for (int i = 0; i < syllables; i++) {
                word.append("bcdfghjkmnprstvwz".charAt(random.nextInt(17))).append("aeou".charAt(random.nextInt(4)));
            }
            words.add(word.toString());
        }
        return words;
    }

    private static Ruleset largeRuleset(Set<String> entries) throws RulesetRejectedException {
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
                  word: {list: words, fold: [width, case, invisible, confusable, leet, repeat, skip(2)]}
                when: word.count >= 100
                explain: {public: none}
                tests:
                  - {text: nothing, expect: pass}
                  - {text: "baba baba", expect: match}
                """;
        return RulesetReader.load(new RulesetFiles(
                "large",
                Map.of(
                        "ruleset.yaml", header.getBytes(StandardCharsets.UTF_8),
                        "rules/any.yaml", rule.getBytes(StandardCharsets.UTF_8),
                        "lists/words.txt", String.join("\n", entries).getBytes(StandardCharsets.UTF_8)),
                List.of(),
                List.of()));
    }

    private int nextPost() {
        next = (next + 1) % POSTS;
        return next;
    }

    @Benchmark
    public Decision large() {
        return large.decide(posts[nextPost()], Surroundings.NONE);
    }

    @Benchmark
    public Decision published() {
        return published.decide(posts[nextPost()], Surroundings.NONE);
    }

    @Benchmark
    public Object ahocorasickAlone() {
        return trie.parseText(texts[nextPost()]);
    }
}

package io.limpid.benchmarks;

import io.limpid.ContentFilter;
import io.limpid.Surroundings;
import io.limpid.rule.RulesetRejectedException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * What {@link KeywordBenchmark} and {@link DecisionBenchmark} measure, for machines that others use at the same time: all
 * variants take turns, each round goes over all posts, and the processor time of the one thread counts instead of the clock.
 *
 * <p>Prints the median of the rounds after the warm-up, and how many times the short post the long one costs.
 *
 * <pre>
 * mvn -q -DskipTests package
 * java -Xmx4g -cp benchmarks/target/benchmarks.jar io.limpid.benchmarks.KeywordRounds
 * </pre>
 */
public final class KeywordRounds {
    private static final int WARM_UP = 6;
    private static final int ROUNDS = 11;
    private static final int SHORT = 280;
    private static final int LONG = 100_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /** A sum over all outcomes, printed, so that the compiler cannot leave them out. */
    private long sum;

    private KeywordRounds() {}

    /** One way to go over all posts of one length. */
    private record Variant(String name, int posts, IntFunction<Object> of, List<Double> micros) {}

    /** Measures and prints. */
    public static void main(String[] arguments) throws RulesetRejectedException {
        var rounds = new KeywordRounds();
        for (String folds : List.of("width case", "all")) {
            System.out.println("folds: " + folds);
            rounds.measure(variants(folds));
        }
        System.out.println("the published rulesets");
        ContentFilter published = DecisionBenchmark.publishedRulesets();
        List<Variant> variants = new ArrayList<>();
        for (int length : new int[] {SHORT, LONG}) {
            var posts = posts("all", length);
            variants.add(variant("decision", posts, i -> published.decide(posts.posts.get(i), Surroundings.NONE)));
        }
        rounds.measure(variants);
        System.out.println("(checksum " + rounds.sum + ")");
    }

    private static List<Variant> variants(String folds) throws RulesetRejectedException {
        var rawTrie = new KeywordBenchmark.RawTrie();
        var foldedTrie = new KeywordBenchmark.FoldedTrie();
        var index = new KeywordBenchmark.Index();
        var filter = new KeywordBenchmark.Filter();
        var any = posts(folds, SHORT);
        rawTrie.build(any);
        foldedTrie.build(any);
        index.build(any);
        filter.build(any);
        var benchmark = new KeywordBenchmark();
        List<Variant> variants = new ArrayList<>();
        for (int length : new int[] {SHORT, LONG}) {
            var posts = length == SHORT ? any : posts(folds, length);
            variants.add(variant("org.ahocorasick", posts, i -> benchmark.ahocorasick(posts, rawTrie)));
            variants.add(
                    variant("org.ahocorasick, folded", posts, i -> benchmark.ahocorasickFolded(posts, foldedTrie)));
            variants.add(variant("keyword stage", posts, i -> benchmark.stage(posts, index)));
            variants.add(variant("decision", posts, i -> benchmark.decision(posts, filter)));
        }
        return variants;
    }

    private static KeywordBenchmark.Posts posts(String folds, int length) {
        var posts = new KeywordBenchmark.Posts();
        posts.folds = folds;
        posts.length = length;
        posts.invent();
        return posts;
    }

    private static Variant variant(String name, KeywordBenchmark.Posts posts, IntFunction<Object> of) {
        return new Variant(name, posts.posts.size(), of, new ArrayList<>());
    }

    private void measure(List<Variant> variants) {
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            for (Variant variant : variants) {
                long start = threads.getCurrentThreadCpuTime();
                for (int i = 0; i < variant.posts(); i++) {
                    sum += variant.of().apply(i).hashCode();
                }
                double micros = (threads.getCurrentThreadCpuTime() - start) / 1_000.0 / variant.posts();
                if (round >= 0) {
                    variant.micros().add(micros);
                }
            }
        }
        int kinds = variants.size() / 2;
        for (int i = 0; i < kinds; i++) {
            double brief = median(variants.get(i).micros());
            double lengthy = median(variants.get(i + kinds).micros());
            System.out.printf(
                    Locale.ROOT,
                    "  %-24s %8.1f us %10.1f us %6.0f times%n",
                    variants.get(i).name(),
                    brief,
                    lengthy,
                    lengthy / brief);
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}

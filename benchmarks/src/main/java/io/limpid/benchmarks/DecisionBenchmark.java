package io.limpid.benchmarks;

import io.limpid.ContentFilter;
import io.limpid.PublishedRuleset;
import io.limpid.Surroundings;
import io.limpid.decision.Decision;
import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetReader;
import io.limpid.rule.RulesetRejectedException;
import io.limpid.text.Post;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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
 * One decision by the published rulesets, in one thread; {@link KeywordBenchmark} measures it with 100 000 entries.
 *
 * <pre>
 * mvn -q -DskipTests package
 * java -jar benchmarks/target/benchmarks.jar DecisionBenchmark
 * </pre>
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgs = "-Xmx4g")
@Warmup(iterations = 8, time = 1)
@Measurement(iterations = 8, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH fills the fields in @Setup.
public class DecisionBenchmark {
    /** How many characters of posts there are in all; no post comes twice before. */
    private static final int CHARACTERS = 20_000 * 280;

    /** Length of a post in UTF-16 units. */
    @Param({"280", "100000"})
    int length;

    private ContentFilter filter;
    private List<Post> posts;
    private int next;

    /** Reads the rulesets of this repository and invents the posts. */
    @Setup
    public void prepare() throws RulesetRejectedException {
        filter = publishedRulesets();
        posts = new InventedPosts(1)
                .posts(CHARACTERS / length, length).stream().map(Post::of).toList();
    }

    /** A filter of the rulesets of this repository. */
    static ContentFilter publishedRulesets() throws RulesetRejectedException {
        List<PublishedRuleset> rulesets = new ArrayList<>();
        for (Path folder : RulesetFiles.folders(Path.of("rulesets"))) {
            rulesets.add(PublishedRuleset.active(RulesetReader.load(RulesetFiles.read(folder))));
        }
        return ContentFilter.of(rulesets, List.of(), () -> 0);
    }

    /** The three published rulesets. */
    @Benchmark
    public Decision published() {
        next = (next + 1) % posts.size();
        return filter.decide(posts.get(next), Surroundings.NONE);
    }
}

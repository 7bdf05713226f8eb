package io.limpid.benchmarks;

import io.limpid.text.Fold;
import io.limpid.text.FoldSet;
import io.limpid.text.FoldedViews;
import io.limpid.text.Language;
import io.limpid.text.LanguageIdentifier;
import io.limpid.text.Post;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it costs to fold a post: the four sets of the published rulesets on one post, as a decision does it, and language.
 *
 * <pre>
 * mvn -q -DskipTests package &amp;&amp; java -jar benchmarks/target/benchmarks.jar FoldingBenchmark
 * </pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FoldingBenchmark {
    private static final FoldSet PLAIN = FoldSet.of(Fold.WIDTH, Fold.CASE, Fold.INVISIBLE);
    private static final FoldSet LATIN =
            FoldSet.of(Fold.WIDTH, Fold.CASE, Fold.INVISIBLE, Fold.CONFUSABLE, Fold.LEET, Fold.REPEAT, Fold.skip(2));
    private static final FoldSet HAN = FoldSet.of(
            Fold.WIDTH, Fold.CASE, Fold.INVISIBLE, Fold.CONFUSABLE, Fold.REPEAT, Fold.SIMPLIFIED, Fold.skip(2));
    private static final FoldSet NUMBER = FoldSet.of(Fold.WIDTH, Fold.INVISIBLE, Fold.DIGITS);

    private static final String ENGLISH =
            "Hello everyone! My account was locked yesterday and support told me to wait 24 hours. "
                    + "Has anybody else seen this? I paid $50 for the premium plan in 2024 and still can't log in... "
                    + "Really annoyed by now, will probably cancel it and ask for my money back. Thanks, Anna ";
    private static final String CHINESE =
            "今天下午三点在市中心的咖啡馆见面，大家有没有时间？我已经订好了位置，" + "如果来不了请提前告诉我！電話：13800001111，微信同号。上次说的那本书我也带来了，记得还给小李。";
    private static final String DISGUISED = "Ｆ\u200bｒｅｅ ＭＯＮＥＹ!!! с\u0336о\u0301me t\u00f6 W.h.a.t.s.A.p.p 𝓷𝓸𝔀 "
            + "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67 加薇✓信 ①③⑧OOOO v1p c4sh$$ sooooo g00d ﬁrst \u202Etset\u202C ";

    /** What is written: English, Chinese, or nothing but disguises. */
    @Param({"english", "chinese", "disguised"})
    public String text = "english";

    /** Length of the post in UTF-16 units. */
    @Param({"280", "100000"})
    public int length = 280;

    private Post post = Post.of("");

    /** Makes the post. */
    @Setup
    public void write() {
        String unit = switch (text) {
            case "english" -> ENGLISH;
            case "chinese" -> CHINESE;
            default -> DISGUISED;
        };
        String repeated = unit.repeat(length / unit.length() + 1);
        int end = Character.isHighSurrogate(repeated.charAt(length - 1)) ? length - 1 : length;
        post = Post.of(repeated.substring(0, end));
    }

    /** The set that most rules use. */
    @Benchmark
    public String plain() {
        return FoldedViews.of(post).view(Post.TEXT, PLAIN).text();
    }

    /** All four sets over one post, sharing what they have in common. */
    @Benchmark
    public void fourSets(Blackhole sink) {
        FoldedViews views = FoldedViews.of(post);
        for (FoldSet set : List.of(PLAIN, LATIN, HAN, NUMBER)) {
            sink.consume(views.view(Post.TEXT, set));
        }
    }

    /** The language as far as the script tells. */
    @Benchmark
    public Language languageByScript() {
        return LanguageIdentifier.byScript(post);
    }

    /** The language, with the detector where the script does not settle it. */
    @Benchmark
    public Language language() {
        return LanguageIdentifier.identify(post);
    }
}

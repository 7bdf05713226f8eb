package io.limpid.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.limpid.signal.classifier.ModelFile;
import io.limpid.signal.classifier.Scores;
import io.limpid.signal.classifier.TrainedModel;
import io.limpid.text.Post;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a shipped model costs for a post of 280 characters in batches of 64, in one thread. The posts are golden posts in random
 * order, one behind the other, so that they hold n-grams that the model knows.
 *
 * <pre>
 * mvn -q -DskipTests package
 * java -jar benchmarks/target/benchmarks.jar ClassifierBenchmark
 * </pre>
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 3,
        jvmArgs = {"-Xmx400m", "-Xmn48m", "-XX:+UseParallelGC"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH fills the fields in @Setup.
public class ClassifierBenchmark {
    private static final int BATCH = 64;
    private static final int BATCHES = 60;
    private static final int LENGTH = 280;

    /** The model's folder in {@code models}. */
    @Param({"spam", "rumour", "rights"})
    String model;

    private TrainedModel trained;
    private List<List<Post>> batches;
    private int next;

    /** Loads the model and puts the posts together. */
    @Setup
    public void prepare() throws IOException {
        Path folder = Path.of("models", model);
        trained = TrainedModel.load(ModelFile.read(folder));
        List<String> golden = new ArrayList<>();
        for (String name : List.of("spam", "rumour", "rights")) {
            for (String line : Files.readAllLines(Path.of("models", name, "golden.jsonl"))) {
                golden.add(new ObjectMapper().readTree(line).path("text").asText());
            }
        }
        var random = new Random(1);
        batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) {
            List<Post> batch = new ArrayList<>();
            for (int j = 0; j < BATCH; j++) {
                Collections.shuffle(golden, random);
                var text = new StringBuilder();
                for (int k = 0; text.length() < LENGTH; k++) {
                    text.append(golden.get(k)).append(' ');
                }
                batch.add(Post.of(
                        text.substring(0, LENGTH - (Character.isHighSurrogate(text.charAt(LENGTH - 1)) ? 1 : 0))));
            }
            batches.add(batch);
        }
    }

    /** Lets go of the model. */
    @TearDown
    public void close() {
        trained.close();
    }

    /** Scores a batch; the time is that of one post. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public List<Scores> score() {
        next = (next + 1) % batches.size();
        return trained.score(batches.get(next));
    }
}

package io.limpid.signal.classifier;

import io.limpid.signal.Evidence;
import io.limpid.text.Post;
import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A logistic model over whole words, for tests: each word of a post adds its weight to the logit. It keeps what it was asked, batch
 * by batch.
 */
public final class WordModel implements Model {
    private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
    private static final double CONSTANT = -3;

    private final ModelDescription description;
    private final Map<String, Map<String, Double>> weights;
    private final Queue<List<Post>> batches = new ConcurrentLinkedQueue<>();

    private WordModel(ModelDescription description, Map<String, Map<String, Double>> weights) {
        this.description = description;
        this.weights = weights;
    }

    /** A model whose only label is its name. */
    public static WordModel of(String name, Map<String, Double> weights) {
        return of(name, Map.of(name, weights));
    }

    /**
     * A model of several labels.
     *
     * @param weights of words, by label; one of the labels is the model's name
     */
    public static WordModel of(String name, Map<String, Map<String, Double>> weights, String... otherLabels) {
        Map<String, Promises> promises = new LinkedHashMap<>();
        promises.put(name, TABLE);
        for (String label : otherLabels) {
            promises.put(label, TABLE);
        }
        return new WordModel(new ModelDescription(name, "sha256:" + "0".repeat(64), promises), weights);
    }

    /** What every label of such a model promises: a precision of 0.9 at best, from 0.8 on, and 0.002 false positives at the least. */
    public static final Promises TABLE = new Promises(List.of(
            new Promises.Row(5_000, 7_600, 7_200, 400, 450, 380, 120),
            new Promises.Row(8_000, 9_250, 9_000, 90, 110, 330, 27),
            new Promises.Row(9_500, 9_600, 8_700, 10, 20, 48, 2)));

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public List<Scores> score(List<Post> posts) {
        batches.add(List.copyOf(posts));
        return posts.stream().map(this::score).toList();
    }

    private Scores score(Post post) {
        Map<String, Integer> scores = new LinkedHashMap<>();
        for (String label : description.labels()) {
            double logit = CONSTANT
                    + contributions(post, label).stream()
                            .mapToDouble(Contribution::weight)
                            .sum();
            scores.put(label, (int) Math.round(10_000 / (1 + Math.exp(-logit))));
        }
        return new Scores(scores);
    }

    @Override
    public List<Evidence.Contribution> top(Post post, String label, int atMost) {
        return contributions(post, label).stream()
                .sorted(Comparator.comparingDouble(contribution -> -Math.abs(contribution.weight())))
                .limit(atMost)
                .map(contribution ->
                        new Evidence.Contribution(contribution.field(), contribution.span(), contribution.word(), (int)
                                Math.round(10_000 * contribution.weight())))
                .toList();
    }

    private record Contribution(String field, Span span, String word, double weight) {}

    private List<Contribution> contributions(Post post, String label) {
        Map<String, Double> words = weights.getOrDefault(label, Map.of());
        List<Contribution> contributions = new ArrayList<>();
        post.fields().forEach((field, text) -> {
            Matcher word = WORD.matcher(text);
            while (word.find()) {
                Double weight = words.get(word.group().toLowerCase(Locale.ROOT));
                if (weight != null) {
                    contributions.add(
                            new Contribution(field, new Span(word.start(), word.end()), word.group(), weight));
                }
            }
        });
        return contributions;
    }

    /** The batches that it scored, in their order. */
    public List<List<Post>> batches() {
        return List.copyOf(batches);
    }

    /** How many posts it scored. */
    public int scored() {
        return batches.stream().mapToInt(List::size).sum();
    }

    @Override
    public void close() {}
}

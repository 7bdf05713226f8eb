package io.limpid.models;

import io.limpid.signal.classifier.Features;
import io.limpid.signal.classifier.Vocabulary;
import io.limpid.text.Post;
import java.util.List;

/**
 * Examples as the network reads them.
 *
 * @param examples the posts
 * @param windows for each post the n-grams of its windows: their hashes, or their rows in a vocabulary
 * @param targets what each says about the task's labels
 */
@SuppressWarnings("ArrayRecordComponent") // Rows of numbers, which nobody compares or changes.
record Corpus(List<Example> examples, int[][][] windows, List<Task.Targets> targets) {
    /** The examples of a list that say something about a label of the task. */
    static Corpus of(List<Example> examples, Task.Judge judge) {
        List<Task.Targets> all = examples.stream().map(judge::of).toList();
        int[] kept = java.util.stream.IntStream.range(0, all.size())
                .filter(i -> says(all.get(i)))
                .toArray();
        List<Example> posts =
                java.util.Arrays.stream(kept).mapToObj(examples::get).toList();
        var windows = new int[kept.length][][];
        java.util.stream.IntStream.range(0, kept.length)
                .parallel()
                .forEach(i -> windows[i] = windows(posts.get(i).text()));
        return new Corpus(
                posts, windows, java.util.Arrays.stream(kept).mapToObj(all::get).toList());
    }

    /** The same posts with the rows of those n-grams that the vocabulary has. */
    Corpus known(Vocabulary vocabulary) {
        var rows = new int[windows.length][][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = known(windows[i], vocabulary);
        }
        return new Corpus(examples, rows, targets);
    }

    static int[][] known(int[][] windows, Vocabulary vocabulary) {
        return java.util.Arrays.stream(windows).map(vocabulary::rows).toArray(int[][]::new);
    }

    static int[][] windows(String text) {
        return Features.of(Post.of(text)).windows().stream()
                .map(Features.Window::hashes)
                .toArray(int[][]::new);
    }

    private static boolean says(Task.Targets targets) {
        for (float value : targets.values()) {
            if (value >= 0) {
                return true;
            }
        }
        return false;
    }

    int size() {
        return examples.size();
    }
}

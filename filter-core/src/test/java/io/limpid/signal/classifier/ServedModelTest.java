package io.limpid.signal.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.signal.classifier.BatchingClassifier.Patience;
import io.limpid.text.Post;
import io.limpid.text.RandomText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model read from its folder, alone and behind its batching thread. */
class ServedModelTest {
    private static final int POSTS = 10_000;
    private static final String[] WORDS = {
        "prize", "claim", "mum", "hello", "the", "winner", "\u9886\u53D6", "\u4F60\u597D"
    };

    @TempDir
    private static Path folder;

    @BeforeAll
    static void write() {
        TinyModel.write(
                folder, "spam", Map.of("prize", 41, "claim", 23, "mum", -17, "winner", 31, "\u9886", 27, "the", 3));
    }

    private static ModelFile file() {
        return ModelFolder.readAll(folder).get(0);
    }

    @Test
    void ten_thousand_posts_get_the_same_scores_in_whatever_batches_and_locale() {
        var random = new Random(5);
        List<Post> posts = IntStream.range(0, POSTS).mapToObj(i -> post(random)).toList();
        List<Scores> alone = new ArrayList<>();
        List<Scores> inBatches = new ArrayList<>();
        Locale usual = Locale.getDefault();
        try (TrainedModel model = TrainedModel.load(file())) {
            for (Post post : posts) {
                alone.addAll(model.score(List.of(post)));
            }
            Locale.setDefault(Locale.forLanguageTag("tr"));
            for (int from = 0; from < POSTS; ) {
                int to = Math.min(POSTS, from + 1 + random.nextInt(BatchingClassifier.MAX_BATCH));
                inBatches.addAll(model.score(posts.subList(from, to)));
                from = to;
            }
        } finally {
            Locale.setDefault(usual);
        }

        assertThat(inBatches).isEqualTo(alone);
        assertThat(alone.stream().map(scores -> scores.of("spam")).distinct()).hasSizeGreaterThan(50);
        try (var classifier =
                new BatchingClassifier(file().description(), () -> TrainedModel.load(file()), Patience.ENDLESS)) {
            List<CompletableFuture<Scores>> together =
                    posts.parallelStream().map(classifier::score).toList();
            assertThat(together.stream().map(CompletableFuture::join).toList()).isEqualTo(alone);
        }
    }

    private static Post post(Random random) {
        var text = new StringBuilder(random.nextInt(4) == 0 ? RandomText.of(random, 30) : "");
        for (int words = random.nextInt(12); words >= 0; words--) {
            text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return Post.of(text.toString());
    }

    @Test
    void a_model_whose_weights_were_changed_is_refused_and_named() throws IOException {
        Path parent = Files.createDirectory(folder.resolve("changed"));
        Path model = TinyModel.write(parent, "spam", Map.of("prize", 127));
        Path weights = model.resolve("weights.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 1]++;
        Files.write(weights, bytes);
        ModelFile changed = ModelFolder.readAll(parent).get(0);

        try (var classifier =
                new BatchingClassifier(changed.description(), () -> TrainedModel.load(changed), Patience.OF_CALLERS)) {
            assertThatThrownBy(classifier::awaitLoaded).hasMessageContaining("its digest is sha256:");
            assertThat(classifier.obstacle()).hasValue("it could not be loaded");
        }
    }

    @Test
    void a_folder_is_a_model_or_holds_models_that_have_different_names() {
        assertThat(ModelFolder.readAll(folder.resolve("spam"))).isEqualTo(ModelFolder.readAll(folder));
        assertThat(ModelFolder.readAll(folder.resolve("spam").resolve("..")))
                .extracting(file -> file.description().name())
                .containsExactly("spam");
        Path twice = folder.resolve("twice");
        TinyModel.write(twice, "spam", Map.of("prize", 1))
                .toFile()
                .renameTo(twice.resolve("other").toFile());
        TinyModel.write(twice, "spam", Map.of("prize", 1));

        assertThatThrownBy(() -> ModelFolder.readAll(twice)).hasMessageEndingWith("two models are named \"spam\"");
    }
}

package io.limpid.signal.classifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.limpid.signal.Evidence;
import io.limpid.text.Post;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainedModelTest {
    private static final String[] WORDS =
            ("win a free prize now at the office with my sister who is not here 恭喜您获得免费大奖请加微信领取 "
                            + "会议改到下午三点 see https://a.example 12345 ! ? 🎉")
                    .split(" ", -1);

    @TempDir
    private static Path folder;

    private TrainedModel model;

    @BeforeAll
    void load() {
        model = TrainedModel.load(SmallModel.write(
                folder, String.join(" ", WORDS), "free prize a win", "not my free sister", "奖大费免 微信 三点"));
    }

    @AfterAll
    void close() {
        model.close();
    }

    @Test
    void a_post_has_the_same_scores_in_whatever_batch_it_is() {
        var random = new Random(11);
        var posts = new ArrayList<Post>();
        for (int i = 0; i < 10_000; i++) {
            posts.add(post(random));
        }
        List<Scores> alone =
                posts.stream().map(post -> model.score(List.of(post)).get(0)).toList();

        var together = new ArrayList<Scores>();
        while (together.size() < posts.size()) {
            int to = Math.min(posts.size(), together.size() + 1 + random.nextInt(200));
            together.addAll(model.score(posts.subList(together.size(), to)));
        }

        assertThat(together).isEqualTo(alone);
        assertThat(alone.stream().map(scores -> scores.of("small")).distinct().count())
                .isGreaterThan(1_000);
    }

    @Test
    void contributions_add_up_to_the_logit_but_for_the_constant() {
        var random = new Random(12);
        double constant = calibrated(model.logits(List.of(Post.of("…")))[0][0]);
        for (int i = 0; i < 200; i++) {
            Post post = post(random);
            double logit = calibrated(model.logits(List.of(post))[0][0]);

            List<Evidence.Contribution> all = model.top(post, "small", Integer.MAX_VALUE);

            assertThat(all.stream().mapToInt(Evidence.Contribution::weight).sum() / 1e4)
                    .as(post.fields().toString())
                    .isCloseTo(logit - constant, within(1e-4 * (all.size() + 1)));
        }
    }

    @Test
    void a_contribution_quotes_the_text_as_written() {
        Post post = Post.of("Ｗｉｎ a FREE prize，恭喜您");

        assertThat(model.top(post, "small", 50))
                .hasSizeGreaterThan(4)
                .allSatisfy(one -> assertThat(one.quote())
                        .isEqualTo("Ｗｉｎ a FREE prize，恭喜您"
                                .substring(one.span().start(), one.span().end())));
        assertThat(model.top(post, "small", 2))
                .hasSize(2)
                .isEqualTo(model.top(post, "small", 50).subList(0, 2));
    }

    @Test
    void a_long_post_scores_as_its_highest_window() {
        String bait = "win a free prize now";
        String calm = "at the office with my sister ".repeat(300);
        int alone = score(calm);

        assertThat(score(calm + bait)).isGreaterThanOrEqualTo(alone);
        assertThat(model.top(Post.of(calm + bait), "tiny", 3)).isNotEmpty();
    }

    @Test
    void weights_that_are_not_those_of_the_file_are_refused(@TempDir Path other) throws IOException {
        SmallModel.write(other, "win a prize");
        byte[] bytes = Files.readAllBytes(other.resolve("weights.safetensors"));
        bytes[bytes.length - 1]++;
        Files.write(other.resolve("weights.safetensors"), bytes);

        assertThatThrownBy(() -> TrainedModel.load(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("weights.safetensors")
                .hasMessageContaining("digest");
    }

    @Test
    void a_file_with_an_unknown_key_or_of_other_features_is_refused(@TempDir Path other) throws IOException {
        SmallModel.write(other, "win a prize");
        Path file = other.resolve(ModelFile.NAME);
        String yaml = Files.readString(file, StandardCharsets.UTF_8);

        Files.writeString(file, yaml.replace("hidden: 4", "hiden: 4"));
        assertThatThrownBy(() -> ModelFile.read(other)).hasMessageContaining("network.hiden");

        Files.writeString(file, yaml.replace("features: " + Features.VERSION, "features: 99"));
        assertThatThrownBy(() -> ModelFile.read(other)).hasMessageContaining("train it again");

        Files.writeString(file, yaml.replace("file: weights", "file: ../weights"));
        assertThatThrownBy(() -> ModelFile.read(other)).hasMessageContaining("no path");
    }

    @Test
    void what_is_published_is_read_without_the_weights(@TempDir Path other) throws IOException {
        SmallModel.write(other, "win a prize");
        Files.delete(other.resolve("weights.safetensors"));

        ModelDescription description = ModelFile.read(other).description();

        assertThat(description.labels()).containsExactly("small", "tiny");
        assertThat(description.promises().get("small"))
                .satisfies(promises -> assertThat(promises.rows())
                        .containsExactly(new Promises.Row(5000, 9000, 8500, 200, 300, 90, 10)));
    }

    private static double calibrated(double logit) {
        return 1.5 * logit;
    }

    private int score(String text) {
        return model.score(List.of(Post.of(text))).get(0).of("small");
    }

    private static Post post(Random random) {
        var text = new StringBuilder();
        int words = 1 + random.nextInt(30);
        for (int i = 0; i < words; i++) {
            text.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(4) == 0 ? "" : " ");
        }
        return Post.of(text.toString());
    }
}

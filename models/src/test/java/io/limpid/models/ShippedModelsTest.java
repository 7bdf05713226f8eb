package io.limpid.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.limpid.signal.Evidence;
import io.limpid.signal.Signal;
import io.limpid.signal.classifier.ModelFile;
import io.limpid.signal.classifier.Scores;
import io.limpid.signal.classifier.TrainedModel;
import io.limpid.text.Post;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands in {@code models/<name>/}. Loading checks the digest of the weights. */
class ShippedModelsTest {
    private static final int LARGEST = 12 * 1024 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"spam", "rumour", "rights"})
    void scores_its_golden_posts_as_when_it_was_made(String name) throws IOException {
        try (TrainedModel model = TrainedModel.load(Path.of(name))) {
            var posts = new ArrayList<Post>();
            var wanted = new ArrayList<Map<String, Integer>>();
            for (String line : Files.readAllLines(Path.of(name, "golden.jsonl"))) {
                JsonNode golden = JSON.readTree(line);
                posts.add(Post.of(golden.required("text").asText()));
                var scores = new TreeMap<String, Integer>();
                golden.required("scores")
                        .properties()
                        .forEach(one -> scores.put(one.getKey(), one.getValue().asInt()));
                wanted.add(scores);
            }

            List<Scores> scores = model.score(posts);

            assertThat(posts).hasSizeGreaterThan(15);
            for (int i = 0; i < wanted.size(); i++) {
                assertThat(scores.get(i).byLabel())
                        .as(posts.get(i).fields().toString())
                        .isEqualTo(wanted.get(i));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spam", "rumour", "rights"})
    void loses_score_with_the_stretch_that_added_most(String name) throws IOException {
        try (TrainedModel model = TrainedModel.load(Path.of(name))) {
            int lowered = 0;
            int tried = 0;
            for (String line : Files.readAllLines(Path.of(name, "golden.jsonl"))) {
                String text = JSON.readTree(line).required("text").asText();
                List<Evidence.Contribution> all = model.top(Post.of(text), name, Integer.MAX_VALUE);
                if (all.size() < 4 || all.get(0).weight() < Scores.ONE / 10 || text.length() > 1000) {
                    continue;
                }
                Evidence.Contribution first = all.get(0);
                String without = text.substring(0, first.span().start()) + " "
                        + text.substring(first.span().end());

                tried++;
                lowered += logit(model, without) < logit(model, text) ? 1 : 0;
            }

            // A stretch may stand twice in a post, and then the other one stays.
            assertThat(tried).isGreaterThan(5);
            assertThat(lowered).isGreaterThanOrEqualTo(tried * 9 / 10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"spam", "rumour", "rights"})
    void fits_into_twelve_megabytes_and_was_trained_on_open_data(String name) throws IOException {
        assertThat(Files.size(Path.of(name, "weights.safetensors"))).isLessThanOrEqualTo(LARGEST);
        assertThat(Files.readString(Path.of(name, "model.yaml")))
                .contains("research_data: false")
                .contains("templates_digest: \"" + Templates.of(name).digest() + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spam", "rumour", "rights"})
    void was_made_by_the_recipe_of_this_version_and_its_card_is_of_these_weights(String name) throws IOException {
        String file = Files.readString(Path.of(name, "model.yaml"));
        assertThat(file).contains(Recipe.of(name).yaml().lines().toList());
        assertThat(Files.readString(Path.of(name, "card.md")))
                .contains(ModelFile.read(Path.of(name)).description().digest());
    }

    @Test
    void a_sentence_that_only_says_who_somebody_is_reaches_no_rule() {
        try (TrainedModel model = TrainedModel.load(Path.of("rights"))) {
            int bar = model.description()
                    .threshold("rights", Signal.Classifier.Bar.PRECISION_AT_LEAST, 9_000)
                    .orElseThrow();
            for (String who : Identities.ENGLISH) {
                assertThat(score(model, "I am a " + who + " person.")).as(who).isLessThan(bar);
            }
            for (String who : Identities.CHINESE) {
                assertThat(score(model, "我是" + who + "。")).as(who).isLessThan(bar);
            }
        }
    }

    private static int score(TrainedModel model, String text) {
        return model.score(List.of(Post.of(text))).get(0).of("rights");
    }

    private static double logit(TrainedModel model, String text) {
        return model.logits(List.of(Post.of(text)))[0][0];
    }
}

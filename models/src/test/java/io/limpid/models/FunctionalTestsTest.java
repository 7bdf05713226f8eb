package io.limpid.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FunctionalTestsTest {
    @Test
    void no_post_is_one_that_a_model_learns_from() {
        Set<String> learnt = Templates.of("rights").grammars().stream()
                .flatMap(
                        grammar -> grammar
                                .expand(
                                        Split.TRAIN,
                                        Recipe.of("rights").fillings(),
                                        Recipe.of("rights").network().seed())
                                .stream())
                .map(example -> letters(example.text()))
                .collect(Collectors.toSet());
        assertThat(FunctionalTests.of("rights"))
                .hasSizeGreaterThan(1_000)
                .noneMatch(example -> learnt.contains(letters(example.text())));
    }

    @Test
    void each_language_has_violations_and_posts_that_only_look_like_them() {
        for (String language : List.of("en", "zh")) {
            assertThat(FunctionalTests.of("rights"))
                    .filteredOn(example -> example.language().equals(language))
                    .anyMatch(Example::positive)
                    .anyMatch(example -> !example.positive());
        }
    }

    @Test
    void other_models_have_none() {
        assertThat(FunctionalTests.of("spam")).isEmpty();
    }

    private static String letters(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
    }
}

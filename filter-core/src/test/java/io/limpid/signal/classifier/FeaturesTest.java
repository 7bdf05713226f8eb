package io.limpid.signal.classifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.text.Post;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FeaturesTest {
    @Test
    void a_disguise_that_is_folded_away_changes_nothing() {
        assertThat(of("ＦＲＥＥ ｍоnеy")).isEqualTo(of("free money"));
        assertThat(of("fr\u200Bee money")).isEqualTo(of("free money"));
        assertThat(of("加薇領紅包")).isEqualTo(of("加薇领红包"));
    }

    @Test
    void letters_spelled_out_are_a_word() {
        assertThat(of("you are s p a m")).isEqualTo(of("you are spam"));
        assertThat(of("you are s.p-a*m")).isEqualTo(of("you are spam"));
        assertThat(of("s p a m")).isEqualTo(of("spam"));
    }

    @Test
    void a_stretched_word_is_the_word() {
        assertThat(of("sooooo niiiice")).isEqualTo(of("so nice"));
        assertThat(of("good")).isNotEqualTo(of("god"));
    }

    @Test
    void numbers_links_and_accounts_are_one_form_each_and_so_is_what_data_sets_write_for_them() {
        assertThat(of("call 12 now")).isEqualTo(of("call 97 now")).isEqualTo(of("call <number> now"));
        assertThat(of("call 13800138000 now")).isEqualTo(of("call 139-1234-5678 now"));
        assertThat(of("see https://a.example/x?y=1 now"))
                .isEqualTo(of("see www.b.test now"))
                .isEqualTo(of("see [URL] now"))
                .isEqualTo(of("see bit.ly/abc now"));
        assertThat(of("hi @anna_1")).isEqualTo(of("hi @USER")).isEqualTo(of("hi [USER]"));
        assertThat(of("您尾号DIGIT的卡")).isEqualTo(of("您尾号1234的卡"));
    }

    @Test
    void one_group_of_people_is_as_good_as_another_of_its_kind() {
        assertThat(of("the Sikhs next door")).isEqualTo(of("the Jews next door"));
        assertThat(of("我是东北人")).isEqualTo(of("我是上海人"));
    }

    @Test
    void the_order_of_words_and_what_stands_between_matter() {
        assertThat(of("not good but bad")).isNotEqualTo(of("not bad but good"));
    }

    @Test
    void each_n_gram_counts_once() {
        assertThat(of("spam spam spam spam spam"))
                .hasSizeLessThan(of("spam spam spam spam").size() + 1);
    }

    @Test
    void fields_do_not_run_into_each_other() {
        Set<Integer> apart = hashes(Features.of(Post.of(Map.of("title", "free"))));
        apart.addAll(hashes(Features.of(Post.of(Map.of("body", "money")))));

        assertThat(of("free money")).containsAll(apart).hasSizeGreaterThan(apart.size());
    }

    @Test
    void a_long_post_is_read_in_windows_that_overlap() {
        Features features = Features.of(Post.of("quiet words ".repeat(400) + "win a prize"));

        assertThat(features.windows()).hasSizeGreaterThan(5);
        assertThat(hashes(features)).containsAll(of("win a prize"));
    }

    @Test
    void a_post_without_anything_to_read_has_one_empty_window() {
        assertThat(Features.of(Post.of("…")).windows())
                .singleElement()
                .satisfies(window -> assertThat(window.size()).isZero());
    }

    private static Set<Integer> of(String text) {
        return hashes(Features.of(Post.of(text)));
    }

    private static Set<Integer> hashes(Features features) {
        return features.windows().stream()
                .flatMap(window -> Arrays.stream(window.hashes()).boxed())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

package io.limpid.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnspacedWordsTest {
    @ParameterizedTest
    @CsvSource({"换个硬盘人手不够, 盘人", "我们在印刷单位上班, 刷单", "新时代开票软件, 代开"})
    void two_words_that_meet_are_no_third(String text, String entry) {
        assertThat(areWhole(text, entry)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"在家刷单赚钱, 刷单", "你们都去死了, 去死", "加微信领红包, 微信"})
    void a_word_by_itself_is_whole_whatever_grammar_stands_beside_it(String text, String entry) {
        assertThat(areWhole(text, entry)).isTrue();
    }

    @Test
    void words_of_other_scripts_and_ends_of_the_text_are_edges() {
        assertThat(areWhole("abcdef", "cd")).isTrue();
        assertThat(areWhole("刷单", "刷单")).isTrue();
        assertThat(areWhole("ok刷单ok", "刷单")).isTrue();
    }

    private static boolean areWhole(String text, String entry) {
        int start = text.indexOf(entry);
        return new UnspacedWords(text).areWhole(new Span(start, start + entry.length()));
    }
}

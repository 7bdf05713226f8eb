package io.limpid.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordBoundariesTest {
    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            ass,        ass
            an ass!,    ass
            ass's,      ass
            l'idiot,    idiot
            _idiot_,    idiot
            __f_u_c_k__, f_u_c_k
            (ass),      ass
            ass\u0301,  ass\u0301
            加wechat号, wechat
            加ассs号,   ассs
            微信123,    123
            口交,       口
            路口交通,   口交
            สวัสดี,       วัส
            big-ass,    ass
            \u200bass\u200b, ass
            don't,      don't
            """)
    void a_whole_word(String text, String word) {
        assertThat(isWhole(text, word)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            class,              ass
            assess,             ass
            ass1,               ass
            2ass,               ass
            ass_hole,           ass
            as\u00adsess,       as
            cl\u200bass,        ass
            glass\u0301,        glas
            ass\u0301,          ass
            классы,             ласс
            한국어,               한국
            हिन्दी,              हि
            don't,              don
            it's hit,           s hit
            he’ll be,           ll
            snake_ass_case,     ass
            can’t,              can
            \ud83c\uddfa\ud83c\uddf8\ud83c\uddea\ud83c\uddfd, \ud83c\uddf8\ud83c\uddea\ud83c\uddfd
            """)
    void no_whole_word(String text, String word) {
        assertThat(isWhole(text, word)).isFalse();
    }

    @Test
    void the_ends_of_a_text_are_edges() {
        assertThat(WordBoundaries.isWordEdge("ass", 0)).isTrue();
        assertThat(WordBoundaries.isWordEdge("ass", 3)).isTrue();
        assertThat(WordBoundaries.isWordEdge("", 0)).isTrue();
        assertThat(WordBoundaries.isWordEdge("ass\u200b", 3)).isTrue();
    }

    @Test
    void only_letters_of_spaced_scripts_need_an_edge() {
        assertThat("aжא한ह1_é".codePoints()).allMatch(WordBoundaries::needsEdge);
        assertThat("微あカーไམ .!$\u2713".codePoints()).noneMatch(WordBoundaries::needsEdge);
    }

    private static boolean isWhole(String text, String word) {
        int start = text.indexOf(word);
        return WordBoundaries.isWordEdge(text, start) && WordBoundaries.isWordEdge(text, start + word.length());
    }
}

package io.limpid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShownTest {
    @Test
    void what_would_move_the_cursor_or_not_show_is_named() {
        assertThat(Shown.text("a\u001B[31m\u200Bb\u202Ec\nd\u00A0e\uDB40\uDC41"))
                .isEqualTo("a<U+001B>[31m<U+200B>b<U+202E>c<U+000A>d<U+00A0>e<U+E0041>");
        assertThat(Shown.text("é 加薇✓ 😀")).isEqualTo("é 加薇✓ 😀");
    }

    @Test
    void wide_characters_take_two_columns_and_marks_none() {
        assertThat(Shown.columns("加薇✓信ＱＱ")).isEqualTo(11);
        assertThat(Shown.columns("e\u0301")).isEqualTo(1);
        assertThat(Shown.padded("加", 4)).isEqualTo("加  ");
    }

    @Test
    void a_cut_text_never_takes_more_columns_than_there_are() {
        assertThat(Shown.fitted("加薇信", 6)).isEqualTo("加薇信");
        assertThat(Shown.fitted("加薇信号", 6)).isEqualTo("加薇…");
        assertThat(Shown.fitted("abcdef", 5)).isEqualTo("abcd…");
    }

    @Test
    void lines_part_at_spaces_where_there_are_some() {
        assertThat(Shown.wrapped("one two three", 7)).containsExactly("one two", "three");
        assertThat(Shown.wrapped("加薇信abc1234领取", 6)).containsExactly("加薇信", "abc123", "4领取");
        assertThat(Shown.wrapped("", 5)).isEmpty();
    }
}

package io.limpid.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PostTest {
    @Test
    void a_plain_text_is_the_single_field_text() {
        assertThat(Post.of("hello").fields()).isEqualTo(Map.of("text", "hello"));
    }

    @Test
    void length_counts_code_points_over_all_fields() {
        assertThat(Post.of(Map.of("title", "a😀", "body", "微信")).length()).isEqualTo(4);
    }

    @Test
    void keeps_the_order_of_its_fields_and_cannot_be_changed() {
        var fields = new LinkedHashMap<String, String>();
        fields.put("z", "1");
        fields.put("a", "2");

        Post post = Post.of(fields);
        fields.put("m", "3");

        assertThat(post.fields().keySet()).containsExactly("z", "a");
        assertThatThrownBy(() -> post.fields().put("x", "")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void refuses_what_no_post_can_be_and_names_the_field() {
        Post post = Post.of("x");

        refuses(() -> Post.of(Map.of()), "fields");
        refuses(() -> Post.of("a\uD83D"), "fields.text");
        refuses(() -> Post.of(Map.of("title", "\uDE00\uD83D")), "fields.title");
        refuses(() -> post.withId("\uDE00"), "id");
        refuses(() -> post.withLanguage("english please"), "language");
        refuses(() -> post.withLanguage(""), "language");
        refuses(() -> post.withSurface("billboard"), "surface");
        refuses(() -> Author.UNKNOWN.withAgeDays(-1), "author.age_days");
        refuses(() -> new Author(null, null, -1, null), "author.post_count");
        refuses(() -> new Context(null, null, Map.of("room", "\uD800")), "context.attributes.room");
    }

    @Test
    void spans_cover_and_overlap() {
        Span span = new Span(2, 5);

        assertThat(span.covers(new Span(2, 5))).isTrue();
        assertThat(span.covers(new Span(1, 3))).isFalse();
        assertThat(span.overlaps(new Span(4, 9))).isTrue();
        assertThat(span.overlaps(new Span(5, 9))).isFalse();
        assertThat(span.overlaps(new Span(3, 3))).isFalse();
        assertThat(span.length()).isEqualTo(3);
        assertThatThrownBy(() -> new Span(3, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Span(-1, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void refuses(Runnable making, String field) {
        assertThatThrownBy(making::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(field);
    }
}

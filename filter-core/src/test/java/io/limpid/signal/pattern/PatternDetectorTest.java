package io.limpid.signal.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.limpid.Samples;
import io.limpid.text.FoldedText;
import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PatternDetectorTest {
    private static final int LONG = 100_000;

    private static PatternDetector.Found find(String regex, String text) {
        return PatternDetector.of(regex).find(FoldedText.of(text));
    }

    private static long reads(String regex, String text) {
        var metered = new MeteredText(text, PatternDetector.MAX_PASSES);
        PatternDetector.of(regex).find(FoldedText.of(text), metered);
        return metered.reads();
    }

    @Test
    void all_matches_of_a_long_text_are_found_up_to_the_limit() {
        PatternDetector.Found enough = find("[a-z]{7}", "abcdefg ".repeat(10_000));
        PatternDetector.Found more = find("[a-z]{7}", "abcdefg ".repeat(10_001));

        assertThat(enough.spans()).hasSize(10_000).endsWith(new Span(79_992, 79_999));
        assertThat(enough.cut()).isFalse();
        assertThat(more.spans()).isEqualTo(enough.spans());
        assertThat(more.cut()).isTrue();
    }

    @Test
    void reading_stays_linear_in_a_text_full_of_matches() {
        for (String regex : List.of("x", "x{9}", "x+", "x*", "[xy]{1,20}", "x\\b|x", "(?i)x|y", "x{3,9}y|x{10}")) {
            long once = reads(regex, "x".repeat(LONG / 2));

            assertThat(reads(regex, "x".repeat(LONG))).as(regex).isLessThanOrEqualTo(2 * once + 100);
            assertThat(once).as(regex).isLessThan(30L * LONG / 2);
        }
    }

    @Test
    void an_expression_that_looks_to_the_end_for_each_match_is_stopped_and_says_so() {
        PatternDetector.Found found = find("x*y|x", "x".repeat(LONG));

        assertThat(found.cut()).isTrue();
        assertThat(found.spans()).startsWith(new Span(0, 1), new Span(1, 2));
        assertThat(reads("x*y|x", "x".repeat(LONG))).isLessThanOrEqualTo(100_001 + 30L * LONG);
    }

    @Test
    void a_short_text_is_read_to_its_end_by_any_expression() {
        assertThat(find("x*y|x", "x".repeat(200)).spans()).hasSize(200);
        assertThat(find("x*y|x", "x".repeat(200)).cut()).isFalse();
    }

    @Test
    void empty_matches_do_not_count() {
        assertThat(find("x*", "axxb").spans()).containsExactly(new Span(1, 3));
        assertThat(find("$|^", "ab").spans()).isEmpty();
    }

    @Test
    void finds_what_one_search_after_the_other_finds() {
        String[] expressions = {
            "a", "a*", "^a|b", "\\ba", "a+b?", "(?m)^b", "b$", "ab|a", "\\B.", "[^a]", "a*b|a", "\\z|b"
        };
        Samples.check(500, random -> {
            String regex = expressions[random.nextInt(expressions.length)];
            String text = text(random);

            assertThat(find(regex, text).spans()).as(regex + " in " + text).isEqualTo(naive(regex, text));
        });
    }

    private static List<Span> naive(String regex, String text) {
        Matcher matcher = Pattern.compile(regex).matcher(text);
        List<Span> spans = new ArrayList<>();
        while (matcher.find()) {
            if (matcher.end() > matcher.start()) {
                spans.add(new Span(matcher.start(), matcher.end()));
            }
        }
        return spans;
    }

    private static String text(Random random) {
        String[] pieces = {"a", "b", " ", "\n", "\u52A0", "\uD83D\uDE00"};
        return Stream.generate(() -> pieces[random.nextInt(pieces.length)])
                .limit(random.nextInt(12))
                .collect(Collectors.joining());
    }
}

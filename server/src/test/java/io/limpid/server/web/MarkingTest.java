package io.limpid.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.Samples;
import io.limpid.server.web.Marking.Marked;
import io.limpid.text.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MarkingTest {
    @Test
    void overlapping_marks_cut_the_text_where_one_begins_or_ends() {
        assertThat(Marking.of("abcdef", List.of(new Marked(new Span(1, 4), 1), new Marked(new Span(2, 6), 2))))
                .containsExactly(
                        new Marking("a", List.of()),
                        new Marking("b", List.of(1)),
                        new Marking("cd", List.of(1, 2)),
                        new Marking("ef", List.of(2)));
    }

    @Test
    void agrees_with_looking_at_each_character() {
        Samples.check(300, random -> {
            int length = random.nextInt(30);
            String text = "x".repeat(length);
            List<Marked> marks = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                int start = random.nextInt(length + 1);
                marks.add(
                        new Marked(new Span(start, start + random.nextInt(length - start + 1)), 1 + random.nextInt(3)));
            }

            List<List<Integer>> byCharacter = new ArrayList<>();
            Marking.of(text, marks)
                    .forEach(piece -> piece.text().chars().forEach(unused -> byCharacter.add(piece.numbers())));

            assertThat(byCharacter).hasSize(length);
            for (int at = 0; at < length; at++) {
                int here = at;
                assertThat(byCharacter.get(at))
                        .isEqualTo(List.copyOf(marks.stream()
                                .filter(mark -> mark.span().start() <= here
                                        && here < mark.span().end())
                                .map(Marked::number)
                                .collect(Collectors.toCollection(TreeSet::new))));
            }
        });
    }
}

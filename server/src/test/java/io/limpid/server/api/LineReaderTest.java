package io.limpid.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.Samples;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void agrees_with_splitting_the_whole_text() {
        Samples.check(300, random -> {
            var text = new StringBuilder();
            int length = random.nextInt(200_000);
            while (text.length() < length) {
                text.append("x".repeat(random.nextInt(40_000))).append(random.nextBoolean() ? "\n" : "");
            }

            List<String> expected = new ArrayList<>(List.of(text.toString().split("\n", -1)));
            if (expected.get(expected.size() - 1).isEmpty()) {
                expected.remove(expected.size() - 1);
            }
            assertThat(lines(text.toString(), Integer.MAX_VALUE)).isEqualTo(expected);
        });
    }

    @Test
    void a_line_beyond_the_limit_is_cut_and_said_to_be_too_long() throws IOException {
        var reader = new LineReader(bytes("abcde\nabcdef\nab"), 5);

        assertThat(reader.next()).get().extracting(LineReader.Line::tooLong).isEqualTo(false);
        assertThat(reader.next())
                .get()
                .satisfies(line -> assertThat(line.tooLong()).isTrue())
                .satisfies(line -> assertThat(line.bytes()).hasSize(5))
                .satisfies(line -> assertThat(line.number()).isEqualTo(2));
        assertThat(reader.next()).get().extracting(LineReader.Line::tooLong).isEqualTo(false);
        assertThat(reader.next()).isEmpty();
        assertThat(reader.bytes()).isEqualTo(15);
    }

    @Test
    void a_line_that_was_cut_is_not_blank_for_all_that_is_left_of_it() throws IOException {
        var reader = new LineReader(bytes("     {}\n  \t \n"), 5);

        assertThat(reader.next()).get().extracting(LineReader.Line::isBlank).isEqualTo(false);
        assertThat(reader.next()).get().extracting(LineReader.Line::isBlank).isEqualTo(true);
    }

    @Test
    void a_byte_order_mark_is_no_part_of_the_first_line() {
        assertThat(lines("\uFEFF{}\n\uFEFF{}", 100)).containsExactly("{}", "\uFEFF{}");
    }

    private static ByteArrayInputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> lines(String text, int limit) {
        var reader = new LineReader(bytes(text), limit);
        List<String> lines = new ArrayList<>();
        try {
            for (Optional<LineReader.Line> line = reader.next(); line.isPresent(); line = reader.next()) {
                lines.add(new String(line.get().bytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }
}

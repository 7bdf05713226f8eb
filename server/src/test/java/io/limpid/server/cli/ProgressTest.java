package io.limpid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final StringWriter err = new StringWriter();

    @Test
    void who_watches_sees_how_far_it_is_and_then_what_stood_there_is_gone() throws InterruptedException {
        var progress = new Progress(console(true), "post", 200);

        progress.update(1, 2);
        assertThat(err.toString()).isEmpty();

        Thread.sleep(250);
        progress.update(1_000, 50);
        assertThat(err.toString()).matches("\r\u001B\\[K\\[#####\\.{15}\\] 1,000 posts, [0-9,]+/s");

        progress.clear();
        assertThat(err.toString()).endsWith("/s\r\u001B[K");
    }

    @Test
    void where_nobody_knows_the_end_there_is_no_bar() throws InterruptedException {
        var progress = new Progress(console(true), "post", 0);

        Thread.sleep(250);
        progress.update(1, 50);

        assertThat(err.toString()).matches("\r\u001B\\[K1 post, [0-9,]+/s");
    }

    @Test
    void where_nobody_watches_nothing_is_shown() throws InterruptedException {
        var progress = new Progress(console(false), "post", 200);

        Thread.sleep(250);
        progress.update(1_000, 50);
        progress.clear();

        assertThat(err.toString()).isEmpty();
    }

    private Console console(boolean watched) {
        return new Console(
                InputStream.nullInputStream(),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err),
                watched,
                Map.of(),
                Path.of(".."));
    }
}

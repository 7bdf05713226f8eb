package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.cli.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoTest {
    @Test
    void the_demo_decides_every_sample_and_finds_each_answer_in_the_log() throws IOException {
        var out = new StringWriter();
        var err = new StringWriter();

        int code = Main.run(
                new Console(
                        InputStream.nullInputStream(),
                        new PrintWriter(out),
                        new PrintWriter(err),
                        false,
                        Path.of("..")),
                "demo");

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("Sending 16 posts")
                .contains("spam.contact-disguise")
                .contains("spam/rules/contact-disguise.yaml:1")
                .contains("by skip(2) [1,4)")
                .contains("16 decision")
                .contains("Each of the 16 answers stands at the index, and has the leaf hash, that its caller was told")
                .contains("Where to look next");
    }
}

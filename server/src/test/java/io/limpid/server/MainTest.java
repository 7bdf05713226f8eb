package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.cli.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @TempDir
    Path folder;

    @Test
    void a_host_without_a_name_is_refused() {
        for (String host : new String[] {"", " "}) {
            assertThat(refusalOfServe("--host", host)).isEqualTo("limpid: --host: \"host\" is empty\n");
        }
    }

    @Test
    void a_data_folder_that_cannot_be_made_is_told_without_class_names() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");

        assertThat(refusalOfServe("--data", file.toString()))
                .isEqualTo("limpid: cannot use " + file + " as data folder (something of this name is there already);"
                        + " name a folder that can be made or written\n");
        assertThat(refusalOfServe("--data", file + "/under")).doesNotContain("Exception", "java.");
    }

    /** What is said; the exit code has to be that of wrong usage, and nothing may be on standard output. */
    private static String refusalOfServe(String... options) {
        String[] words = new String[options.length + 4];
        words[0] = "serve";
        words[1] = "--open";
        words[2] = "--port";
        words[3] = "0";
        System.arraycopy(options, 0, words, 4, options.length);

        Ran serve = Commands.run(words);

        assertThat(serve.code()).isEqualTo(2);
        assertThat(serve.out()).isEmpty();
        return serve.err();
    }
}

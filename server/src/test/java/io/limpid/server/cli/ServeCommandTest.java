package io.limpid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ServeCommandTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --keep-content | foo              | "foo" is not ACTION=DAYS
            --keep-content | foo=3            | there is no action "foo"
            --keep-content | alow=3           | did you mean "allow"
            --keep-content | :allow=3         | ":allow=3" is not ACTION=DAYS
            --keep-content | allow=0          | allow=0: the days are 1 to
            --keep-content | allow=3,allow=4  | allow is there twice
            --origin       | a b              | "a b" is no name for a log
            --witnesses    | nowhere.txt      | cannot read nowhere.txt
            --notify       | http://a.example | notify and notify_secret go together
            """)
    void a_setting_that_is_none_is_told_before_anything_is_made(String option, String value, String said) {
        Path data = folder.resolve("data");

        Ran serve = Ran.limpid("serve", "--open", "--port", "0", "--data", data.toString(), option, value);

        assertThat(serve.code()).as(serve.err()).isEqualTo(2);
        assertThat(serve.err()).contains(said);
        assertThat(data).doesNotExist();
    }

    @Test
    void what_would_run_is_printed_and_nothing_is_made() {
        Path data = folder.resolve("data");

        Ran serve = Ran.limpidIn(
                Map.of("LIMPID_LIMITS_CONNECTIONS", "7"),
                "serve",
                "--open",
                "--port",
                "0",
                "--data",
                data.toString(),
                "--print-config");

        assertThat(serve.code()).as(serve.err()).isZero();
        assertThat(serve.out())
                .containsPattern("(?m)^open: true +# --open$")
                .containsPattern("(?m)^port: 0 +# --port$")
                .containsPattern("(?m)^host: \"127.0.0.1\" +# default$")
                .containsPattern("(?m)^  connections: 7 +# LIMPID_LIMITS_CONNECTIONS$");
        assertThat(data).doesNotExist();
    }

    @Test
    void an_option_that_counts_once_is_refused_twice() {
        Ran serve = Ran.limpid("serve", "--open", "--port", "1", "--port", "2");

        assertThat(serve.code()).isEqualTo(2);
        assertThat(serve.err()).contains("option '--port' (PORT) should be specified only once");
    }
}

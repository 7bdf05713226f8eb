package io.limpid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.limpid.server.api.SampleRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A version of a ruleset over a file of posts. */
class BacktestCommandTest {
    @TempDir
    Path folder;

    private Path posts;

    @BeforeEach
    void write() throws IOException {
        SampleRules.writeTo(folder.resolve("current"));
        SampleRules.writeTo(folder.resolve("next"));
        Path rule = folder.resolve("next/spam/rules/contact-funnel.yaml");
        Files.writeString(rule, Files.readString(rule).replace("action: hold", "action: remove"));
        posts = Files.writeString(folder.resolve("posts.jsonl"), """
                {"text": "Add me on telegram: lucky_88"}
                {"text": "Does the library open on Sunday?"}

                no request
                {"text": "加微信 abc1234", "language": "zh"}
                """);
    }

    private Ran backtest(String... more) {
        String[] arguments = new String[8 + more.length];
        String[] first = {
            "rules",
            "backtest",
            folder.resolve("next/spam").toString(),
            "--posts",
            posts.toString(),
            "--rulesets",
            folder.resolve("current").toString(),
            "--json"
        };
        System.arraycopy(first, 0, arguments, 0, first.length);
        System.arraycopy(more, 0, arguments, first.length, more.length);
        return Ran.limpid(arguments);
    }

    @Test
    void tells_what_changes_over_a_file_of_posts() throws IOException {
        Ran ran = backtest();

        assertThat(ran.code()).as(ran.err()).isEqualTo(1);
        assertThat(ran.err()).contains("1 line of " + posts + " is no request");
        JsonNode report = new JsonMapper().readTree(ran.out());
        assertThat(report.path("posts").asInt()).isEqualTo(3);
        assertThat(report.path("not_decided").path("no request").asInt()).isEqualTo(1);
        assertThat(report.path("by_action").path("hold → remove").asInt()).isEqualTo(2);
        assertThat(report.path("samples").get(0).path("post").asText()).isEqualTo("line 1");
        assertThat(report.path("samples").get(1).path("post").asText()).isEqualTo("line 5");
        JsonNode reason = report.path("samples").get(0).path("reasons").get(0);
        assertThat(reason.path("action").asText()).isEqualTo("remove");
        assertThat(reason.path("evidence").get(0).path("quote").asText()).isNotEmpty();
    }

    @Test
    void takes_as_many_posts_as_it_is_told() throws IOException {
        assertThat(new JsonMapper()
                        .readTree(backtest("--limit", "1").out())
                        .path("posts")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void says_what_it_needs() {
        Ran ran = Ran.limpid("rules", "backtest", "spam");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("name a version that was published");
    }
}

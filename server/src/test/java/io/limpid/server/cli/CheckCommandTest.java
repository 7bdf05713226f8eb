package io.limpid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.limpid.server.api.PostRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String[] RULESETS = {"--rulesets", Ran.FILES + "sound"};

    @TempDir
    private Path folder = Path.of("");

    @Test
    void answers_stand_in_the_order_of_their_lines_whatever_the_number_of_threads() throws IOException {
        var lines = new StringBuilder();
        for (int i = 1; i <= 2_000; i++) {
            String text = i % 3 == 0 ? "double your bitcoin " + "x".repeat(i) : "hello";
            lines.append(i % 7 == 0 ? "{" : "{\"id\": \"" + i + "\", \"text\": \"" + text + "\"}")
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("posts.jsonl"), lines);

        Ran check = Ran.limpid("check", file.toString(), "--threads", "4", RULESETS[0], RULESETS[1]);

        List<JsonNode> answers = answers(check);
        assertThat(answers).hasSize(2_000);
        for (int i = 1; i <= 2_000; i++) {
            JsonNode answer = answers.get(i - 1);
            if (i % 7 == 0) {
                assertThat(answer.path("line").asInt()).isEqualTo(i);
                assertThat(answer.path("error").path("status").asInt()).isEqualTo(400);
            } else {
                assertThat(answer.path("id").asText()).isEqualTo(Integer.toString(i));
                assertThat(answer.path("action").asText()).isEqualTo(i % 3 == 0 ? "hold" : "allow");
            }
        }
        assertThat(check.code()).isEqualTo(1);
        assertThat(check.err())
                .startsWith("2,000 posts in ")
                .endsWith(": allow 1,144, hold 571; 285 lines not decided\n");
    }

    @Test
    void an_answer_names_its_rule_and_has_no_log() throws IOException {
        Ran check = Ran.limpidWith("{\"text\": \"double your bitc0in\"}", "check", RULESETS[0], RULESETS[1]);

        JsonNode answer = answers(check).get(0);
        assertThat(answer.path("reasons").get(0).path("source").path("file").asText())
                .isEqualTo("sound/rules/coin.yaml");
        assertThat(answer.has("log") || answer.has("links")).isFalse();
        assertThat(check.code()).isZero();
    }

    @Test
    void a_line_that_is_too_long_is_refused_and_the_next_one_is_decided() throws IOException {
        String tooLong = "{\"text\": \"" + "a".repeat(PostRequest.MAX_BYTES) + "\"}";

        List<JsonNode> answers =
                answers(Ran.limpidWith(tooLong + "\r\n{\"text\": \"hello\"}", "check", RULESETS[0], RULESETS[1]));

        assertThat(answers).hasSize(2);
        assertThat(answers.get(0).path("error").path("status").asInt()).isEqualTo(413);
        assertThat(answers.get(1).path("action").asText()).isEqualTo("allow");
    }

    @Test
    void blank_lines_are_no_requests_but_are_counted() throws IOException {
        Ran check = Ran.limpidWith(
                "\n \t\r\n{\"text\": \"hello\"}\r\n\nx\n\n \n" + "\n".repeat(200), "check", RULESETS[0], RULESETS[1]);

        List<JsonNode> answers = answers(check);
        assertThat(answers).hasSize(2);
        assertThat(answers.get(0).path("action").asText()).isEqualTo("allow");
        assertThat(answers.get(1).path("line").asInt()).isEqualTo(5);
        assertThat(check.code()).isEqualTo(1);
        assertThat(Ran.limpidWith("{\"text\": \"hello\"}\n\n", "check", RULESETS[0], RULESETS[1])
                        .code())
                .isZero();
    }

    @Test
    void no_lines_are_no_answers() {
        Ran check = Ran.limpidWith("", "check", RULESETS[0], RULESETS[1]);

        assertThat(check.out()).isEmpty();
        assertThat(check.code()).isZero();
    }

    @Test
    void a_file_that_cannot_be_read_is_wrong_usage() {
        assertThat(Ran.limpid("check", folder + "/nothing.jsonl"))
                .isEqualTo(new Ran(2, "", "limpid: " + folder + "/nothing.jsonl does not exist\n"));
        assertThat(Ran.limpid("check", folder.toString()).code()).isEqualTo(2);
        assertThat(Ran.limpid("check", "--threads", "0").err()).contains("--threads takes a number from 1 to 256");
        assertThat(Ran.limpid("check", "--threads", "some").code()).isEqualTo(2);
    }

    private static List<JsonNode> answers(Ran check) throws IOException {
        List<JsonNode> answers = new ArrayList<>();
        for (String line : check.out().lines().toList()) {
            answers.add(JSON.readTree(line));
        }
        return answers;
    }
}

package io.limpid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormatCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private Path market = Path.of("");
    private Path rule = Path.of("");

    @BeforeEach
    void a_ruleset_with_a_rule_out_of_order() throws IOException {
        market = folder.resolve("market");
        rule = market.resolve("rules/tickets.yaml");
        Ran.limpid("rules", "new", market.toString(), "tickets");
        Files.writeString(rule, Files.readString(rule).replace("revision: 1 ", "# was 0\nrevision: 1 "));
        String text = Files.readString(rule);
        String first = "rule: market.tickets\n";
        Files.writeString(rule, text.substring(first.length()) + first + "\n");
    }

    @Test
    void a_file_out_of_order_is_put_in_order_once() throws IOException {
        Ran once = Ran.limpid("rules", "fmt", market.toString());
        Ran twice = Ran.limpid("rules", "fmt", market.toString());

        assertThat(once).isEqualTo(new Ran(0, rule + "\n", "3 files: 1 changed\n"));
        assertThat(twice).isEqualTo(new Ran(0, "", "3 files: all in the layout\n"));
        assertThat(rule)
                .content()
                .startsWith("rule: market.tickets\n# was 0\nrevision: 1 ")
                .endsWith("expect: pass}\n");
        assertThat(Ran.limpid("rules", "lint", folder.toString()).err()).contains("no problems");
        try (var files = Files.list(rule.resolveSibling(""))) {
            assertThat(files).containsExactly(rule);
        }
    }

    @Test
    void check_writes_nothing_and_names_what_would_change() throws IOException {
        String before = Files.readString(rule);

        Ran check = Ran.limpid("rules", "fmt", "--check", folder.toString());

        assertThat(check).isEqualTo(new Ran(1, rule + "\n", "3 files: 1 not in the layout\n"));
        assertThat(rule).content().isEqualTo(before);
    }

    @Test
    void a_file_can_be_named_alone() throws IOException {
        Path list = market.resolve("lists/tickets.txt");
        Files.writeString(list, "a phrase  \n");

        assertThat(Ran.limpid("rules", "fmt", list.toString()))
                .isEqualTo(new Ran(0, list + "\n", "1 file: 1 changed\n"));
        assertThat(Ran.limpid("rules", "fmt", market.resolve("ruleset.yaml").toString(), rule.toString()))
                .isEqualTo(new Ran(0, rule + "\n", "2 files: 1 changed\n"));
        assertThat(Ran.limpid("rules", "fmt", "src/test/resources/io/limpid/server/cli/lint-broken.txt")
                        .err())
                .contains("is no file of a ruleset");
        assertThat(Ran.limpid("rules", "fmt", folder + "/nowhere").code()).isEqualTo(2);
    }

    @Test
    void a_link_is_not_followed() throws IOException {
        Path link = market.resolve("rules/other.yaml");
        Files.createSymbolicLink(link, rule);

        assertThat(Ran.limpid("rules", "fmt", link.toString()))
                .isEqualTo(new Ran(2, "", "limpid: " + link + " is a link; links are not followed\n"));
        assertThat(Ran.limpid("rules", "fmt", "--check", market.toString()).out())
                .isEqualTo(rule + "\n");
    }

    @Test
    void a_file_that_is_no_yaml_is_left_alone_and_its_problem_located() throws IOException {
        Files.writeString(rule, "title: a\nrule: [b\n");

        Ran ran = Ran.limpid("rules", "fmt", market.toString());

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).startsWith(rule + ":3:1: not YAML: ");
        assertThat(ran.err()).isEqualTo("3 files: none changed; 1 problem, and what has one was left alone\n");
        assertThat(rule).content().isEqualTo("title: a\nrule: [b\n");
    }

    @Test
    void the_published_rulesets_are_in_the_layout() {
        assertThat(Ran.limpid("rules", "fmt", "--check", "../rulesets").out()).isEmpty();
    }
}

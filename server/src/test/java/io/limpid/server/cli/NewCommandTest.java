package io.limpid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewCommandTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void a_new_rule_lints_without_a_problem_and_both_its_tests_fail() {
        Path market = folder.resolve("market");

        Ran made = Ran.limpid("rules", "new", market.toString(), "fake-tickets");
        Ran lint = Ran.limpid("rules", "lint", market.toString());
        Ran test = Ran.limpid("rules", "test", market.toString());

        assertThat(made.code()).as(made.err()).isZero();
        assertThat(made.out().lines())
                .containsExactly(
                        market.resolve("ruleset.yaml").toString(),
                        market.resolve("rules/fake-tickets.yaml").toString(),
                        market.resolve("lists/fake-tickets.txt").toString());
        assertThat(made.err())
                .contains("Both tests of market.fake-tickets fail")
                .contains("limpid rules test " + market)
                .contains("limpid rules lint " + market);
        assertThat(lint.err()).isEqualTo("1 ruleset, 1 rule, 1 list: no problems; 2 tests of 2 fail\n");
        assertThat(test.code()).isEqualTo(1);
        assertThat(test.out())
                .contains("test of market.fake-tickets fails: it passed, expected to match")
                .contains("test of market.fake-tickets fails: it matched, expected to pass")
                .endsWith("market 0.1.0, 1 rule: 2 tests of 2 fail\n");
    }

    @Test
    void a_second_rule_joins_the_ruleset_that_is_there_by_the_name_that_it_has() throws IOException {
        Path moved = folder.resolve("checkout");
        Ran.limpid("rules", "new", folder.resolve("rights").toString(), "first");
        Files.move(folder.resolve("rights"), moved);
        String header = Files.readString(moved.resolve("ruleset.yaml"));

        Ran second = Ran.limpid("rules", "new", moved.toString(), "rights.second");

        assertThat(second.code()).as(second.err()).isZero();
        assertThat(moved.resolve("ruleset.yaml")).content().isEqualTo(header);
        assertThat(moved.resolve("rules/second.yaml"))
                .content()
                .startsWith("rule: rights.second\n")
                .contains("\ncategory: rights ");
        assertThat(Ran.limpid("rules", "lint", moved.toString()).err())
                .isEqualTo("1 ruleset, 2 rules, 2 lists: no problems; 4 tests of 4 fail\n");
    }

    @Test
    void a_name_that_yaml_would_take_for_another_thing_is_a_name() {
        Path numbers = folder.resolve("2026");

        assertThat(Ran.limpid("rules", "new", numbers.toString(), "419").code()).isZero();
        assertThat(Ran.limpid("rules", "new", numbers.toString(), "true").code())
                .isZero();
        assertThat(Ran.limpid("rules", "lint", numbers.toString()).err()).contains("no problems; 4 tests of 4 fail");
    }

    @Test
    void nothing_is_overwritten_and_then_nothing_is_written() throws IOException {
        Path market = folder.resolve("market");
        Files.createDirectories(market.resolve("lists"));
        Files.writeString(market.resolve("lists/tickets.txt"), "mine\n");

        Ran made = Ran.limpid("rules", "new", market.toString(), "tickets");

        assertThat(made)
                .isEqualTo(new Ran(
                        2,
                        "",
                        "limpid: " + market.resolve("lists/tickets.txt") + " is there already; nothing was written\n"));
        assertThat(market.resolve("lists/tickets.txt")).content().isEqualTo("mine\n");
        assertThat(market.resolve("ruleset.yaml")).doesNotExist();
        assertThat(market.resolve("rules")).doesNotExist();
    }

    @Test
    void a_name_that_no_rule_or_ruleset_can_have_is_refused() throws IOException {
        assertThat(Ran.limpid("rules", "new", folder.resolve("Market").toString(), "a"))
                .isEqualTo(new Ran(2, "", "limpid: \"Market\" is no name for a ruleset (a-z, 0-9 and -)\n"));
        assertThat(Ran.limpid("rules", "new", folder.resolve("market").toString(), "../a")
                        .err())
                .isEqualTo("limpid: \"../a\" is no name for a rule of market (a-z, 0-9 and -, such as fake-tickets)\n");
        assertThat(Ran.limpid("rules", "new", folder.resolve("market").toString())
                        .err())
                .contains("Missing required parameter: 'RULE'");
        Files.writeString(folder.resolve("ruleset.yaml"), "version: 1\n");
        assertThat(Ran.limpid("rules", "new", folder.toString(), "a").err()).contains("does not name the ruleset");
    }

    @Test
    void a_file_within_the_installation_says_where_its_schema_is_and_another_does_not() throws IOException {
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve("docs/schema"));
        Files.writeString(home.resolve("docs/schema/rule.schema.json"), "{}");
        Path inside = home.resolve("rulesets/market");
        Path outside = folder.resolve("market");

        run(home, "rules", "new", inside.toString(), "a");
        run(home, "rules", "new", outside.toString(), "a");

        assertThat(inside.resolve("rules/a.yaml"))
                .content()
                .startsWith("# yaml-language-server: $schema=../../../docs/schema/rule.schema.json\nrule: market.a\n");
        assertThat(inside.resolve("ruleset.yaml")).content().startsWith("ruleset: market\n");
        assertThat(outside.resolve("rules/a.yaml")).content().startsWith("rule: market.a\n");
    }

    private static void run(Path home, String... args) {
        Ran ran = Ran.limpidAt(home, args);
        assertThat(ran.code()).as(ran.err()).isZero();
    }
}

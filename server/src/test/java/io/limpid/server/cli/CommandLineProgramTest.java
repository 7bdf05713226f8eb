package io.limpid.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandLineProgramTest {
    @Test
    void without_a_command_it_says_what_is_missing() {
        assertThat(Ran.limpid()).isEqualTo(new Ran(2, "", "limpid: Missing required subcommand\nSee limpid --help.\n"));
        assertThat(Ran.limpid("rules").code()).isEqualTo(2);
    }

    @Test
    void an_unknown_command_or_option_gets_a_suggestion() {
        assertThat(Ran.limpid("chekc", "posts.jsonl")).isEqualTo(new Ran(2, "", """
                        limpid: Unmatched arguments from index 0: 'chekc', 'posts.jsonl'
                        Did you mean check?
                        See limpid --help.
                        """));
        assertThat(Ran.limpid("rules", "explain", "--text", "a", "--rulset", "b")
                        .err())
                .contains("Did you mean --rule or --rulesets?")
                .contains("See limpid rules explain --help.");
        assertThat(Ran.limpid("check", "--theads", "2")).isEqualTo(new Ran(2, "", """
                        limpid check: Unknown option: '--theads'
                        Did you mean --threads?
                        See limpid check --help.
                        """));
        assertThat(Ran.limpid("serve", "--open", "--speed", "limpid.yaml")).isEqualTo(new Ran(2, "", """
                        limpid serve: Unknown option: '--speed'
                        See limpid serve --help.
                        """));
    }

    @Test
    void every_command_has_help_on_standard_output() {
        Stream.of(
                        "",
                        "demo",
                        "serve",
                        "check",
                        "rules",
                        "rules new",
                        "rules lint",
                        "rules test",
                        "rules explain",
                        "completion")
                .forEach(command -> {
                    Ran help = Ran.limpid((command + " --help").trim().split(" ", -1));

                    assertThat(help.code()).isZero();
                    assertThat(help.err()).isEmpty();
                    assertThat(help.out()).contains("Usage: limpid").contains("--help");
                    assertThat(help.out().lines())
                            .allSatisfy(line -> assertThat(line.length()).isLessThan(121));
                });
    }

    @Test
    void the_version_names_what_decisions_depend_on() {
        assertThat(Ran.limpid("--version").out())
                .startsWith("limpid ")
                .contains("unicode")
                .contains("java");
    }

    @Test
    void the_completion_script_knows_every_command() {
        assertThat(Ran.limpid("completion").out())
                .contains("demo")
                .contains("serve")
                .contains("check")
                .contains("explain")
                .contains("--rulesets");
    }

    @Test
    void a_fault_of_the_program_is_one_line_without_a_stack_trace() {
        Ran serve = Ran.limpidWith(
                new byte[0],
                options -> {
                    throw new IllegalStateException("the roof is on fire");
                },
                "serve",
                "--open");

        assertThat(serve.code()).isEqualTo(2);
        assertThat(serve.err().lines()).hasSize(1);
        assertThat(serve.err())
                .startsWith("limpid: a fault of the program, not of yours: ")
                .contains("the roof is on fire")
                .contains("report it");
    }

    @Test
    void a_service_that_cannot_start_says_why() {
        Ran serve = Ran.limpidWith(
                new byte[0],
                options -> {
                    throw new UnusableInputException("one thing\nanother thing");
                },
                "serve");

        assertThat(serve).isEqualTo(new Ran(2, "", "limpid: one thing\nlimpid: another thing\n"));
    }
}

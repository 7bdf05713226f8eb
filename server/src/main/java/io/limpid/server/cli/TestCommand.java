package io.limpid.server.cli;

import io.limpid.rule.Ruleset;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs the tests that rules carry. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        header = "Run the tests that rules carry.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 all pass, 1 a test fails or a ruleset has errors, 2 no ruleset to be read there")
final class TestCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private RulesetsParameter rulesets = new RulesetsParameter();

    TestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        boolean holds = true;
        for (RulesetFolder read : rulesets.readAll()) {
            if (read.ruleset().isEmpty()) {
                read.issues().forEach(console.out()::println);
                console.out().println(read.path() + ": not tested, it has " + Count.of(read.errors(), "error"));
                holds = false;
                continue;
            }
            Ruleset ruleset = read.ruleset().get();
            TestCount tests = read.test(console.out()::println);
            console.out()
                    .println(ruleset.name() + " " + ruleset.version() + ", "
                            + Count.of(ruleset.rules().size(), "rule") + ": "
                            + tests.inWords());
            console.out().flush();
            holds &= tests.holds();
        }
        return holds ? ExitCode.FINE : ExitCode.DOES_NOT_HOLD;
    }
}

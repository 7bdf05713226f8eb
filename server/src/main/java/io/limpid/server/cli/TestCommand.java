package io.limpid.server.cli;

import io.limpid.rule.Ruleset;
import java.util.List;
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

    @Mixin
    private ModelsOption models = new ModelsOption();

    TestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (Models asked = Models.of(models.read(console))) {
            return test(asked);
        }
    }

    private int test(Models asked) {
        boolean holds = true;
        List<RulesetFolder> folders = rulesets.readAll(asked.descriptions());
        asked.loadFor(folders.stream().flatMap(read -> read.ruleset().stream()).toList(), console);
        for (RulesetFolder read : folders) {
            if (read.ruleset().isEmpty()) {
                read.issues().forEach(console.out()::println);
                console.out().println(read.path() + ": not tested, it has " + Count.of(read.errors(), "error"));
                holds = false;
                continue;
            }
            Ruleset ruleset = read.ruleset().get();
            TestCount tests = read.test(asked, console.out()::println);
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

package io.limpid.server.cli;

import io.limpid.RuleTests;
import io.limpid.rule.Ruleset;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Runs the tests that rules carry. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        header = "Run the tests that rules carry.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 all pass, 1 a test fails or a ruleset has errors, 2 no ruleset to be read there")
final class TestCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "DIR", description = "A ruleset, or a folder of rulesets.")
    private Path folder = Path.of("");

    TestCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        boolean holds = true;
        for (RulesetFolder read : RulesetFolder.readAll(folder)) {
            if (read.ruleset().isEmpty()) {
                read.issues().forEach(console.out()::println);
                console.out().println(read.path() + ": not tested, it has " + Count.of(read.errors(), "error"));
                holds = false;
                continue;
            }
            Ruleset ruleset = read.ruleset().get();
            RuleTests.Report report = RuleTests.run(ruleset);
            report.failures().stream().map(read::shown).forEach(console.out()::println);
            console.out()
                    .println(ruleset.name() + " " + ruleset.version() + ", "
                            + Count.of(ruleset.rules().size(), "rule") + ": "
                            + summary(report.run(), report.failures().size()));
            console.out().flush();
            holds &= report.failures().isEmpty();
        }
        return holds ? ExitCode.FINE : ExitCode.DOES_NOT_HOLD;
    }

    static String summary(int run, int failures) {
        if (failures == 0) {
            return run == 1 ? "1 test passes" : Count.of(run, "test") + " pass";
        }
        return Count.of(failures, "test") + " of " + run + (failures == 1 ? " fails" : " fail");
    }
}

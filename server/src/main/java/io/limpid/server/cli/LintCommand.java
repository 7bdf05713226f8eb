package io.limpid.server.cli;

import io.limpid.RuleTests;
import io.limpid.rule.Ruleset;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Reports every problem of every ruleset, failing rule tests included. */
@Command(
        name = "lint",
        mixinStandardHelpOptions = true,
        header = "Report every problem of rulesets, and run their tests.",
        description = "Prints one line a problem: file:line:column: problem (hint).",
        footerHeading = "%nExit codes:%n",
        footer = "  0 no errors (warnings may be), 1 errors or failing tests, 2 no ruleset to be read there")
final class LintCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "DIR", description = "A ruleset, or a folder of rulesets.")
    private Path folder = Path.of("");

    LintCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<RulesetFolder> folders = RulesetFolder.readAll(folder);
        int rules = 0;
        int lists = 0;
        int tests = 0;
        int failures = 0;
        for (RulesetFolder read : folders) {
            read.issues().forEach(console.out()::println);
            if (read.ruleset().isPresent()) {
                Ruleset ruleset = read.ruleset().get();
                RuleTests.Report report = RuleTests.run(ruleset);
                report.failures().stream().map(read::shown).forEach(console.out()::println);
                rules += ruleset.rules().size();
                lists += ruleset.lists().size();
                tests += report.run();
                failures += report.failures().size();
            }
        }
        long errors = folders.stream().mapToLong(RulesetFolder::errors).sum();
        long warnings = folders.stream()
                .flatMap(read -> read.issues().stream())
                .filter(issue -> !issue.isError())
                .count();
        long broken = folders.stream().filter(read -> read.ruleset().isEmpty()).count();
        console.say(Count.of(folders.size(), "ruleset") + ", " + Count.of(rules, "rule") + ", "
                + Count.of(lists, "list")
                + (broken == 0 ? "" : " in the " + Count.of(folders.size() - broken, "sound ruleset"))
                + ": " + problems(errors, warnings) + "; " + TestCommand.summary(tests, failures));
        return errors + failures == 0 ? ExitCode.FINE : ExitCode.DOES_NOT_HOLD;
    }

    private static String problems(long errors, long warnings) {
        if (errors + warnings == 0) {
            return "no problems";
        }
        return Count.of(errors, "error") + (warnings == 0 ? "" : ", " + Count.of(warnings, "warning"));
    }
}

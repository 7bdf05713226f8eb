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
        for (RulesetFolder found : folders) {
            found.issues().forEach(console.out()::println);
            if (found.ruleset().isPresent()) {
                Ruleset ruleset = found.ruleset().get();
                RuleTests.Report report = RuleTests.run(ruleset);
                report.failures().stream().map(found::shown).forEach(console.out()::println);
                rules += ruleset.rules().size();
                lists += ruleset.lists().size();
                tests += report.run();
                failures += report.failures().size();
            }
        }
        long errors = folders.stream().mapToLong(RulesetFolder::errors).sum();
        long warnings = folders.stream()
                .flatMap(found -> found.issues().stream())
                .filter(issue -> !issue.isError())
                .count();
        long broken =
                folders.stream().filter(found -> found.ruleset().isEmpty()).count();
        String read = Count.of(folders.size(), "ruleset")
                + (broken == 0 ? ", " + Count.of(rules, "rule") + ", " + Count.of(lists, "list") : "");
        String tested = broken == folders.size() ? "" : "; " + TestCommand.summary(tests, failures);
        String untested = broken == 0 ? "" : "; " + Count.of(broken, "ruleset") + " with errors not tested";
        console.say(read + ": " + problems(errors, warnings) + tested + untested);
        return errors + failures == 0 ? ExitCode.FINE : ExitCode.DOES_NOT_HOLD;
    }

    private static String problems(long errors, long warnings) {
        if (errors + warnings == 0) {
            return "no problems";
        }
        return Count.of(errors, "error") + (warnings == 0 ? "" : ", " + Count.of(warnings, "warning"));
    }
}

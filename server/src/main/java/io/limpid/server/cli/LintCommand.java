package io.limpid.server.cli;

import io.limpid.rule.Ruleset;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin
    private RulesetsParameter rulesets = new RulesetsParameter();

    @Mixin
    private ModelsOption models = new ModelsOption();

    LintCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (Models asked = Models.of(models.read(console))) {
            return lint(asked);
        }
    }

    private int lint(Models asked) {
        List<RulesetFolder> folders = rulesets.readAll(asked.descriptions());
        List<Ruleset> sound =
                folders.stream().flatMap(found -> found.ruleset().stream()).toList();
        asked.loadFor(sound, console);
        int rules = 0;
        int lists = 0;
        TestCount tests = TestCount.NONE;
        for (RulesetFolder found : folders) {
            found.issues().forEach(console.out()::println);
            if (found.ruleset().isPresent()) {
                rules += found.ruleset().get().rules().size();
                lists += found.ruleset().get().lists().size();
                tests = tests.plus(found.test(asked, console.out()::println));
            }
        }
        if (asked.classifiers().isEmpty() && !Models.askedBy(sound).isEmpty()) {
            console.say("no model in " + models.folder(console)
                    + ": what rules demand of models is not checked, and tests that need a score must state it");
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
        String tested = broken == folders.size() ? "" : "; " + tests.inWords();
        String untested = broken == 0 ? "" : "; " + Count.of(broken, "ruleset") + " with errors not tested";
        console.say(read + ": " + problems(errors, warnings) + tested + untested);
        return errors == 0 && tests.holds() ? ExitCode.FINE : ExitCode.DOES_NOT_HOLD;
    }

    private static String problems(long errors, long warnings) {
        if (errors + warnings == 0) {
            return "no problems";
        }
        return Count.of(errors, "error") + (warnings == 0 ? "" : ", " + Count.of(warnings, "warning"));
    }
}

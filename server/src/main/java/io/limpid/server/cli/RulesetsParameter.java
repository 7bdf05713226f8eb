package io.limpid.server.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Parameters;

/** The parameter that says which rulesets to look at. */
final class RulesetsParameter {
    @Parameters(paramLabel = "DIR", description = "A ruleset, or a folder of rulesets.")
    private Path folder = Path.of("");

    /**
     * The rulesets, with or without errors.
     *
     * @throws UnusableInputException if there is none
     */
    List<RulesetFolder> readAll() {
        return RulesetFolder.readAll(folder);
    }
}

package io.limpid.server.cli;

import io.limpid.signal.classifier.ModelDescription;
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
     * @param models those that rules may ask
     * @throws UnusableInputException if there is none
     */
    List<RulesetFolder> readAll(List<ModelDescription> models) {
        return RulesetFolder.readAll(folder, models);
    }
}

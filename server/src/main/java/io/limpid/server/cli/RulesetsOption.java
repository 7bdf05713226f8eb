package io.limpid.server.cli;

import io.limpid.rule.Ruleset;
import io.limpid.signal.classifier.ModelDescription;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says which rulesets to use. */
final class RulesetsOption {
    @Option(
            names = "--rulesets",
            paramLabel = "DIR",
            description = "A ruleset, or a folder of rulesets. Default: those that come with limpid.")
    private @Nullable Path folder;

    /** The folder asked for, else the one of the installation. */
    Path folder(Console console) {
        return folder != null ? folder : console.home().resolve("rulesets");
    }

    /**
     * The rulesets, for use.
     *
     * @param models those that rules may ask
     * @throws UnusableInputException if there is none, or one has errors; these are printed as talk
     */
    List<Ruleset> load(Console console, List<ModelDescription> models) {
        List<RulesetFolder> folders = RulesetFolder.readAll(folder(console), models);
        long errors = 0;
        for (RulesetFolder read : folders) {
            if (read.ruleset().isEmpty()) {
                read.issues().forEach(issue -> console.say(issue.toString()));
                errors += read.errors();
            }
        }
        if (errors > 0) {
            throw new UnusableInputException(
                    "the rulesets in " + folder(console) + " cannot be used: " + Count.of(errors, "error"));
        }
        return folders.stream().flatMap(read -> read.ruleset().stream()).toList();
    }
}

package io.limpid.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** The commands for people who write rules. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Check, test and explain rules.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  limpid rules lint rulesets/spam",
            "  limpid rules explain --text \"Double your bitcoin today\" --rule spam.crypto-doubling",
            "",
            "docs/writing-rules.md tells how rules are written."
        })
final class RulesCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    static CommandLine of(Console console) {
        return new CommandLine(new RulesCommand())
                .addSubcommand(new LintCommand(console))
                .addSubcommand(new TestCommand(console))
                .addSubcommand(new ExplainCommand(console));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}

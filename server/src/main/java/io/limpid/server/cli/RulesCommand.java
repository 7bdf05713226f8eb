package io.limpid.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands for people who write rules. */
@Command(
        name = "rules",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Begin, check, test, compare, sign and publish rules.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  limpid rules lint rulesets/spam",
            "  limpid rules explain --text \"Double your bitcoin today\" --rule spam.crypto-doubling",
            "",
            "docs/writing-rules.md tells how rules are written."
        })
final class RulesCommand {
    static CommandLine of(Console console) {
        return new CommandLine(new RulesCommand())
                .addSubcommand(new NewCommand(console))
                .addSubcommand(new FormatCommand(console))
                .addSubcommand(new LintCommand(console))
                .addSubcommand(new TestCommand(console))
                .addSubcommand(new ExplainCommand(console))
                .addSubcommand(new DiffCommand(console))
                .addSubcommand(new KeygenCommand(console))
                .addSubcommand(new PackCommand(console))
                .addSubcommand(new SignCommand(console))
                .addSubcommand(new BundleCommand(console))
                .addSubcommand(new BacktestCommand(console))
                .addSubcommand(new PublishCommand(console))
                .addSubcommand(new StageCommand(console))
                .addSubcommand(new RollbackCommand(console))
                .addSubcommand(new LiftBrakeCommand(console));
    }
}

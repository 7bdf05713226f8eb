package io.limpid.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands for people who make models. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Train and measure the classifier's models.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  limpid models train spam --data ../shared/data",
            "  limpid models evaluate rights --data ../shared/data",
        })
final class ModelsCommand {
    static CommandLine of(Console console) {
        return new CommandLine(new ModelsCommand())
                .addSubcommand(new TrainCommand(console))
                .addSubcommand(new EvaluateCommand(console));
    }
}

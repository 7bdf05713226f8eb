package io.limpid.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands for people who check the decision log, or look after it. */
@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Check the decision log, export it, and look after its keys.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  limpid log verify --data data",
            "  limpid log verify --data data --since checkpoint-from-last-month.txt --key VKEY",
            "  limpid log receipt receipt.txt --key VKEY",
            "",
            "docs/audit.md tells what a log promises, and how to check it."
        })
final class LogCommand {
    static CommandLine of(Console console) {
        return new CommandLine(new LogCommand())
                .addSubcommand(new VerifyCommand(console))
                .addSubcommand(new ReceiptCommand(console))
                .addSubcommand(new ExportCommand(console))
                .addSubcommand(new RotateKeyCommand(console))
                .addSubcommand(new AcceptRollbackCommand(console));
    }
}

package io.limpid.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands for people who see to it that messages arrive. */
@Command(
        name = "webhooks",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "See what webhooks have not taken yet, and send again what was given up.",
        description = "A service that runs on the data folder takes changes up within a second.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  limpid webhooks list --data data",
            "  limpid webhooks replay --data data msg_0f3ac1d2b4e5968778695a4b3c2d1e0f",
            "  limpid webhooks replay --data data --all-dead --endpoint owner"
        })
final class WebhooksCommand {
    static CommandLine of(Console console) {
        return new CommandLine(new WebhooksCommand())
                .addSubcommand(new WebhookListCommand(console))
                .addSubcommand(new WebhookReplayCommand(console));
    }
}

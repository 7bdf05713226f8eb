package io.limpid.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands for people who say who may use a service. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Make, list and revoke the keys that callers show to a service.",
        description = {
            "A key has one role: platform has posts decided and reads its own decisions; maintainer publishes rulesets; reviewer"
                    + " reads decisions and reviews them; auditor reads everything; admin manages keys and erases content. No role"
                    + " includes another.",
            "A service that runs on the data folder takes changes up at once, and logs them."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  limpid keys create --data data --role platform --name shop --expires 365",
            "  limpid keys list --data data",
            "  limpid keys revoke --data data a2b3c4d5e6"
        })
final class KeysCommand {
    static CommandLine of(Console console) {
        return new CommandLine(new KeysCommand())
                .addSubcommand(new KeyCreateCommand(console))
                .addSubcommand(new KeyListCommand(console))
                .addSubcommand(new KeyRevokeCommand(console));
    }
}

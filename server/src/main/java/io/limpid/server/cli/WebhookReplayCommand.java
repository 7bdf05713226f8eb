package io.limpid.server.cli;

import io.limpid.server.webhook.WebhookStore;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends again what was given up. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        header = "Send messages again that were given up; each for three days, as a new one.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 they are sent again; 1 there is no such message; 2 wrong usage, or there is no such data folder")
final class WebhookReplayCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private WebhookFolder folder = new WebhookFolder();

    @Parameters(paramLabel = "ID", arity = "0..1", description = "As limpid webhooks list shows it.")
    private @Nullable String id;

    @Option(names = "--all-dead", description = "All that were given up.")
    private boolean all;

    @Option(names = "--endpoint", paramLabel = "NAME", description = "With --all-dead: those of this endpoint only.")
    private @Nullable String endpoint;

    WebhookReplayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if ((id == null) != all || (endpoint != null && !all)) {
            throw new UnusableInputException("name one message, or --all-dead with or without --endpoint NAME");
        }
        try (WebhookStore store = folder.open()) {
            if (id != null && store.replay(id).isEmpty()) {
                console.say(
                        "no message that waits or was given up has the id " + id + "; limpid webhooks list shows them");
                return ExitCode.DOES_NOT_HOLD;
            }
            int count = id != null ? 1 : store.replayAll(Optional.ofNullable(endpoint));
            console.say(count + (count == 1 ? " message is" : " messages are") + " sent again");
            return ExitCode.FINE;
        }
    }
}

package io.limpid.server.cli;

import io.limpid.server.sqlite.StoreUnavailableException;
import io.limpid.server.webhook.WebhookStore;
import java.nio.file.Path;
import java.time.Clock;
import picocli.CommandLine.Option;

/** The data folder whose webhooks a command is about. */
final class WebhookFolder {
    @Option(names = "--data", paramLabel = "DIR", description = "The data folder of the service. Default: data.")
    private Path data = Path.of("data");

    /** What is kept of its webhooks. */
    WebhookStore open() {
        if (!WebhookStore.exists(data)) {
            throw new UnusableInputException(
                    "no service has run on " + data + " yet; name its data folder with --data");
        }
        try {
            return WebhookStore.open(data, Clock.systemUTC());
        } catch (StoreUnavailableException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
    }
}

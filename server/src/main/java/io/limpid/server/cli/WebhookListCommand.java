package io.limpid.server.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.server.webhook.Delivery;
import io.limpid.server.webhook.Delivery.State;
import io.limpid.server.webhook.EndpointState;
import io.limpid.server.webhook.WebhookStore;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists webhooks and what they have not taken. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        header = "List webhooks, how far each was told of the log, and the messages that were given up.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 listed, 2 wrong usage, or there is no such data folder")
final class WebhookListCommand implements Callable<Integer> {
    private static final int MOST_SHOWN = 100;

    private final Console console;

    @Mixin
    private WebhookFolder folder = new WebhookFolder();

    @Option(names = "--json", description = "A JSON object a line, with its messages that were given up.")
    private boolean json;

    WebhookListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        try (WebhookStore store = folder.open()) {
            for (EndpointState endpoint : store.endpoints()) {
                List<Delivery> dead = store.deliveries(State.DEAD, Optional.of(endpoint.name()), 0, MOST_SHOWN);
                if (json) {
                    console.out().println(json(endpoint, dead));
                } else {
                    console.out().println(line(endpoint));
                    dead.forEach(delivery -> console.out().println(line(delivery)));
                }
            }
        }
        return ExitCode.FINE;
    }

    private static String line(EndpointState endpoint) {
        return String.format(
                Locale.ROOT,
                "%-20s  next entry %d, %d pending, %d given up%s",
                endpoint.name(),
                endpoint.next(),
                endpoint.pending(),
                endpoint.dead(),
                endpoint.failure().map(why -> ": " + why).orElse(""));
    }

    private static String line(Delivery delivery) {
        return String.format(
                Locale.ROOT,
                "  %s  %s of entry %d, sent %d times: %s",
                delivery.id(),
                delivery.type(),
                delivery.logIndex(),
                delivery.attempts(),
                delivery.failure().orElse("no answer"));
    }

    private static ObjectNode json(EndpointState endpoint, List<Delivery> dead) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("name", endpoint.name());
        node.put("next", endpoint.next()).put("pending", endpoint.pending()).put("dead", endpoint.dead());
        node.put("failure", endpoint.failure().orElse(null));
        ArrayNode letters = node.putArray("dead_letters");
        for (Delivery delivery : dead) {
            letters.addObject()
                    .put("id", delivery.id())
                    .put("type", delivery.type())
                    .put("log_index", delivery.logIndex())
                    .put("attempts", delivery.attempts())
                    .put("failure", delivery.failure().orElse(null));
        }
        return node;
    }
}

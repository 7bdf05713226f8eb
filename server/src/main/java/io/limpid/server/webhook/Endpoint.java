package io.limpid.server.webhook;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where messages go. {@link WebhookSettings} says what is wrong with one.
 *
 * @param name by which people, and the cursor in the log, know it
 * @param url http or https; it may hold a secret, so it is never shown
 * @param secrets that sign, the current one first
 * @param platform whose decisions it hears of, and of none else's; empty for those of all. Either way it hears what concerns the
 *     whole service
 * @param events what it hears of; none named stands for everything
 */
public record Endpoint(
        String name, URI url, List<WebhookSecret> secrets, Optional<String> platform, Set<EventType> events) {
    public Endpoint {
        secrets = List.copyOf(secrets);
        events = Set.copyOf(events.isEmpty() ? EnumSet.allOf(EventType.class) : events);
    }

    /** Without the address. */
    @Override
    public String toString() {
        return "Endpoint[" + name + "]";
    }
}

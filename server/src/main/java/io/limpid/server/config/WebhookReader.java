package io.limpid.server.config;

import io.limpid.rule.Fields;
import io.limpid.rule.Issues;
import io.limpid.rule.Place;
import io.limpid.rule.Suggestion;
import io.limpid.server.webhook.Endpoint;
import io.limpid.server.webhook.EventType;
import io.limpid.server.webhook.WebhookRefusedException;
import io.limpid.server.webhook.WebhookSecret;
import io.limpid.server.webhook.WebhookSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads whom a service tells of what changes, and collects what is wrong with it. */
final class WebhookReader {
    private final Settings settings;
    private final Issues issues;

    WebhookReader(Settings settings, Issues issues) {
        this.settings = settings;
        this.issues = issues;
    }

    WebhookSettings read() {
        List<Endpoint> endpoints = new ArrayList<>();
        owner().ifPresent(endpoints::add);
        Optional<Fields> named = settings.keys(Setting.WEBHOOKS);
        for (String name : named.map(Fields::keys).orElse(List.of())) {
            named.flatMap(all -> all.mapping(name, "the webhook \"" + name + "\""))
                    .flatMap(fields -> endpoint(name, fields))
                    .ifPresent(endpoints::add);
        }
        try {
            return new WebhookSettings(
                    endpoints,
                    new HashSet<>(settings.texts(Setting.WEBHOOK_HOSTS)),
                    settings.isOn(Setting.WEBHOOK_PRIVATE_ADDRESSES));
        } catch (WebhookRefusedException e) {
            Setting at = settings.has(Setting.WEBHOOKS) ? Setting.WEBHOOKS : Setting.NOTIFY;
            String.valueOf(e.getMessage()).lines().forEach(line -> settings.error(at, line, ""));
            return WebhookSettings.NONE;
        }
    }

    /** The endpoint of {@code --notify}, which hears everything. */
    private Optional<Endpoint> owner() {
        Optional<String> address = settings.text(Setting.NOTIFY);
        Optional<Path> secret = settings.path(Setting.NOTIFY_SECRET);
        if (address.isPresent() != secret.isPresent()) {
            settings.error(
                    address.isPresent() ? Setting.NOTIFY : Setting.NOTIFY_SECRET,
                    "notify and notify_secret go together",
                    "");
            return Optional.empty();
        }
        if (address.isEmpty()) {
            return Optional.empty();
        }
        Optional<URI> url = url(settings.where(Setting.NOTIFY), address.get());
        Optional<List<WebhookSecret>> secrets = secrets(settings.where(Setting.NOTIFY_SECRET), secret.orElseThrow());
        return url.isEmpty() || secrets.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Endpoint(WebhookSettings.OWNER, url.get(), secrets.get(), Optional.empty(), Set.of()));
    }

    private Optional<Endpoint> endpoint(String name, Fields fields) {
        Optional<URI> url = fields.requiredText("url").flatMap(text -> url(fields.at("url"), text));
        Optional<List<WebhookSecret>> secrets = fields.requiredText("secret_file")
                .flatMap(file -> secrets(fields.at("secret_file"), settings.from(Setting.WEBHOOKS, file)));
        Optional<String> platform = fields.text("platform");
        Set<EventType> events = EnumSet.noneOf(EventType.class);
        for (String event : fields.texts("events")) {
            EventType.parse(event)
                    .ifPresentOrElse(
                            events::add,
                            () -> issues.error(
                                    fields.at("events"),
                                    "there is no event \"" + event + "\"",
                                    Suggestion.of(
                                            event,
                                            Stream.of(EventType.values())
                                                    .map(EventType::id)
                                                    .toList())));
        }
        fields.done();
        return url.isEmpty() || secrets.isEmpty()
                ? Optional.empty()
                : Optional.of(new Endpoint(name, url.get(), secrets.get(), platform, events));
    }

    /** An address, of which no message shows more than that it is none: a part of it may be a secret. */
    private Optional<URI> url(Place at, String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            issues.error(at, "not an address", "such as https://example.org/hooks/limpid");
            return Optional.empty();
        }
    }

    private Optional<List<WebhookSecret>> secrets(Place at, Path file) {
        try {
            return Optional.of(WebhookSecret.read(file));
        } catch (WebhookRefusedException e) {
            issues.error(at, String.valueOf(e.getMessage()), "");
            return Optional.empty();
        }
    }
}

package io.limpid.server.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.limpid.server.access.ApiKey;
import io.limpid.server.access.KeyStore;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists keys. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        header = "List the keys, without their tokens, which nobody has but their owners.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 listed, 2 wrong usage, or there are no keys")
final class KeyListCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private KeyFolder folder = new KeyFolder();

    @Option(names = "--json", description = "A JSON object a line.")
    private boolean json;

    KeyListCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<ApiKey> all;
        try (KeyStore keys = folder.existing()) {
            all = keys.list();
        }
        for (ApiKey key : all) {
            console.out().println(json ? json(key).toString() : line(key));
        }
        return ExitCode.FINE;
    }

    private static String line(ApiKey key) {
        String state = key.revokedAt().isPresent()
                ? "revoked " + key.revokedAt().get()
                : key.expiresAt().map(at -> "expires " + at).orElse("never expires");
        return String.format(
                Locale.ROOT,
                "%s  %-10s  %-20s  %s, %s",
                key.id(),
                key.role().id(),
                key.name(),
                state,
                key.lastUsedAt().map(at -> "last used " + at).orElse("never used"));
    }

    private static ObjectNode json(ApiKey key) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", key.id())
                .put("role", key.role().id())
                .put("name", key.name())
                .put("created_at", key.createdAt().toString())
                .put("expires_at", text(key.expiresAt()))
                .put("last_used_at", text(key.lastUsedAt()))
                .put("revoked", key.revokedAt().isPresent());
    }

    private static @Nullable String text(Optional<Instant> instant) {
        return instant.map(Instant::toString).orElse(null);
    }
}

package io.limpid.server.cli;

import io.limpid.server.access.ApiKey;
import io.limpid.server.access.KeyStore;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Revokes a key. */
@Command(
        name = "revoke",
        mixinStandardHelpOptions = true,
        header = "Revoke a key: from now on it is worth nothing.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 revoked, or it was before; 1 there is no such key; 2 wrong usage, or there are no keys")
final class KeyRevokeCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private KeyFolder folder = new KeyFolder();

    @Parameters(paramLabel = "ID", description = "As limpid keys list shows it.")
    private String id = "";

    KeyRevokeCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Optional<ApiKey> revoked;
        try (KeyStore keys = folder.existing()) {
            revoked = keys.revoke(id, "local");
        }
        if (revoked.isEmpty()) {
            console.say("there is no key " + id + "; limpid keys list shows them");
            return ExitCode.DOES_NOT_HOLD;
        }
        console.say("Key " + id + " of " + revoked.get().role().id() + " "
                + revoked.get().name() + " is revoked since "
                + revoked.get().revokedAt().orElseThrow());
        return ExitCode.FINE;
    }
}

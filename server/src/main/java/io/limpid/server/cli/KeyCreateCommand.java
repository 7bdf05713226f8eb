package io.limpid.server.cli;

import io.limpid.server.access.KeyStore;
import io.limpid.server.access.Role;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a key. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        header = "Make a key, and print its token, once.",
        description =
                "Only a digest of the token is kept: whoever loses it needs another key. It is the whole of standard output.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 made, 2 wrong usage, or the data folder cannot be written")
final class KeyCreateCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    private KeyFolder folder = new KeyFolder();

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            required = true,
            description = "platform, maintainer, reviewer, auditor or admin.")
    private String role = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            required = true,
            description = "Who has it; of a platform's key, the platform. Keys of one platform see the same decisions.")
    private String name = "";

    @Option(names = "--expires", paramLabel = "DAYS", description = "After so many days. Default: never.")
    private @Nullable Integer days;

    KeyCreateCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Role wanted = Role.parse(role)
                .orElseThrow(() -> new UnusableInputException("--role: there is no role \"" + role + "\"; one of: "
                        + Arrays.stream(Role.values()).map(Role::id).collect(Collectors.joining(", "))));
        try (KeyStore keys = folder.open()) {
            KeyStore.Created created = keys.create(wanted, name, Optional.ofNullable(days), "local");
            console.out().println(created.token());
            console.say("Key " + created.key().id() + " for " + wanted.id() + " " + name
                    + created.key().expiresAt().map(at -> ", until " + at).orElse("")
                    + ". This is the only time that its token is shown.");
            return ExitCode.FINE;
        } catch (IllegalArgumentException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
    }
}

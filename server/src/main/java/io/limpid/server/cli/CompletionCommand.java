package io.limpid.server.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a script that completes commands and options with the Tab key. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        header = "Print a completion script for bash and zsh.",
        footerHeading = "%nExample:%n",
        footer = "  source <(limpid completion)")
final class CompletionCommand implements Runnable {
    private final Console console;

    @Spec
    private @Nullable CommandSpec spec;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        console.out()
                .print(AutoComplete.bash(
                        "limpid", Objects.requireNonNull(spec).root().commandLine()));
    }
}

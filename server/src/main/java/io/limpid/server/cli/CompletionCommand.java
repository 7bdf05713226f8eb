package io.limpid.server.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

/** Prints a script that completes commands and options with the Tab key. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        header = "Print a completion script for bash and zsh.",
        footerHeading = "%nExample:%n",
        footer = "  source <(limpid completion)")
final class CompletionCommand implements Runnable {
    private final Console console;

    CompletionCommand(Console console) {
        this.console = console;
    }

    @Override
    public void run() {
        console.out().print(AutoComplete.bash("limpid", CommandLineProgram.of(console)));
    }
}

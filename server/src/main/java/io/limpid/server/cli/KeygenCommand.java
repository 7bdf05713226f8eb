package io.limpid.server.cli;

import io.limpid.server.publish.MaintainerKey;
import io.limpid.server.publish.PublishingException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes a maintainer's key. */
@Command(
        name = "keygen",
        mixinStandardHelpOptions = true,
        header = "Make a key to sign rulesets with.",
        description =
                "Writes KEY, which stays with its owner (mode 0600), and KEY.pub, which goes to the services that shall trust"
                        + " it. Prints what KEY.pub holds.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 both files are written, 2 one of them is there, or cannot be written")
final class KeygenCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "-o", paramLabel = "KEY", required = true, description = "The file of the secret key.")
    private Path file = Path.of("");

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description =
                    "Whose key it is, such as ada@example.org; it stands under every signature. Default: the name of the file.")
    private @Nullable String name;

    KeygenCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        String owner = name == null ? String.valueOf(file.getFileName()) : name;
        try {
            console.out().println(MaintainerKey.generate(file, owner));
            return ExitCode.FINE;
        } catch (PublishingException | IllegalArgumentException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            throw new UnusableInputException(e.getMessage() + ": " + String.valueOf(e.getCause()));
        }
    }
}

package io.limpid.server.cli;

import io.limpid.rule.Ruleset;
import io.limpid.server.publish.Bundle;
import io.limpid.server.publish.MaintainerKey;
import io.limpid.server.publish.PublishingException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs a bundle. */
@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        header = "Sign a packed ruleset.",
        description =
                "Puts an Ed25519 signature over name, version and digest into the file, beside those that are there. Signing twice"
                        + " with one key changes nothing.",
        footerHeading = "%nExit codes:%n",
        footer = "  0 it is signed, 2 it is no bundle, or the key cannot be used")
final class SignCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "As limpid rules pack made it.")
    private Path file = Path.of("");

    @Option(
            names = "--key",
            paramLabel = "KEY",
            required = true,
            description = "The secret key, as limpid rules keygen made it.")
    private Path key = Path.of("");

    SignCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        MaintainerKey signer;
        try {
            signer = MaintainerKey.read(key);
        } catch (PublishingException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
        Bundle bundle = BundleFile.read(file);
        Ruleset ruleset = BundleFile.ruleset(bundle, file);
        BundleFile.write(bundle.signedBy(signer, ruleset.name(), ruleset.version()), file);
        console.out()
                .println(ruleset.name() + " " + ruleset.version() + " " + bundle.digest() + " signed by "
                        + signer.verifierKey());
        return ExitCode.FINE;
    }
}

package io.limpid.server.cli;

import io.limpid.rule.Ruleset;
import io.limpid.server.publish.Bundle;
import io.limpid.server.publish.MaintainerKey;
import io.limpid.server.publish.PublishingException;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifierKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells what a bundle is, and who has signed it. */
@Command(
        name = "bundle",
        mixinStandardHelpOptions = true,
        header = "Tell what a packed ruleset is, and whether those whom you trust have signed it.",
        footerHeading = "%nExit codes:%n",
        footer =
                "  0 it is whole, and with --trust signed by one of them; 1 it is not signed by one of them; 2 it is no bundle")
final class BundleCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "As limpid rules pack made it.")
    private Path file = Path.of("");

    @Option(
            names = "--trust",
            paramLabel = "KEY.pub",
            description = "A maintainer's public key; may be given more than once.")
    private List<Path> trusted = new ArrayList<>();

    BundleCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<VerifierKey> keys = new ArrayList<>();
        try {
            for (Path one : trusted) {
                keys.add(MaintainerKey.readPublic(one));
            }
        } catch (PublishingException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
        Bundle bundle = BundleFile.read(file);
        Ruleset ruleset = BundleFile.ruleset(bundle, file);
        console.out().println(ruleset.name() + " " + ruleset.version() + " " + bundle.digest());
        console.out().print(bundle.files().manifest());
        try {
            List<VerifierKey> signers = bundle.signers(ruleset.name(), ruleset.version(), keys);
            signers.forEach(signer -> console.out().println("signed by " + signer));
            if (!keys.isEmpty() && signers.isEmpty()) {
                console.say("limpid: " + file + " is not signed by any of the keys given with --trust");
                return ExitCode.DOES_NOT_HOLD;
            }
            return ExitCode.FINE;
        } catch (VerificationException e) {
            console.say("limpid: " + file + ": " + e.getMessage());
            return ExitCode.DOES_NOT_HOLD;
        }
    }
}

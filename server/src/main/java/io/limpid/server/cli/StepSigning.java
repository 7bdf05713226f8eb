package io.limpid.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.publish.MaintainerKey;
import io.limpid.server.publish.PublishingException;
import io.limpid.server.publish.StepStatement;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A maintainer's signature on a step. */
final class StepSigning {
    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Sign the step with this maintainer's secret key; needs --bundle.")
    private @Nullable Path key;

    @Option(
            names = "--bundle",
            paramLabel = "FILE",
            description =
                    "Your copy of the version that shall act: what you sign for is read from it, not from the service.")
    private @Nullable Path bundle;

    @Option(
            names = "--origin",
            paramLabel = "NAME",
            description =
                    "Sign only for the service whose log is called this; else whatever it calls itself is signed.")
    private @Nullable String origin;

    /**
     * Signs, if a key was given.
     *
     * @param version as the service tells of it
     * @param step as {@link StepStatement} names it
     */
    Optional<String> note(JsonNode version, String step, String reason, Console console) {
        if (key == null) {
            return Optional.empty();
        }
        MaintainerKey signer;
        try {
            signer = MaintainerKey.read(key);
        } catch (PublishingException e) {
            throw new UnusableInputException(String.valueOf(e.getMessage()));
        }
        if (bundle == null) {
            throw new UnusableInputException("--key signs for what you have: give it with --bundle FILE");
        }
        String name = version.path("name").asText();
        String number = version.path("version").asText();
        String digest = BundleFile.read(bundle).digest();
        String theirs = version.path("digest").asText();
        if (!digest.equals(theirs)) {
            throw new UnusableInputException("--bundle: " + bundle + " is " + digest + ", and the service has " + theirs
                    + " as " + name + " " + number + "; nothing was signed");
        }
        JsonNode log = version.path("log");
        String theirOrigin = log.path("origin").asText();
        if (origin != null && !origin.equals(theirOrigin)) {
            throw new UnusableInputException("--origin: the log of this service is called " + theirOrigin + ", not "
                    + origin + "; nothing was signed");
        }
        var statement = new StepStatement(
                log.path("origin").asText(),
                name,
                number,
                digest,
                step,
                log.path("index").asLong(),
                reason);
        console.say("Signing for " + statement.origin() + ": " + name + " " + number + " " + digest + " → " + step
                + ", after log entry " + statement.after());
        return Optional.of(statement.signedBy(signer));
    }

    /** Whether a signature is wanted. */
    boolean isWanted() {
        if (key == null && (bundle != null || origin != null)) {
            throw new UnusableInputException("--bundle and --origin are for signing; add --key");
        }
        return key != null;
    }
}

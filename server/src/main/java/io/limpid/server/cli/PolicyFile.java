package io.limpid.server.cli;

import io.limpid.server.log.IoErrors;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.WitnessPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads policies of witnesses. */
final class PolicyFile {
    private static final int MOST_BYTES = 1 << 18;

    private PolicyFile() {}

    /**
     * Reads one.
     *
     * @throws UnusableInputException if it cannot be read, with the line where it goes wrong
     */
    static WitnessPolicy read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return WitnessPolicy.parse(in.readNBytes(MOST_BYTES + 1));
        } catch (VerificationException e) {
            throw new UnusableInputException(file + ": " + e.getMessage());
        } catch (IOException e) {
            throw new UnusableInputException("cannot read " + file + ": " + IoErrors.why(e));
        }
    }
}

package io.limpid.server.config;

import io.limpid.server.log.IoErrors;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.WitnessPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads policies of witnesses. */
public final class PolicyFile {
    private static final int MOST_BYTES = 1 << 18;

    private PolicyFile() {}

    /**
     * Reads one.
     *
     * @throws StartRefusedException if it cannot be read, with the line where it goes wrong
     */
    public static WitnessPolicy read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return WitnessPolicy.parse(in.readNBytes(MOST_BYTES + 1));
        } catch (VerificationException e) {
            throw new StartRefusedException(file + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new StartRefusedException("cannot read " + file + ": " + IoErrors.why(e), e);
        }
    }
}

package io.limpid.server.witness;

import io.limpid.server.verify.VerifierKey;
import java.time.Instant;

/**
 * A cosignature that was verified, as it stands under a checkpoint.
 *
 * @param time as the witness says
 * @param line the signature line, without its newline
 */
public record CosignatureLine(VerifierKey witness, Instant time, String line) {}

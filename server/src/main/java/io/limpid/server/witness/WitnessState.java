package io.limpid.server.witness;

import io.limpid.server.verify.VerifierKey;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How it stands with a witness since this program started.
 *
 * @param size entries of the last checkpoint that it cosigned
 * @param time of its last cosignature
 * @param problem why it did not cosign when it was last asked
 */
public record WitnessState(VerifierKey key, OptionalLong size, Optional<Instant> time, Optional<String> problem) {}

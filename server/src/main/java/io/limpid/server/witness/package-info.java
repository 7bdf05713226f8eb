/**
 * Asks those outside who watch over the log: witnesses that cosign its checkpoints (C2SP tlog-witness).
 *
 * <p>What a witness answers is untrusted: bounded in size and time, and verified before it counts.
 */
@NullMarked
package io.limpid.server.witness;

import org.jspecify.annotations.NullMarked;

/**
 * Checks what a log says of itself, trusting nothing but verifier keys: proofs, signed checkpoints, receipts, a recomputed root.
 *
 * <p>Written from the specifications (RFC 9162, section 2.1; C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof) apart from
 * the code that builds the tree, and strict: whatever has a second form is taken in its one form only. What does not hold is a
 * {@link io.limpid.server.verify.VerificationException} that says what and where.
 */
@NullMarked
package io.limpid.server.verify;

import org.jspecify.annotations.NullMarked;

/**
 * What builder and verifier of the log's Merkle tree both speak of: a hash, a tree's size and root, a checkpoint.
 *
 * <p>Plain values, and all that {@code tree} and {@code verify} share: whatever is computed, written or parsed is there twice, so
 * that a mistake on one side is seen by the other.
 */
@NullMarked
package io.limpid.server.proof;

import org.jspecify.annotations.NullMarked;

/**
 * The log's Merkle tree, and what is published of it: proofs, tiles, signed checkpoints, receipts.
 *
 * <p>The tree is that of RFC 6962 over SHA-256. A writer keeps a {@link io.limpid.server.tree.Frontier} and stores one hash for
 * each 256 leaves; readers make everything else from the leaf hashes and these through {@link io.limpid.server.tree.TileHashes}.
 * Nothing here verifies; that is the business of {@code verify}, which shares no code with this package.
 */
@NullMarked
package io.limpid.server.tree;

import org.jspecify.annotations.NullMarked;

package io.limpid.server.tree;

import io.limpid.server.proof.Hash;

/**
 * The root of a full tile, which is one hash in the tile above it (C2SP tlog-tiles). It is final: no later leaf changes it.
 *
 * @param level of the tile that it is in, from 1; level 0 holds the leaf hashes
 * @param index at this level, from 0; the hash covers the leaves from {@code index * 256^level} to
 *     {@code (index + 1) * 256^level}, exclusive
 */
public record TileHash(int level, long index, Hash hash) {}

package io.limpid.server.proof;

/**
 * The state of a log, in two values.
 *
 * @param size how many leaves the tree has
 * @param root the Merkle tree hash of these leaves, RFC 6962, section 2.1
 */
public record TreeHead(long size, Hash root) {
    public TreeHead {
        if (size < 0) {
            throw new IllegalArgumentException("not a size: " + size);
        }
    }
}

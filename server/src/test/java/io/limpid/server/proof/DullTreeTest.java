package io.limpid.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What other tests compare with is itself compared with the rolling hashes of draft-ietf-plants-merkle-tree-certs, appendix C.1: every
 * subtree, and every proof for it, of every tree of up to 130 leaves.
 */
final class DullTreeTest {
    private static final int MAX_SIZE = 130;

    private final DullTree tree = DullTree.ofBytes(MAX_SIZE);
    private final RollingHash rolling = new RollingHash();

    @Test
    void has_the_published_hash_of_all_subtrees() {
        for (int end = 0; end <= MAX_SIZE; end++) {
            for (int start = 0; start <= end; start++) {
                if (isSubtree(start, end)) {
                    rolling.addLine("[" + start + ", " + end + ") " + tree.root(start, end));
                }
            }
        }

        assertThat(rolling.hex()).isEqualTo("b82806ad4265bb151c1119c0f4db437bb4d1a1f887b3a7fba1cd4ebf552e3e81");
    }

    @Test
    void has_the_published_hash_of_all_inclusion_proofs() {
        for (int end = 0; end <= MAX_SIZE; end++) {
            for (int start = 0; start <= end; start++) {
                for (int index = start; index < end && isSubtree(start, end); index++) {
                    rolling.addLine(index + " [" + start + ", " + end + ")", tree.path(index, start, end));
                }
            }
        }

        assertThat(rolling.hex()).isEqualTo("ac2a8f989e44d99e399db448050ff5f19757df53cfb716aa81015d3955d8163f");
    }

    @Test
    void has_the_published_hash_of_all_consistency_proofs() {
        for (int size = 0; size <= MAX_SIZE; size++) {
            for (int end = 0; end <= size; end++) {
                for (int start = 0; start <= end; start++) {
                    if (isSubtree(start, end)) {
                        rolling.addLine("[" + start + ", " + end + ") " + size, tree.consistency(start, end, size));
                    }
                }
            }
        }

        assertThat(rolling.hex()).isEqualTo("10fa99b37bf9bf9ffa26b412fbd98bd75363256d0b75d61bc4538b9c9c5a0a74");
    }

    /** Whether a range starts at a multiple of the smallest power of two that is not smaller than its width. */
    private static boolean isSubtree(int start, int end) {
        int width = 1;
        while (width < end - start) {
            width *= 2;
        }
        return start == 0 || start == end || start % width == 0;
    }
}

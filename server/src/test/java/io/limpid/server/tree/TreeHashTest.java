package io.limpid.server.tree;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.proof.Hash;
import io.limpid.server.proof.Vectors;
import org.junit.jupiter.api.Test;

final class TreeHashTest {
    @Test
    void hashes_a_leaf_as_others_do() {
        assertThat(TreeHash.EMPTY).isEqualTo(Vectors.ROOTS.get(0));
        assertThat(TreeHash.leaf("L123456".getBytes(US_ASCII)))
                .hasToString("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    }

    @Test
    void makes_the_known_subtrees() {
        for (int level = 0; level < 3; level++) {
            for (int i = 0; i < 4 >> level; i++) {
                assertThat(TreeHash.node(Vectors.at(level, 2 * i), Vectors.at(level, 2 * i + 1)))
                        .isEqualTo(Vectors.at(level + 1, i));
            }
        }
    }

    @Test
    void a_leaf_is_never_a_node_and_left_never_right() {
        Hash left = Vectors.at(0, 0);
        Hash right = Vectors.at(0, 1);
        var both = new byte[64];
        System.arraycopy(left.bytes(), 0, both, 0, 32);
        System.arraycopy(right.bytes(), 0, both, 32, 32);

        assertThat(TreeHash.leaf(both)).isNotEqualTo(TreeHash.node(left, right));
        assertThat(TreeHash.node(right, left)).isNotEqualTo(TreeHash.node(left, right));
    }
}

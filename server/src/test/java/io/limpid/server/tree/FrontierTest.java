package io.limpid.server.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.server.proof.DullTree;
import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.proof.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FrontierTest {
    @Test
    void has_the_known_root_at_each_size() {
        var tree = new GrownTree();
        var roots = new ArrayList<Hash>();
        roots.add(tree.head().root());

        Vectors.ENTRIES.forEach(entry -> {
            tree.add(entry);
            roots.add(tree.head().root());
        });

        assertThat(roots).isEqualTo(Vectors.ROOTS);
    }

    @Test
    void agrees_with_the_recursive_definition_at_each_size_up_to_300() {
        DullTree dull = DullTree.ofBytes(300);
        var tree = new GrownTree();
        for (byte[] entry : DullTree.bytes(300)) {
            tree.add(entry);

            int size = (int) tree.frontier().size();
            assertThat(tree.head()).isEqualTo(new TreeHead(size, dull.root(0, size)));
        }
    }

    @Test
    void hands_out_the_root_of_each_full_tile_and_of_each_256_of_those() {
        int size = 65_536 + 600;
        DullTree dull = DullTree.ofBytes(size);

        GrownTree tree = GrownTree.of(DullTree.bytes(size));

        assertThat(tree.stored()).hasSize(3);
        assertThat(tree.stored().get(1)).hasSize(258);
        for (int i = 0; i < 258; i++) {
            assertThat(tree.stored().get(1).get(i)).isEqualTo(dull.root(256 * i, 256 * (i + 1)));
        }
        assertThat(tree.stored().get(2)).containsExactly(dull.root(0, 65_536));
        assertThat(tree.head().root()).isEqualTo(dull.root(0, size));
    }

    @Test
    void is_written_and_read_at_any_size_and_grows_on() {
        for (int size = 0; size <= 40; size++) {
            GrownTree tree = GrownTree.of(DullTree.bytes(size));
            byte[] bytes = tree.frontier().toBytes();

            Frontier read = Frontier.of(bytes);
            assertThat(read.toBytes()).isEqualTo(bytes).hasSize(8 + 32 * Integer.bitCount(size));
            assertThat(read.head()).isEqualTo(tree.head());

            read.append(TreeHash.leaf(new byte[0]), stored -> {});
            tree.add(new byte[0]);
            assertThat(read.head()).isEqualTo(tree.head());
        }
    }

    @Test
    void refuses_bytes_that_are_too_few_or_too_many_for_the_size_they_tell() {
        byte[] bytes = GrownTree.of(DullTree.bytes(6)).frontier().toBytes();

        for (int length = 0; length < bytes.length + 40; length++) {
            byte[] other = Arrays.copyOf(bytes, length);
            if (length != bytes.length) {
                assertThatThrownBy(() -> Frontier.of(other)).hasMessage("not a frontier: " + length + " bytes");
            }
        }
        byte[] negative = Arrays.copyOf(new byte[] {(byte) 0x80}, 8 + 32);
        assertThatThrownBy(() -> Frontier.of(negative)).hasMessageContaining("not a frontier");
    }

    @Test
    void is_made_from_what_is_stored_at_any_size_that_the_tree_has_had() {
        int size = 65_536 + 600;
        GrownTree tree = GrownTree.of(DullTree.bytes(size));
        for (int older : List.of(0, 1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, size)) {
            Frontier then = GrownTree.of(DullTree.bytes(older)).frontier();

            assertThat(Frontier.at(older, tree::read).toBytes()).isEqualTo(then.toBytes());
        }
    }

    @Test
    void says_what_is_missing_where_hashes_were_lost() {
        assertThatThrownBy(() -> Frontier.at(300, (level, first, count) -> List.of()))
                .hasMessage("the tree lacks hashes: 0 of 1 are stored at level 1 from 0");
    }
}

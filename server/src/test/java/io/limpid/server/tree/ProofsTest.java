package io.limpid.server.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.Samples;
import io.limpid.server.proof.DullTree;
import io.limpid.server.proof.Hash;
import io.limpid.server.proof.RollingHash;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.proof.Vectors;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class ProofsTest {
    private static final int LARGE = 65_536 + 1_000;

    @Test
    void gives_the_known_inclusion_proofs() {
        assertThat(inclusion(0, 1)).isEmpty();
        assertThat(inclusion(0, 8)).containsExactly(Vectors.at(0, 1), Vectors.at(1, 1), Vectors.at(2, 1));
        assertThat(inclusion(5, 8)).containsExactly(Vectors.at(0, 4), Vectors.at(1, 3), Vectors.at(2, 0));
        assertThat(inclusion(2, 3)).containsExactly(Vectors.at(1, 0));
        assertThat(inclusion(1, 5)).containsExactly(Vectors.at(0, 0), Vectors.at(1, 1), Vectors.at(0, 4));
    }

    @Test
    void gives_the_known_consistency_proofs() {
        assertThat(consistency(1, 1)).isEmpty();
        assertThat(consistency(1, 8)).containsExactly(Vectors.at(0, 1), Vectors.at(1, 1), Vectors.at(2, 1));
        assertThat(consistency(6, 8)).containsExactly(Vectors.at(1, 2), Vectors.at(1, 3), Vectors.at(2, 0));
        assertThat(consistency(2, 5)).containsExactly(Vectors.at(1, 1), Vectors.at(0, 4));
        assertThat(consistency(6, 7)).containsExactly(Vectors.at(1, 2), Vectors.at(0, 6), Vectors.at(2, 0));
        assertThat(consistency(4, 8)).containsExactly(Vectors.at(2, 1));
    }

    private static List<Hash> inclusion(int index, int size) {
        return GrownTree.of(Vectors.ENTRIES).proofs().inclusion(index, size).hashes();
    }

    private static List<Hash> consistency(int from, int to) {
        return GrownTree.of(Vectors.ENTRIES).proofs().consistency(from, to).hashes();
    }

    @Test
    void has_the_known_hash_of_all_roots_up_to_256() {
        Proofs proofs = GrownTree.of(DullTree.bytes(256)).proofs();
        var rolling = new RollingHash();
        for (int size = 0; size <= 256; size++) {
            rolling.addLine(size + " " + proofs.head(size).root());
        }

        assertThat(rolling.hex()).isEqualTo("685a7867b1172ee031006759e27cc983b25e2cc664508c3c9effb6cd131f31c3");
    }

    @Test
    void has_the_known_hash_of_all_inclusion_proofs_up_to_128() {
        Proofs proofs = GrownTree.of(DullTree.bytes(128)).proofs();
        var rolling = new RollingHash();
        for (int size = 1; size <= 128; size++) {
            for (int index = 0; index < size; index++) {
                rolling.addLine(
                        index + " " + size, proofs.inclusion(index, size).hashes());
            }
        }

        assertThat(rolling.hex()).isEqualTo("dd5819a1b7eaa41b047963a6f84691c7e6be6190a5f6e257ca1e70716bdebbb7");
    }

    @Test
    void has_the_known_hash_of_all_consistency_proofs_up_to_128() {
        Proofs proofs = GrownTree.of(DullTree.bytes(128)).proofs();
        var rolling = new RollingHash();
        for (int to = 1; to <= 128; to++) {
            for (int from = 1; from <= to; from++) {
                rolling.addLine(from + " " + to, proofs.consistency(from, to).hashes());
            }
        }

        assertThat(rolling.hex()).isEqualTo("ad68583dddf08cab9bb5662ae8102ee32ea0a59d1b25ad14a2eab01486593be2");
    }

    @Test
    void agrees_with_the_recursive_definition_across_tiles_and_their_levels() {
        DullTree dull = DullTree.ofBytes(LARGE);
        Proofs proofs = GrownTree.of(DullTree.bytes(LARGE)).proofs();
        Samples.check(300, random -> {
            int size = 1 + random.nextInt(random.nextBoolean() ? LARGE : 1_000);
            int index = random.nextInt(size);

            assertThat(proofs.head(size)).isEqualTo(new TreeHead(size, dull.root(0, size)));
            assertThat(proofs.inclusion(index, size))
                    .isEqualTo(new InclusionProof(index, size, dull.path(index, 0, size)));
            assertThat(proofs.consistency(index + 1, size))
                    .isEqualTo(new ConsistencyProof(index + 1, size, dull.consistency(index + 1, size)));
        });
    }

    @Test
    void reads_each_tile_once_and_no_more_than_two_a_level() {
        GrownTree tree = GrownTree.of(DullTree.bytes(LARGE));
        Samples.check(100, random -> {
            int size = 1 + random.nextInt(LARGE);
            int index = random.nextInt(size);
            Set<String> read = new TreeSet<>();

            new Proofs((level, first, count) -> {
                        assertThat(read.add(level + "/" + first / 256)).isTrue();
                        return tree.read(level, first, count);
                    })
                    .inclusion(index, size);

            assertThat(read).hasSizeLessThanOrEqualTo(2 * 3);
        });
    }

    @Test
    void refuses_leaves_and_sizes_that_the_tree_has_not() {
        Proofs proofs = GrownTree.of(Vectors.ENTRIES).proofs();

        assertThatThrownBy(() -> proofs.inclusion(8, 8)).hasMessage("a tree of 8 leaves has none of index 8");
        assertThatThrownBy(() -> proofs.inclusion(-1, 8)).hasMessageContaining("none of index -1");
        assertThatThrownBy(() -> proofs.inclusion(0, 0)).hasMessageContaining("none of index 0");
        assertThatThrownBy(() -> proofs.consistency(0, 8)).hasMessage("no proof from size 0 to size 8");
        assertThatThrownBy(() -> proofs.consistency(8, 7)).hasMessageContaining("from size 8 to size 7");
    }
}

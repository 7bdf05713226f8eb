package io.limpid.server.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.proof.DullTree;
import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.proof.Vectors;
import io.limpid.server.tree.GrownTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RecomputedTreeTest {
    @Test
    void has_the_known_leaf_hashes_and_roots() {
        var tree = new RecomputedTree();
        var roots = new ArrayList<Hash>();
        roots.add(tree.head().root());
        var leaves = new ArrayList<Hash>();
        Vectors.ENTRIES.forEach(entry -> {
            leaves.add(tree.add(entry));
            roots.add(tree.head().root());
        });

        assertThat(leaves).isEqualTo(Vectors.LEVELS.get(0));
        assertThat(roots).isEqualTo(Vectors.ROOTS);
    }

    @Test
    void agrees_with_the_recursive_definition_at_each_size_up_to_300() {
        DullTree dull = DullTree.ofBytes(300);
        var tree = new RecomputedTree();
        for (byte[] entry : DullTree.bytes(300)) {
            tree.add(entry);

            assertThat(tree.head()).isEqualTo(new TreeHead(tree.size(), dull.root(0, (int) tree.size())));
        }
    }

    @Test
    void agrees_with_the_builder_on_entries_of_any_length() {
        var random = new Random(7);
        var built = new GrownTree();
        var tree = new RecomputedTree();
        for (int i = 0; i < 2_000; i++) {
            var entry = new byte[random.nextInt(200)];
            random.nextBytes(entry);
            built.add(entry);
            tree.add(entry);

            assertThat(tree.head()).isEqualTo(built.head());
        }
    }

    @Test
    void agrees_with_the_checkpoint_of_another_program() throws VerificationException {
        var tree = new RecomputedTree();
        Vectors.TESSERA_ENTRIES.forEach(entry -> tree.add(entry.getBytes(US_ASCII)));

        var verifier =
                new CheckpointVerifier("example.com/log/testdata", List.of(VerifierKey.parse(Vectors.TESSERA_KEY)));

        assertThat(verifier.verify(Notes.bytes(Vectors.TESSERA_CHECKPOINT)).head())
                .isEqualTo(tree.head());
    }
}

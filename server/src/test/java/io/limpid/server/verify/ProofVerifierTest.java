package io.limpid.server.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.Samples;
import io.limpid.server.proof.DullTree;
import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.proof.Vectors;
import io.limpid.server.tree.GrownTree;
import io.limpid.server.tree.Proofs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ProofVerifierTest {
    private static final int SIZE = 64;

    private final DullTree dull = DullTree.ofBytes(SIZE);
    private final Proofs proofs = GrownTree.of(DullTree.bytes(SIZE)).proofs();

    /** A claim that a leaf is in a tree, true or not. */
    private record Inclusion(String change, long index, Hash leaf, List<Hash> path, TreeHead head) {
        boolean holds() {
            return ProofVerifierTest.holds(() -> ProofVerifier.inclusion(index, leaf, path, head));
        }
    }

    /** A claim that one tree begins with another, true or not. */
    private record Consistency(String change, TreeHead from, TreeHead to, List<Hash> path) {
        boolean holds() {
            return ProofVerifierTest.holds(() -> ProofVerifier.consistency(from, to, path));
        }
    }

    @Test
    void takes_the_known_inclusion_proofs() {
        assertThatCode(() -> {
                    ProofVerifier.inclusion(0, Vectors.at(0, 0), List.of(), Vectors.head(1));
                    ProofVerifier.inclusion(
                            5,
                            Vectors.at(0, 5),
                            List.of(Vectors.at(0, 4), Vectors.at(1, 3), Vectors.at(2, 0)),
                            Vectors.head(8));
                    ProofVerifier.inclusion(2, Vectors.at(0, 2), List.of(Vectors.at(1, 0)), Vectors.head(3));
                    ProofVerifier.inclusion(
                            1,
                            Vectors.at(0, 1),
                            List.of(Vectors.at(0, 0), Vectors.at(1, 1), Vectors.at(0, 4)),
                            Vectors.head(5));
                    ProofVerifier.inclusion(1227, Vectors.REKOR_LEAF, Vectors.REKOR_PATH, Vectors.REKOR_HEAD);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void takes_the_known_consistency_proofs() {
        assertThatCode(() -> {
                    ProofVerifier.consistency(Vectors.head(1), Vectors.head(1), List.of());
                    ProofVerifier.consistency(
                            Vectors.head(1),
                            Vectors.head(8),
                            List.of(Vectors.at(0, 1), Vectors.at(1, 1), Vectors.at(2, 1)));
                    ProofVerifier.consistency(
                            Vectors.head(6),
                            Vectors.head(8),
                            List.of(Vectors.at(1, 2), Vectors.at(1, 3), Vectors.at(2, 0)));
                    ProofVerifier.consistency(
                            Vectors.head(2), Vectors.head(5), List.of(Vectors.at(1, 1), Vectors.at(0, 4)));
                    ProofVerifier.consistency(
                            Vectors.head(6),
                            Vectors.head(7),
                            List.of(Vectors.at(1, 2), Vectors.at(0, 6), Vectors.at(2, 0)));
                    ProofVerifier.consistency(Vectors.head(4), Vectors.head(8), List.of(Vectors.at(2, 1)));
                })
                .doesNotThrowAnyException();
    }

    @Test
    void takes_every_inclusion_proof_up_to_64_leaves_and_none_of_its_mutants() {
        for (int size = 1; size <= SIZE; size++) {
            for (int index = 0; index < size; index++) {
                Inclusion proof = inclusion(index, size);

                assertThat(proof.holds()).as("%s", proof).isTrue();
                assertThat(mutants(proof)).filteredOn(Inclusion::holds).isEmpty();
            }
        }
    }

    @Test
    void takes_every_consistency_proof_up_to_64_leaves_and_none_of_its_mutants() {
        for (int to = 1; to <= SIZE; to++) {
            for (int from = 1; from <= to; from++) {
                Consistency proof = consistency(from, to);

                assertThat(proof.holds()).as("%s", proof).isTrue();
                assertThat(mutants(proof)).filteredOn(Consistency::holds).isEmpty();
            }
        }
    }

    @Test
    void takes_no_mutant_of_the_proof_of_another_log() {
        var proof = new Inclusion("none", 1227, Vectors.REKOR_LEAF, Vectors.REKOR_PATH, Vectors.REKOR_HEAD);

        assertThat(mutants(proof))
                .hasSizeGreaterThan(200)
                .filteredOn(Inclusion::holds)
                .isEmpty();
    }

    @Test
    void takes_no_hashes_made_up() {
        Samples.check(2_000, random -> {
            int size = 1 + random.nextInt(SIZE);
            int index = random.nextInt(size);
            var path = new ArrayList<Hash>();
            for (int i = random.nextInt(8); i > 0; i--) {
                path.add(anyHash(random));
            }

            assertThat(new Inclusion("made up", index, anyHash(random), path, head(size)).holds())
                    .isFalse();
            if (index > 0) {
                assertThat(new Consistency("made up", head(index), head(size), path).holds())
                        .isFalse();
            }
        });
    }

    private Hash anyHash(Random random) {
        int start = random.nextInt(SIZE);
        return random.nextBoolean() ? dull.root(start, start + 1) : dull.root(0, start);
    }

    @Test
    void says_what_does_not_hold() {
        Inclusion proof = inclusion(5, 8);
        List<Hash> path = proof.path();

        assertThatThrownBy(() -> ProofVerifier.inclusion(8, proof.leaf(), path, head(8)))
                .hasMessage("a tree of 8 leaves has none of index 8");
        assertThatThrownBy(() -> ProofVerifier.inclusion(0, proof.leaf(), List.of(), head(0)))
                .hasMessage("a tree of 0 leaves has none of index 0");
        assertThatThrownBy(() -> ProofVerifier.inclusion(5, proof.leaf(), path.subList(0, 2), head(8)))
                .hasMessage("the proof is too short");
        assertThatThrownBy(() -> ProofVerifier.inclusion(5, proof.leaf(), with(path, 3, proof.leaf()), head(8)))
                .hasMessage("the proof is too long");
        assertThatThrownBy(() -> ProofVerifier.inclusion(4, proof.leaf(), path, head(8)))
                .hasMessageMatching("leaf 4 is not in the tree of 8 leaves: the proof leads to root [0-9a-f]{64}, not "
                        + head(8).root());
    }

    @Test
    void says_which_trees_do_not_agree() {
        List<Hash> path = consistency(6, 8).path();
        var fork = new TreeHead(6, head(5).root());
        var longFork = new TreeHead(8, head(7).root());

        assertThatThrownBy(() -> ProofVerifier.consistency(head(0), head(8), List.of()))
                .hasMessage("there is no proof from size 0 to size 8");
        assertThatThrownBy(() -> ProofVerifier.consistency(head(8), head(6), path))
                .hasMessage("there is no proof from size 8 to size 6");
        assertThatThrownBy(() -> ProofVerifier.consistency(head(8), head(8), path))
                .hasMessage("a proof between two trees of the same size has no hashes");
        assertThatThrownBy(() -> ProofVerifier.consistency(head(8), longFork, List.of()))
                .hasMessageStartingWith("two trees of 8 leaves have different roots: ");
        assertThatThrownBy(() -> ProofVerifier.consistency(fork, head(8), path))
                .hasMessage("the proof leads to root " + head(6).root() + " at size 6, not " + fork.root());
        assertThatThrownBy(() -> ProofVerifier.consistency(head(6), longFork, path))
                .hasMessage("the tree of 8 leaves does not begin with that of 6: the proof leads to root "
                        + head(8).root() + ", not " + longFork.root());
        assertThatThrownBy(() -> ProofVerifier.consistency(head(6), head(8), List.of()))
                .hasMessage("the proof is too short");
    }

    /**
     * The families of transparency-dev/merkle: other indices and sizes, other leaf and root, a bit flipped in each hash, hashes put in,
     * left out, swapped and put in again.
     */
    private static List<Inclusion> mutants(Inclusion good) {
        var mutants = new ArrayList<Inclusion>();
        long size = good.head().size();
        for (long index : new long[] {
            good.index() ^ 1,
            good.index() ^ 2,
            good.index() - 1,
            good.index() + 1,
            good.index() + size,
            -1,
            Long.MAX_VALUE
        }) {
            if (index != good.index()) {
                mutants.add(new Inclusion("index", index, good.leaf(), good.path(), good.head()));
            }
        }
        for (long other : new long[] {0, size / 2, size * 2, Long.MAX_VALUE}) {
            var head = new TreeHead(other, good.head().root());
            mutants.add(new Inclusion("size", good.index(), good.leaf(), good.path(), head));
        }
        mutants.add(new Inclusion("leaf", good.index(), flipped(good.leaf(), 0), good.path(), good.head()));
        var otherRoot = new TreeHead(size, flipped(good.head().root(), 255));
        mutants.add(new Inclusion("root", good.index(), good.leaf(), good.path(), otherRoot));
        if (!good.leaf().equals(good.head().root())) {
            var swapped = new TreeHead(size, good.leaf());
            mutants.add(new Inclusion(
                    "leaf and root swapped", good.index(), good.head().root(), good.path(), swapped));
        }
        changedPaths(good.path(), List.of(good.leaf(), good.head().root(), Vectors.ROOTS.get(0)))
                .forEach((path) -> mutants.add(new Inclusion("path", good.index(), good.leaf(), path, good.head())));
        return mutants;
    }

    private static List<Consistency> mutants(Consistency good) {
        var mutants = new ArrayList<Consistency>();
        long from = good.from().size();
        long to = good.to().size();
        for (long other :
                new long[] {0, from ^ 1, from ^ 2, from - 1, from + 1, from / 2, from * 2, to + 1, Long.MAX_VALUE}) {
            if (other != from) {
                mutants.add(
                        new Consistency("from", new TreeHead(other, good.from().root()), good.to(), good.path()));
            }
        }
        for (long other : new long[] {0, from - 1, to / 2, to * 2, Long.MAX_VALUE}) {
            if (other != to) {
                mutants.add(new Consistency(
                        "to", good.from(), new TreeHead(other, good.to().root()), good.path()));
            }
        }
        var otherFrom = new TreeHead(from, flipped(good.from().root(), 17));
        var otherTo = new TreeHead(to, flipped(good.to().root(), 99));
        mutants.add(new Consistency("root of the smaller", otherFrom, good.to(), good.path()));
        mutants.add(new Consistency("root of the larger", good.from(), otherTo, good.path()));
        if (from != to) {
            mutants.add(new Consistency("trees swapped", good.to(), good.from(), good.path()));
            mutants.add(new Consistency(
                    "roots swapped",
                    new TreeHead(from, good.to().root()),
                    new TreeHead(to, good.from().root()),
                    good.path()));
        }
        changedPaths(good.path(), List.of(good.from().root(), good.to().root(), Vectors.ROOTS.get(0)))
                .forEach(path -> mutants.add(new Consistency("path", good.from(), good.to(), path)));
        return mutants;
    }

    /** Each path differs from the one given. */
    private static List<List<Hash>> changedPaths(List<Hash> path, List<Hash> alien) {
        var changed = new ArrayList<List<Hash>>();
        for (int i = 0; i <= path.size(); i++) {
            for (Hash hash : alien) {
                changed.add(with(path, i, hash));
            }
        }
        for (int i = 0; i < path.size(); i++) {
            for (int bit : new int[] {0, 7, 8, 128, 255}) {
                changed.add(replaced(path, i, flipped(path.get(i), bit)));
            }
            for (Hash hash : alien) {
                if (!hash.equals(path.get(i))) {
                    changed.add(replaced(path, i, hash));
                }
            }
            changed.add(without(path, i));
            changed.add(with(path, i, path.get(i)));
            changed.add(path.subList(0, i));
            changed.add(path.subList(i + 1, path.size()));
        }
        for (int i = 1; i < path.size(); i++) {
            var swapped = new ArrayList<>(path);
            Collections.swap(swapped, i - 1, i);
            changed.add(swapped);
        }
        return changed;
    }

    private static List<Hash> with(List<Hash> path, int at, Hash hash) {
        var longer = new ArrayList<>(path);
        longer.add(at, hash);
        return longer;
    }

    private static List<Hash> replaced(List<Hash> path, int at, Hash hash) {
        var other = new ArrayList<>(path);
        other.set(at, hash);
        return other;
    }

    private static List<Hash> without(List<Hash> path, int at) {
        var shorter = new ArrayList<>(path);
        shorter.remove(at);
        return shorter;
    }

    private static Hash flipped(Hash hash, int bit) {
        byte[] bytes = hash.bytes();
        bytes[bit / 8] ^= (byte) (1 << (bit % 8));
        return Hash.of(bytes);
    }

    private Inclusion inclusion(int index, int size) {
        List<Hash> path = proofs.inclusion(index, size).hashes();
        return new Inclusion("none", index, dull.root(index, index + 1), path, head(size));
    }

    private Consistency consistency(int from, int to) {
        return new Consistency(
                "none", head(from), head(to), proofs.consistency(from, to).hashes());
    }

    private TreeHead head(int size) {
        return new TreeHead(size, dull.root(0, size));
    }

    private interface Check {
        void run() throws VerificationException;
    }

    private static boolean holds(Check check) {
        try {
            check.run();
            return true;
        } catch (VerificationException e) {
            return false;
        }
    }
}

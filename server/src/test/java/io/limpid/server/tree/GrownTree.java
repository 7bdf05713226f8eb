package io.limpid.server.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.proof.Hash;
import io.limpid.server.proof.TreeHead;
import java.util.ArrayList;
import java.util.List;

/** A tree that grows leaf by leaf and keeps in memory what a log keeps on disk. */
public final class GrownTree {
    private final Frontier frontier = Frontier.empty();
    private final List<List<Hash>> stored = new ArrayList<>(List.of(new ArrayList<>()));

    public static GrownTree of(List<byte[]> entries) {
        var tree = new GrownTree();
        entries.forEach(tree::add);
        return tree;
    }

    public void add(byte[] entry) {
        Hash leaf = TreeHash.leaf(entry);
        stored.get(0).add(leaf);
        frontier.append(leaf, hash -> {
            if (hash.level() == stored.size()) {
                stored.add(new ArrayList<>());
            }
            assertThat(hash.index()).isEqualTo(stored.get(hash.level()).size());
            stored.get(hash.level()).add(hash.hash());
        });
    }

    /** What is stored, read as {@link TileHashes} promises that it is read. */
    public List<Hash> read(int level, long first, int count) {
        assertThat(count).isPositive();
        assertThat((first + count - 1) / Tile.WIDTH).isEqualTo(first / Tile.WIDTH);
        return List.copyOf(stored.get(level).subList((int) first, (int) first + count));
    }

    public List<List<Hash>> stored() {
        return stored;
    }

    public Frontier frontier() {
        return frontier;
    }

    public TreeHead head() {
        return frontier.head();
    }

    public Proofs proofs() {
        return new Proofs(this::read);
    }
}

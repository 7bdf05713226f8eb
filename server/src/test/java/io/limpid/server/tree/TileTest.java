package io.limpid.server.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.Samples;
import io.limpid.server.proof.DullTree;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TileTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 256, 0/000",
        "0, 0, 1, 0/000.p/1",
        "1, 999, 255, 1/999.p/255",
        "0, 1000, 256, 0/x001/000",
        "0, 1234067, 256, 0/x001/x234/067",
        "7, 1234067, 5, 7/x001/x234/067.p/5",
        "63, 36028797018963967, 256, 63/x036/x028/x797/x018/x963/967"
    })
    void has_one_path(int level, long index, int width, String path) {
        var tile = new Tile(level, index, width);

        assertThat(tile.path()).isEqualTo(path);
        assertThat(Tile.parse(path)).contains(tile);
        assertThat(EntryBundle.parse("entries" + path.substring(path.indexOf('/'))))
                .contains(new EntryBundle(index, width));
        assertThat(new EntryBundle(index, width).path()).isEqualTo("entries" + path.substring(path.indexOf('/')));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0",
                "0/",
                "/000",
                "00/000",
                "-1/000",
                "64/000",
                "0/0",
                "0/00",
                "0/0000",
                "0/x000/001",
                "0/x001",
                "0/x001/",
                "0/001/000",
                "0/x001/x000",
                "0/X001/000",
                "0/000/",
                "0/000.p",
                "0/000.p/",
                "0/000.p/0",
                "0/000.p/01",
                "0/000.p/256",
                "0/000.p/1000",
                "0/000.p/1/",
                "0/000.p/-1",
                " 0/000",
                "0/000\n",
                "0/٠٠٠",
                "0/../000",
                "0/x036/x028/x797/x018/x963/968",
                "0/x999/x999/x999/x999/x999/999",
                "0/x001/x000/x000/x000/x000/x000/000"
            })
    void is_not_read_from_any_other_path(String path) {
        assertThat(Tile.parse(path)).isEmpty();
        assertThat(EntryBundle.parse(path.replaceFirst("^[^/]*/", "entries/"))).satisfies(bundle -> {
            // A level is not part of a bundle's path.
            if (!List.of("/000", "00/000", "-1/000", "64/000", " 0/000").contains(path)) {
                assertThat(bundle).isEmpty();
            }
        });
    }

    @Test
    void any_path_that_is_read_is_the_one_that_is_written() {
        Samples.check(5_000, random -> {
            var path = new StringBuilder("0/000.p/5");
            for (int i = random.nextInt(4); i >= 0; i--) {
                int at = random.nextInt(path.length() + 1);
                path.insert(at, "0123456789x/.p".charAt(random.nextInt(14)));
            }

            Tile.parse(path.toString())
                    .ifPresent(tile -> assertThat(tile.path()).isEqualTo(path.toString()));
            EntryBundle.parse("entries/" + path)
                    .ifPresent(bundle -> assertThat(bundle.path()).isEqualTo("entries/" + path));
        });
    }

    @Test
    void a_tree_of_70000_leaves_has_the_tiles_of_the_specification() {
        // 273 full tiles and one of 112 at level 0, one full and one of 17 at level 1, one of 1 at level 2.
        assertThat(new Tile(0, 272, 256).isIn(70_000)).isTrue();
        assertThat(new Tile(0, 273, 112).isIn(70_000)).isTrue();
        assertThat(new Tile(0, 273, 113).isIn(70_000)).isFalse();
        assertThat(new Tile(0, 274, 1).isIn(70_000)).isFalse();
        assertThat(new Tile(1, 0, 256).isIn(70_000)).isTrue();
        assertThat(new Tile(1, 1, 17).isIn(70_000)).isTrue();
        assertThat(new Tile(1, 1, 18).isIn(70_000)).isFalse();
        assertThat(new Tile(2, 0, 1).isIn(70_000)).isTrue();
        assertThat(new Tile(2, 0, 2).isIn(70_000)).isFalse();
        assertThat(new Tile(3, 0, 1).isIn(70_000)).isFalse();
        assertThat(new EntryBundle(273, 112).isIn(70_000)).isTrue();
        assertThat(new EntryBundle(273, 113).isIn(70_000)).isFalse();
    }

    @Test
    void no_tree_is_so_large_that_its_tiles_are_miscounted() {
        long last = (1L << 55) - 1;

        assertThat(new Tile(0, last, 255).isIn(Long.MAX_VALUE)).isTrue();
        assertThat(new Tile(0, last, 256).isIn(Long.MAX_VALUE)).isFalse();
        assertThat(new EntryBundle(last, 255).isIn(Long.MAX_VALUE)).isTrue();
        assertThat(new EntryBundle(last, 256).isIn(Long.MAX_VALUE)).isFalse();
        assertThat(new Tile(7, 0, 127).isIn(Long.MAX_VALUE)).isTrue();
        assertThat(new Tile(7, 0, 128).isIn(Long.MAX_VALUE)).isFalse();
        assertThat(new Tile(8, 0, 1).isIn(Long.MAX_VALUE)).isFalse();
        assertThat(new Tile(63, 0, 1).isIn(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void holds_the_hashes_one_after_the_other() {
        DullTree dull = DullTree.ofBytes(600);
        GrownTree tree = GrownTree.of(DullTree.bytes(600));
        var leaves = new ByteArrayOutputStream();
        for (int i = 512; i < 600; i++) {
            leaves.writeBytes(dull.root(i, i + 1).bytes());
        }
        var roots = new ByteArrayOutputStream();
        roots.writeBytes(dull.root(0, 256).bytes());
        roots.writeBytes(dull.root(256, 512).bytes());

        assertThat(new Tile(0, 2, 88).bytes(tree::read)).isEqualTo(leaves.toByteArray());
        assertThat(new Tile(0, 1, 256).bytes(tree::read)).hasSize(8192);
        assertThat(new Tile(1, 0, 2).bytes(tree::read)).isEqualTo(roots.toByteArray());
        assertThatThrownBy(() -> new Tile(1, 0, 2).bytes((level, first, count) -> List.of()))
                .hasMessage("tile 1/000.p/2 lacks hashes: 0 of 2 are stored");
    }

    @Test
    void a_bundle_holds_entries_behind_their_lengths() {
        List<byte[]> entries = List.of("one".getBytes(StandardCharsets.US_ASCII), new byte[0], new byte[0xffff]);
        var expected = new ByteArrayOutputStream();
        expected.writeBytes(new byte[] {0, 3, 'o', 'n', 'e', 0, 0, (byte) 0xff, (byte) 0xff});
        expected.writeBytes(new byte[0xffff]);

        assertThat(new EntryBundle(0, 3).bytes(entries)).isEqualTo(expected.toByteArray());
    }

    @Test
    void a_bundle_refuses_what_it_cannot_hold() {
        var bundle = new EntryBundle(0, 1);

        assertThatThrownBy(() -> bundle.bytes(List.of())).hasMessage("bundle entries/000.p/1 has 1 entries, not 0");
        assertThatThrownBy(() -> bundle.bytes(List.of(new byte[0x10000])))
                .hasMessage("an entry has at most 65535 bytes, not 65536");
    }

    @Test
    void has_a_level_an_index_and_a_width_in_range() {
        var refused = new ArrayList<Runnable>(List.of(
                () -> new Tile(-1, 0, 1),
                () -> new Tile(64, 0, 1),
                () -> new Tile(0, -1, 1),
                () -> new Tile(0, 1L << 55, 1),
                () -> new Tile(0, 0, 0),
                () -> new Tile(0, 0, 257),
                () -> new EntryBundle(-1, 1),
                () -> new EntryBundle(0, 257)));

        assertThat(refused).allSatisfy(tile -> assertThatThrownBy(tile::run).hasMessageStartingWith("no tile: "));
    }
}

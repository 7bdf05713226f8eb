package io.limpid.server.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.Samples;
import io.limpid.server.proof.DullTree;
import io.limpid.server.proof.Vectors;
import io.limpid.server.tree.CheckpointSigner;
import io.limpid.server.tree.GrownTree;
import io.limpid.server.tree.InclusionProof;
import io.limpid.server.tree.Keys;
import io.limpid.server.tree.Proofs;
import io.limpid.server.tree.ReceiptWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReceiptTest {
    private static final String PATH = """
            vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=
            yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=
            037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=
            """;
    private static final String RECEIPT = "c2sp.org/tlog-proof@v1\nindex 5\n" + PATH + "\n" + Vectors.CHECKPOINT;

    private final CheckpointVerifier log;

    ReceiptTest() throws VerificationException {
        log = new CheckpointVerifier(Vectors.ORIGIN, List.of(VerifierKey.parse(Vectors.LOG_KEY)));
    }

    @Test
    void proves_that_an_entry_is_in_the_log() throws VerificationException {
        Receipt receipt = parse(RECEIPT);

        assertThat(receipt.index()).isEqualTo(5);
        assertThat(receipt.extra()).isEmpty();
        assertThat(receipt.verify(Vectors.ENTRIES.get(5), log).head()).isEqualTo(Vectors.head(8));
    }

    @Test
    void is_read_as_it_was_written_for_each_entry_of_each_tree_up_to_64() throws VerificationException {
        List<byte[]> entries = DullTree.bytes(64);
        Proofs proofs = GrownTree.of(entries).proofs();
        var signer = new CheckpointSigner(Vectors.ORIGIN, List.of(Keys.log()));
        for (int size = 1; size <= 64; size++) {
            String checkpoint = signer.sign(proofs.head(size));
            for (int index = 0; index < size; index += 1 + size / 8) {
                InclusionProof proof = proofs.inclusion(index, size);
                byte[] entry = entries.get(index);

                Receipt receipt = parse(ReceiptWriter.write(proof, checkpoint, entry));

                assertThat(receipt.index()).isEqualTo(index);
                assertThat(receipt.extra()).contains(entry);
                assertThat(receipt.verify(entry, log).head()).isEqualTo(proofs.head(size));
                assertThatThrownBy(() -> receipt.verify(new byte[0], log)).isInstanceOf(VerificationException.class);
            }
        }
    }

    @Test
    void does_not_hold_for_another_entry_or_another_log() throws VerificationException {
        Receipt receipt = parse(RECEIPT);
        var other = new CheckpointVerifier("example.com/log/testdata", List.of(VerifierKey.parse(Vectors.TESSERA_KEY)));

        assertThatThrownBy(() -> receipt.verify(Vectors.ENTRIES.get(4), log))
                .hasMessageStartingWith("leaf 5 is not in the tree of 8 leaves");
        assertThatThrownBy(() -> receipt.verify(Vectors.ENTRIES.get(5), other))
                .hasMessage("the checkpoint is not signed by a known key of the log example.com/log/testdata");
    }

    @Test
    void does_not_hold_if_a_single_bit_was_changed() {
        byte[] bytes = Notes.bytes(RECEIPT);
        for (int i = 0; i < bytes.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = bytes.clone();
                changed[i] ^= (byte) (1 << bit);

                assertThatThrownBy(() -> Receipt.parse(changed).verify(Vectors.ENTRIES.get(5), log))
                        .isInstanceOf(VerificationException.class);
            }
        }
    }

    @Test
    void does_not_hold_if_cut_short_or_made_longer() {
        byte[] bytes = Notes.bytes(RECEIPT);
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);

            assertThatThrownBy(() -> Receipt.parse(cut).verify(Vectors.ENTRIES.get(5), log))
                    .isInstanceOf(VerificationException.class);
        }
        for (String more : List.of("\n", "x", "x\n", " ", "\n\n", Vectors.CHECKPOINT, "\n" + Vectors.CHECKPOINT)) {
            assertThatThrownBy(() -> parse(RECEIPT + more).verify(Vectors.ENTRIES.get(5), log))
                    .isInstanceOf(VerificationException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "c2sp.org/tlog-proof@v1\n",
                "c2sp.org/tlog-proof@v1\n\n",
                "c2sp.org/tlog-proof@v2\nindex 5\n\n",
                " c2sp.org/tlog-proof@v1\nindex 5\n\n",
                "\nc2sp.org/tlog-proof@v1\nindex 5\n\n",
                "c2sp.org/tlog-proof@v1 \nindex 5\n\n",
                "c2sp.org/tlog-proof@v1\r\nindex 5\r\n\r\n",
                "c2sp.org/tlog-proof@v1\nindex 05\n\n",
                "c2sp.org/tlog-proof@v1\nindex +5\n\n",
                "c2sp.org/tlog-proof@v1\nindex -5\n\n",
                "c2sp.org/tlog-proof@v1\nindex  5\n\n",
                "c2sp.org/tlog-proof@v1\nindex 5 \n\n",
                "c2sp.org/tlog-proof@v1\nindex\n\n",
                "c2sp.org/tlog-proof@v1\nindex \n\n",
                "c2sp.org/tlog-proof@v1\nindex 9223372036854775808\n\n",
                "c2sp.org/tlog-proof@v1\nIndex 5\n\n",
                "c2sp.org/tlog-proof@v1\nindex 5\nindex 5\n\n",
                "c2sp.org/tlog-proof@v1\nindex 5\nextra QUJD\n\n",
                "c2sp.org/tlog-proof@v1\nextra QUJD\nextra QUJD\nindex 5\n\n",
                "c2sp.org/tlog-proof@v1\nextra QUJD\n\n",
                "c2sp.org/tlog-proof@v1\nextra QUI\nindex 5\n\n",
                "c2sp.org/tlog-proof@v1\nextra QUJ=\nindex 5\n\n",
                "c2sp.org/tlog-proof@v1\nextra\nindex 5\n\n",
                "c2sp.org/tlog-proof@v1\nmore QUJD\nindex 5\n\n",
                "c2sp.org/tlog-proof@v1\nindex 5\nvBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms\n\n",
                "c2sp.org/tlog-proof@v1\nindex 5\nvBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnmt=\n\n",
                "c2sp.org/tlog-proof@v1\nindex 5\nvBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZng==\n\n",
                "c2sp.org/tlog-proof@v1\nindex 5\nvBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnmtr\n\n",
                "c2sp.org/tlog-proof@v1\nindex 5\n vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=\n\n",
                "c2sp.org/tlog-proof@v1\nindex 5\nvBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms= \n\n",
                "c2sp.org/tlog-proof@v1\nindex 5\nbc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b\n\n"
            })
    void is_nothing_else(String beginning) {
        assertThatThrownBy(() -> parse(beginning + Vectors.CHECKPOINT)).isInstanceOf(VerificationException.class);
    }

    @Test
    void has_no_more_than_sixty_three_hashes() throws VerificationException {
        String hash = PATH.substring(0, PATH.indexOf('\n') + 1);

        parse("c2sp.org/tlog-proof@v1\nindex 5\n" + hash.repeat(63) + "\n" + Vectors.CHECKPOINT);
        assertThatThrownBy(
                        () -> parse("c2sp.org/tlog-proof@v1\nindex 5\n" + hash.repeat(64) + "\n" + Vectors.CHECKPOINT))
                .hasMessage("a proof has at most 63 hashes, not 64");
    }

    @Test
    void has_room_for_the_longest_entry_and_is_not_longer_than_its_bound() throws VerificationException {
        InclusionProof proof = GrownTree.of(Vectors.ENTRIES).proofs().inclusion(5, 8);

        assertThat(parse(ReceiptWriter.write(proof, Vectors.CHECKPOINT, new byte[65_535]))
                        .extra())
                .contains(new byte[65_535]);
        assertThatThrownBy(() -> Receipt.parse(new byte[Receipt.MAX_BYTES + 1]))
                .hasMessage("a receipt has at most 393216 bytes, not 393217");
    }

    @Test
    void says_what_is_wrong() {
        String title = "c2sp.org/tlog-proof@v1\n";
        Map.of(
                        "x",
                        "the receipt has no blank line before its checkpoint",
                        "x\n\n",
                        "the receipt does not begin with c2sp.org/tlog-proof@v1",
                        title + "\n",
                        "line 2 of the receipt does not tell the index",
                        title + "extra QUJD\n\n",
                        "line 3 of the receipt does not tell the index",
                        title + "index 05\n\n",
                        "the receipt's index is not a decimal number below 2^63: \"05\"",
                        title + "extra QUJ=\n\n",
                        "the receipt's extra data is not base64: \"QUJ=\"",
                        title + "index 5\nQUJD\n\n",
                        "hash 1 of the proof has 3 bytes, not 32",
                        title + "index 5\nQUJ=\n\n",
                        "hash 1 of the proof is not base64: \"QUJ=\"")
                .forEach(
                        (text, message) -> assertThatThrownBy(() -> parse(text)).hasMessage(message));
    }

    @Test
    void survives_any_bytes() {
        byte[] whole = Notes.bytes(RECEIPT);
        Samples.check(3_000, random -> {
            byte[] bytes = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? '\n' : random.nextInt(256));
            }

            assertThatThrownBy(() -> Receipt.parse(bytes).verify(Vectors.ENTRIES.get(5), log))
                    .isInstanceOf(VerificationException.class)
                    .hasMessageNotContaining("java.");
        });
    }

    private static Receipt parse(String text) throws VerificationException {
        return Receipt.parse(Notes.bytes(text));
    }
}

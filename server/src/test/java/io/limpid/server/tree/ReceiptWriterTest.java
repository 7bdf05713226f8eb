package io.limpid.server.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.server.proof.Vectors;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ReceiptWriterTest {
    private final InclusionProof proof = GrownTree.of(Vectors.ENTRIES).proofs().inclusion(5, 8);

    @Test
    void writes_index_path_and_checkpoint() {
        assertThat(ReceiptWriter.write(proof, Vectors.CHECKPOINT, null)).isEqualTo("""
                c2sp.org/tlog-proof@v1
                index 5
                vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=
                yoVOoSjtBQtBs1/8G4e46yveRh6eO1WW7Oa51ZdaCuA=
                037kGJdt2VdTwcc4Yrk5j6Kiz5tP8P3+izDNlSCWFLc=

                """ + Vectors.CHECKPOINT);
    }

    @Test
    void writes_what_helps_its_reader() {
        byte[] extra = "the entry".getBytes(StandardCharsets.US_ASCII);

        assertThat(ReceiptWriter.write(proof, Vectors.CHECKPOINT, extra))
                .startsWith("c2sp.org/tlog-proof@v1\nextra dGhlIGVudHJ5\nindex 5\nvBoGQ7");
    }

    @Test
    void refuses_a_checkpoint_that_the_proof_does_not_lead_to() {
        InclusionProof other = GrownTree.of(Vectors.ENTRIES).proofs().inclusion(5, 7);

        assertThatThrownBy(() -> ReceiptWriter.write(other, Vectors.CHECKPOINT, null))
                .hasMessage("a proof for size 7 under a checkpoint of another");
        assertThatThrownBy(() -> ReceiptWriter.write(proof, "", null)).hasMessageContaining("of another");
    }
}

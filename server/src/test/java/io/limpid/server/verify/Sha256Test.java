package io.limpid.server.verify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.proof.Vectors;
import org.junit.jupiter.api.Test;

final class Sha256Test {
    @Test
    void hashes_leaves_and_nodes_as_others_do() {
        assertThat(Sha256.of()).isEqualTo(Vectors.ROOTS.get(0));
        assertThat(Sha256.leaf("L123456".getBytes(US_ASCII)))
                .hasToString("395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
        assertThat(Sha256.node(Vectors.at(0, 0), Vectors.at(0, 1))).isEqualTo(Vectors.at(1, 0));
    }

    @Test
    void hashes_parts_as_if_they_were_one() {
        assertThat(Sha256.of(new byte[] {1}, "N123".getBytes(US_ASCII), "N456".getBytes(US_ASCII)))
                .hasToString("aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb");
    }
}

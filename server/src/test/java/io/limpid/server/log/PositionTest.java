package io.limpid.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.tree.TreeHash;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PositionTest {
    @Test
    void names_the_hash_function() {
        assertThat(Position.of(7, TreeHash.leaf("L123456".getBytes(StandardCharsets.US_ASCII)))
                        .leafHash())
                .isEqualTo("sha256:395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
    }
}

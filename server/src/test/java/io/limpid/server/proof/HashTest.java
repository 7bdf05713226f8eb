package io.limpid.server.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HashTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 31, 33, 64})
    void has_thirty_two_bytes_and_no_other_number(int length) {
        assertThatThrownBy(() -> Hash.of(new byte[length])).hasMessage("a hash has 32 bytes, not " + length);
    }

    @Test
    void is_not_changed_through_the_bytes_it_was_made_of_or_gives_out() {
        var bytes = new byte[32];
        Hash hash = Hash.of(bytes);

        bytes[0] = 1;
        hash.bytes()[1] = 1;

        assertThat(hash).isEqualTo(Hash.of(new byte[32])).hasToString("00".repeat(32));
    }

    @Test
    void is_told_from_another_by_its_bytes() {
        Hash hash = Hash.ofHex("ab".repeat(32));

        assertThat(hash).isEqualTo(Hash.ofHex("ab".repeat(32))).hasSameHashCodeAs(Hash.ofHex("ab".repeat(32)));
        assertThat(hash).isNotEqualTo(Hash.ofHex("ab".repeat(31) + "aa"));
    }
}

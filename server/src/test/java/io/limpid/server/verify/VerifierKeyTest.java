package io.limpid.server.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.Samples;
import io.limpid.server.proof.Vectors;
import io.limpid.server.tree.NoteSigner;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VerifierKeyTest {
    @Test
    void is_read_with_its_name_and_type() throws VerificationException {
        VerifierKey log = VerifierKey.parse(Vectors.LOG_KEY);
        VerifierKey witness = VerifierKey.parse(Vectors.WITNESS_KEY);

        assertThat(log.name()).isEqualTo("example.org/decisions");
        assertThat(log.type()).isEqualTo(VerifierKey.Type.LOG);
        assertThat(log).hasToString(Vectors.LOG_KEY);
        assertThat(witness.name()).isEqualTo("witness.example.org/w1");
        assertThat(witness.type()).isEqualTo(VerifierKey.Type.WITNESS);
    }

    @Test
    void verifies_the_note_of_the_specification_and_no_other_text() throws VerificationException {
        VerifierKey key = VerifierKey.parse(Vectors.SPEC_KEY);
        SignedNote note = SignedNote.parse(Notes.bytes(Vectors.SPEC_TEXT + "\n" + Vectors.SPEC_LINE));
        NoteSignature signature = note.signatures().get(0);

        assertThat(key.made(signature)).isTrue();
        assertThat(key.verifies(Notes.bytes(note.text()), signature.signature()))
                .isTrue();
        assertThat(key.verifies(Notes.bytes(note.text() + "\n"), signature.signature()))
                .isFalse();
    }

    @Test
    void verifies_what_the_signer_of_the_same_key_signs() {
        Samples.check(50, random -> {
            NoteSigner signer = NoteSigner.generate("log.example/" + random.nextInt(1000));
            String text = "line " + random.nextLong() + "\n";
            try {
                VerifierKey key = VerifierKey.parse(signer.verifierKey());
                NoteSignature signature = SignedNote.parse(Notes.bytes(text + "\n" + signer.sign(text)))
                        .signatures()
                        .get(0);

                assertThat(key.made(signature)).isTrue();
                assertThat(key.verifies(Notes.bytes(text), signature.signature()))
                        .isTrue();
                signature.signature()[random.nextInt(64)] ^= (byte) (1 << random.nextInt(8));
                assertThat(key.verifies(Notes.bytes(text), signature.signature()))
                        .isFalse();
            } catch (VerificationException e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.org/decisions",
                "example.org/decisions+4a4c10c2",
                "example.org/decisions+4a4c10c2+",
                "+4a4c10c2+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
                "example.org/decisions+4A4C10C2+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
                "example.org/decisions+4a4c10c+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
                "example.org/decisions+4a4c10c3+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
                "example.org/decision+4a4c10c2+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
                "example.org/ decisions+4a4c10c2+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
                "example.org/decisions+4a4c10c2+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Eb",
                "example.org/decisions+4a4c10c2+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea\n",
                "example.org/decisions+4a4c10c2+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1E=",
                "example.org/decisions+4a4c10c2+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1EaAA==",
                "example.org/decisions+4a4c10c2+AtdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea",
                "PRIVATE+KEY+example.org/decisions+4a4c10c2+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"
            })
    void is_not_read_from_anything_else(String text) {
        assertThatThrownBy(() -> VerifierKey.parse(text)).isInstanceOf(VerificationException.class);
    }

    @Test
    void says_what_is_wrong_with_a_key() {
        assertThatThrownBy(() -> VerifierKey.parse("x")).hasMessage("not a verifier key, name+id+key: \"x\"");
        assertThatThrownBy(() -> VerifierKey.parse(Vectors.LOG_KEY.replace("4a4c10c2", "4a4c10c3")))
                .hasMessage("the key of example.org/decisions has another id: not 4a4c10c3 but 4a4c10c2");
        assertThatThrownBy(() -> VerifierKey.parse(Vectors.LOG_KEY.replace("+Ad", "+Bd")))
                .hasMessage("the key of example.org/decisions is not an Ed25519 key of a log or a witness");
    }

    @Test
    void is_a_point_of_the_curve() {
        // y = 2 has no x.
        var noPoint = new byte[33];
        noPoint[0] = 1;
        noPoint[1] = 2;

        assertThatThrownBy(() -> VerifierKey.parse(withItsId(noPoint)))
                .hasMessage("the key of example.org/x is no Ed25519 key");
    }

    @Test
    void has_thirty_two_bytes_whatever_its_id() throws VerificationException {
        byte[] typed = Base64.getDecoder().decode(Vectors.LOG_KEY.split("\\+", 3)[2]);

        assertThat(VerifierKey.parse(withItsId(typed)).name()).isEqualTo("example.org/x");
        for (int length : new int[] {1, 32, 34, 65}) {
            assertThatThrownBy(() -> VerifierKey.parse(withItsId(Arrays.copyOf(typed, length))))
                    .hasMessage("the key of example.org/x is not an Ed25519 key of a log or a witness");
        }
    }

    private static String withItsId(byte[] typed) {
        byte[] id = Sha256.of(Notes.bytes("example.org/x\n"), typed).bytes();
        return "example.org/x+" + HexFormat.of().formatHex(id, 0, 4) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    @Test
    void takes_no_signature_of_another_length() throws VerificationException {
        VerifierKey key = VerifierKey.parse(Vectors.LOG_KEY);
        SignedNote note = SignedNote.parse(Notes.bytes(Vectors.CHECKPOINT));
        byte[] signature = note.signatures().get(0).signature();

        assertThat(key.verifies(Notes.bytes(note.text()), signature)).isTrue();
        for (int length : new int[] {0, 1, 32, 63, 65, 128}) {
            assertThat(key.verifies(Notes.bytes(note.text()), Arrays.copyOf(signature, length)))
                    .isFalse();
        }
    }
}

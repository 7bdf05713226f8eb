package io.limpid.server.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.server.proof.TreeHead;
import io.limpid.server.proof.Vectors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NoteSignerTest {
    @Test
    void makes_the_known_key_and_checkpoint() {
        NoteSigner signer = Keys.log();

        assertThat(signer.verifierKey()).isEqualTo(Vectors.LOG_KEY);
        assertThat(new CheckpointSigner(Vectors.ORIGIN, List.of(signer)).sign(Vectors.head(8)))
                .isEqualTo(Vectors.CHECKPOINT);
    }

    @Test
    void signs_a_tree_without_leaves() {
        assertThat(new CheckpointSigner(Vectors.ORIGIN, List.of(Keys.log())).sign(new TreeHead(0, TreeHash.EMPTY)))
                .startsWith("example.org/decisions\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— example.org");
    }

    @Test
    void signs_with_the_old_key_and_the_new_one() {
        NoteSigner next = NoteSigner.generate(Vectors.ORIGIN);

        String note = new CheckpointSigner(Vectors.ORIGIN, List.of(Keys.log(), next)).sign(Vectors.head(8));

        assertThat(note).isEqualTo(Vectors.CHECKPOINT + next.sign(Vectors.CHECKPOINT_TEXT));
    }

    @Test
    void a_new_key_is_kept_as_two_texts() {
        NoteSigner signer = NoteSigner.generate("example.org/decisions");

        NoteSigner again = NoteSigner.of(signer.secretKey(), signer.verifierKey());

        assertThat(again.sign("text\n")).isEqualTo(signer.sign("text\n"));
        assertThat(signer.secretKey())
                .matches("PRIVATE\\+KEY\\+example.org/decisions\\+[0-9a-f]{8}\\+A[A-Za-z0-9+/]{43}");
        assertThat(NoteSigner.generate("example.org/decisions").verifierKey()).isNotEqualTo(signer.verifierKey());
    }

    @Test
    void does_not_show_its_secret() {
        NoteSigner signer = Keys.log();

        assertThat(signer).hasToString(Vectors.LOG_KEY);
    }

    @Test
    void refuses_a_secret_key_of_another_verifier_key() {
        NoteSigner one = Keys.log();
        NoteSigner other = NoteSigner.generate(one.name());
        String ofBoth = one.secretKey().substring(0, one.secretKey().length() - 44)
                + other.secretKey().substring(other.secretKey().length() - 44);

        assertThatThrownBy(() -> NoteSigner.of(other.secretKey(), one.verifierKey()))
                .hasMessage("the secret key is not that of " + one.verifierKey());
        assertThatThrownBy(() -> NoteSigner.of(ofBoth, one.verifierKey()))
                .hasMessage("the secret key is not that of " + one.verifierKey());
    }

    @Test
    void refuses_what_is_no_key_and_does_not_tell_the_secret() {
        String secret = Keys.log().secretKey();
        String key = Vectors.LOG_KEY;

        assertThatThrownBy(() -> NoteSigner.of(secret, "")).hasMessage("not a verifier key: \"\"");
        assertThatThrownBy(() -> NoteSigner.of(secret + "\n", key)).hasMessage("a key is not base64");
        assertThatThrownBy(() -> NoteSigner.of(secret.substring(0, secret.length() - 4), key))
                .hasMessage("a key is not one of Ed25519");
        assertThatThrownBy(() -> NoteSigner.of(secret, key.replace("Addam", "Bddam")))
                .hasMessage("a key is not one of Ed25519");
        assertThatThrownBy(() ->
                        NoteSigner.of(secret.replace("4a4c10c2", "4a4c10c3"), key.replace("4a4c10c2", "4a4c10c3")))
                .hasMessage("the secret key is not that of example.org/decisions+4a4c10c3"
                        + key.substring(key.indexOf("+Adda")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a+b", "a\u00a0b", "a\u3000", "a\n", "\u0085", "a\u2028b", "a\u007f"})
    void refuses_names_that_a_note_cannot_carry(String name) {
        assertThatThrownBy(() -> NoteSigner.generate(name)).hasMessageStartingWith("a key's name has neither");
        assertThatThrownBy(() -> new CheckpointSigner(name, List.of(Keys.log())))
                .hasMessageStartingWith("an origin has neither");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a\nb", "a\r\n", "a\tb\n", "\ud800\n"})
    void refuses_texts_that_a_note_cannot_carry(String text) {
        assertThatThrownBy(() -> Keys.log().sign(text)).hasMessageStartingWith("the text of a note is");
    }

    @Test
    void a_checkpoint_is_signed_with_something() {
        assertThatThrownBy(() -> new CheckpointSigner(Vectors.ORIGIN, List.of()))
                .hasMessage("a checkpoint needs a key to be signed with");
    }

    @Test
    void a_cosigner_makes_the_known_cosignature() {
        assertThat(new Cosigner(Vectors.WITNESS_KEY, Vectors.WITNESS_SEED).cosign(Vectors.CHECKPOINT, 1_700_000_000))
                .isEqualTo(Vectors.COSIGNATURE);
    }
}

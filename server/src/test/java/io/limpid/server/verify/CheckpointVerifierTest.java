package io.limpid.server.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.Samples;
import io.limpid.server.proof.Checkpoint;
import io.limpid.server.proof.TreeHead;
import io.limpid.server.proof.Vectors;
import io.limpid.server.tree.CheckpointSigner;
import io.limpid.server.tree.Cosigner;
import io.limpid.server.tree.Keys;
import io.limpid.server.tree.NoteSigner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckpointVerifierTest {
    private final Cosigner witness = new Cosigner(Vectors.WITNESS_KEY, Vectors.WITNESS_SEED);

    @Test
    void takes_the_known_checkpoint_with_its_cosignature() throws VerificationException {
        VerifierKey key = VerifierKey.parse(Vectors.WITNESS_KEY);
        VerifiedCheckpoint verified = verify(Vectors.CHECKPOINT + Vectors.COSIGNATURE);

        assertThat(verified)
                .isEqualTo(new VerifiedCheckpoint(
                        new Checkpoint("example.org/decisions", Vectors.head(8), List.of()),
                        List.of(Vectors.LOG_KEY),
                        List.of(new Cosignature(key, Instant.ofEpochSecond(1_700_000_000)))));
    }

    @Test
    void takes_the_checkpoint_of_another_program() throws VerificationException {
        var verifier = verifier("example.com/log/testdata", Vectors.TESSERA_KEY);

        TreeHead head = verifier.verify(Notes.bytes(Vectors.TESSERA_CHECKPOINT)).head();

        assertThat(head.size()).isEqualTo(15);
        assertThat(Base64.getEncoder().encodeToString(head.root().bytes()))
                .isEqualTo("rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=");
    }

    @Test
    void takes_any_checkpoint_that_the_signer_writes() {
        Samples.check(200, random -> {
            long size = random.nextLong() >>> (1 + random.nextInt(63));
            var head = new TreeHead(size, size == 0 ? Vectors.ROOTS.get(0) : Vectors.ROOTS.get(1 + random.nextInt(8)));
            String note = new CheckpointSigner(Vectors.ORIGIN, List.of(Keys.log())).sign(head);
            try {
                assertThat(verify(note).head()).isEqualTo(head);
                assertThat(verify(note + witness.cosign(note, random.nextInt(1 << 30)))
                                .cosignatures())
                        .hasSize(1);
            } catch (VerificationException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void takes_no_checkpoint_of_which_a_single_bit_was_changed() {
        byte[] note = Notes.bytes(Vectors.CHECKPOINT + Vectors.COSIGNATURE);
        int cosignature = Notes.bytes(Vectors.CHECKPOINT).length;
        for (int i = 0; i < note.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] changed = note.clone();
                changed[i] ^= (byte) (1 << bit);
                try {
                    VerifiedCheckpoint verified = verifier(Vectors.ORIGIN, Vectors.LOG_KEY, Vectors.WITNESS_KEY)
                            .verify(changed);

                    // What is left of the cosignature's name and id may be those of a witness that nobody knows.
                    assertThat(i).isGreaterThanOrEqualTo(cosignature);
                    assertThat(verified.cosignatures()).isEmpty();
                } catch (VerificationException refused) {
                    assertThat(refused).hasMessageNotContaining("java.");
                }
            }
        }
    }

    @Test
    void passes_over_signatures_of_keys_that_it_does_not_know() throws VerificationException {
        NoteSigner next = NoteSigner.generate(Vectors.ORIGIN);
        String unknown = next.sign("another text\n") + "— example.com/foo QUJDREU=\n";

        VerifiedCheckpoint verified = verify(Vectors.CHECKPOINT + unknown);

        assertThat(verified.signers()).containsExactly(Vectors.LOG_KEY);
    }

    @Test
    void passes_over_a_known_id_under_another_name() throws VerificationException {
        String renamed = Vectors.COSIGNATURE.replace("/w1", "/w2");

        assertThat(verify(Vectors.CHECKPOINT + renamed).cosignatures()).isEmpty();
    }

    @Test
    void takes_either_key_while_one_takes_over_from_the_other() throws VerificationException {
        NoteSigner next = NoteSigner.generate(Vectors.ORIGIN);
        String both = new CheckpointSigner(Vectors.ORIGIN, List.of(Keys.log(), next)).sign(Vectors.head(8));

        assertThat(verify(both).signers()).containsExactly(Vectors.LOG_KEY);
        assertThat(verifier(Vectors.ORIGIN, next.verifierKey())
                        .verify(Notes.bytes(both))
                        .signers())
                .containsExactly(next.verifierKey());
        assertThat(verifier(Vectors.ORIGIN, next.verifierKey(), Vectors.LOG_KEY)
                        .verify(Notes.bytes(both))
                        .signers())
                .containsExactly(Vectors.LOG_KEY, next.verifierKey());
    }

    @Test
    void a_bad_signature_of_a_known_key_spoils_a_checkpoint_with_good_ones() {
        NoteSigner next = NoteSigner.generate(Vectors.ORIGIN);
        String bad = next.sign("another text\n");
        String late = witness.cosign(Vectors.CHECKPOINT.replace("\n8\n", "\n9\n"), 1_700_000_000);

        assertThatThrownBy(() -> verifier(Vectors.ORIGIN, Vectors.LOG_KEY, next.verifierKey())
                        .verify(Notes.bytes(Vectors.CHECKPOINT + bad)))
                .hasMessage("the signature of example.org/decisions does not hold");
        assertThatThrownBy(() -> verify(Vectors.CHECKPOINT + late))
                .hasMessage("the signature of witness.example.org/w1 does not hold");
    }

    @Test
    void a_witness_alone_does_not_make_a_checkpoint() {
        assertThatThrownBy(() -> verify(Vectors.CHECKPOINT_TEXT + "\n" + Vectors.COSIGNATURE))
                .hasMessage("the checkpoint is not signed by a known key of the log example.org/decisions");
        assertThatThrownBy(() -> verifier(Vectors.ORIGIN, Vectors.WITNESS_KEY))
                .hasMessage("no key of the log example.org/decisions is given, so nothing can be verified");
    }

    @Test
    void a_log_does_not_pass_for_its_witness() throws VerificationException {
        var sameKey = new Cosigner(asWitness(Vectors.LOG_KEY), Vectors.LOG_SEED);
        String line = sameKey.cosign(Vectors.CHECKPOINT, 1);
        // The log's signature under the witness's id: of the right key, but not over a time.
        byte[] plain = Base64.getDecoder().decode(signature(Vectors.CHECKPOINT));
        byte[] id = Base64.getDecoder().decode(signature(line));
        System.arraycopy(id, 0, plain, 0, 4);
        String disguised = "— " + Vectors.ORIGIN + " " + Base64.getEncoder().encodeToString(plain) + "\n";
        var verifier = verifier(Vectors.ORIGIN, Vectors.LOG_KEY, asWitness(Vectors.LOG_KEY));

        assertThat(verifier.verify(Notes.bytes(Vectors.CHECKPOINT + line)).cosignatures())
                .hasSize(1);
        assertThatThrownBy(() -> verifier.verify(Notes.bytes(Vectors.CHECKPOINT + disguised)))
                .hasMessage("the cosignature of example.org/decisions has 64 bytes, not 72");
    }

    private static String signature(String note) {
        return note.substring(note.lastIndexOf(' ') + 1).strip();
    }

    private static String asWitness(String logKey) {
        byte[] typed = Base64.getDecoder().decode(logKey.split("\\+", 3)[2]);
        typed[0] = 4;
        byte[] id = Sha256.of(Notes.bytes(Vectors.ORIGIN + "\n"), typed).bytes();
        return Vectors.ORIGIN + "+" + HexFormat.of().formatHex(id, 0, 4) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    @Test
    void refuses_a_cosignature_without_a_time_that_there_is() {
        for (long seconds : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThatThrownBy(() -> verify(Vectors.CHECKPOINT + witness.cosign(Vectors.CHECKPOINT, seconds)))
                    .hasMessage("the cosignature of witness.example.org/w1 has no time that a calendar has");
        }
    }

    @Test
    void refuses_a_checkpoint_of_another_log_with_the_same_key() {
        assertThatThrownBy(() -> verifier("example.org/other", Vectors.LOG_KEY).verify(Notes.bytes(Vectors.CHECKPOINT)))
                .hasMessage("the checkpoint is of another log: \"example.org/decisions\", not \"example.org/other\"");
    }

    @Test
    void keeps_lines_that_mean_nothing_to_it() throws VerificationException {
        String text = Vectors.CHECKPOINT_TEXT + "more\n— and é\n";

        assertThat(verify(text + "\n" + Keys.log().sign(text)).checkpoint().extensions())
                .containsExactly("more", "— and é");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org/decisions\n",
                "example.org/decisions\n8\n",
                "\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
                "example.org/decisions\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\n",
                "example.org/decisions\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n\nmore\n",
                "example.org/decisions\n\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
                "example.org/decisions\n08\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
                "example.org/decisions\n+8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
                "example.org/decisions\n-8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
                "example.org/decisions\n8 \nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
                "example.org/decisions\n0x8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
                "example.org/decisions\n8.0\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
                "example.org/decisions\n\u0668\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
                "example.org/decisions\n9223372036854775808\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
                "example.org/decisions\n18446744073709551624\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
                "example.org/decisions\n0\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n",
                "example.org/decisions\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg\n",
                "example.org/decisions\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyh=\n",
                "example.org/decisions\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz-Nw7_RgQyg=\n",
                "example.org/decisions\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQw==\n",
                "example.org/decisions\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQygA\n",
                "example.org/decisions\n8\n5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328\n",
                "example.org/decisions\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg= \n"
            })
    void refuses_other_texts_though_they_are_signed(String text) {
        assertThatThrownBy(() -> verify(text + "\n" + Keys.log().sign(text)))
                .isInstanceOf(VerificationException.class)
                .hasMessageMatching("(a|the) checkpoint.*|two checkpoints.*");
    }

    @Test
    void says_what_is_wrong_with_a_text() {
        assertThatThrownBy(() -> verify(signed("example.org/decisions\n08\nx\n")))
                .hasMessage("the checkpoint's size is not a decimal number below 2^63: \"08\"");
        assertThatThrownBy(() -> verify(signed("example.org/decisions\n8\nAAAA\n")))
                .hasMessage("the checkpoint's root has 3 bytes, not 32");
        assertThatThrownBy(() -> verify(signed("example.org/decisions\n8\n" + "A".repeat(1000) + "!\n")))
                .hasMessage("the checkpoint's root is not base64: \"" + "A".repeat(80) + "…\"");
    }

    private static String signed(String text) {
        return text + "\n" + Keys.log().sign(text);
    }

    @Test
    void refuses_two_keys_that_it_could_not_tell_apart() {
        // Ids are short: these two were found among 44 000.
        String one = "example.org/x+ee419571+AflKJ2K2a12LdsFMnhfIW8qnLjYrVWt22UbVb0UlnfsH";
        String other = "example.org/x+ee419571+AXLNVVaxfKyYc/aqKZDE8u576Fq2grDDB58LXGVUUsYg";

        assertThatThrownBy(() -> verifier(Vectors.ORIGIN, Vectors.LOG_KEY, one, other))
                .hasMessage("two keys have the same name and id: " + one + " and " + other);
    }

    @Test
    void takes_a_key_that_is_given_twice_for_one() throws VerificationException {
        assertThat(verifier(Vectors.ORIGIN, Vectors.LOG_KEY, Vectors.LOG_KEY)
                        .verify(Notes.bytes(Vectors.CHECKPOINT))
                        .signers())
                .containsExactly(Vectors.LOG_KEY);
    }

    private static VerifiedCheckpoint verify(String note) throws VerificationException {
        return verifier(Vectors.ORIGIN, Vectors.LOG_KEY, Vectors.WITNESS_KEY).verify(Notes.bytes(note));
    }

    private static CheckpointVerifier verifier(String origin, String... keys) throws VerificationException {
        var parsed = new ArrayList<VerifierKey>();
        for (String key : keys) {
            parsed.add(VerifierKey.parse(key));
        }
        return new CheckpointVerifier(origin, parsed);
    }
}

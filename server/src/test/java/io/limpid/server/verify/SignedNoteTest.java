package io.limpid.server.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.Samples;
import io.limpid.server.proof.Vectors;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SignedNoteTest {
    private static final String LINE = Vectors.SPEC_LINE;

    @Test
    void is_a_text_and_the_lines_behind_its_last_blank_line() throws VerificationException {
        SignedNote note = parse("\none\n\n\ntwo é \u2014 x AAAAAAA=\n\n" + LINE + "— other QUJDREU=\n");

        assertThat(note.text()).isEqualTo("\none\n\n\ntwo é \u2014 x AAAAAAA=\n");
        assertThat(note.signatures()).extracting(NoteSignature::name).containsExactly("example.com/foo", "other");
        assertThat(note.signatures()).extracting(NoteSignature::id).containsExactly(0x530d903a, 0x41424344);
        assertThat(note.signatures().get(0).signature()).hasSize(64);
        assertThat(note.signatures().get(1).signature()).containsExactly('E');
    }

    @Test
    void may_have_an_empty_line_as_its_text() throws VerificationException {
        assertThat(parse("\n\n" + LINE).text()).isEqualTo("\n");
        assertThat(parse("a\n\n\n" + LINE).text()).isEqualTo("a\n\n");
    }

    @Test
    void may_have_sixteen_signatures_and_sixty_four_but_not_more() throws VerificationException {
        assertThat(parse("a\n\n" + LINE.repeat(16)).signatures()).hasSize(16);
        assertThat(parse("a\n\n" + LINE.repeat(64)).signatures()).hasSize(64);
        assertThatThrownBy(() -> parse("a\n\n" + LINE.repeat(65)))
                .hasMessage("a note has at most 64 signatures, not 65");
    }

    @Test
    void is_not_longer_than_its_bound() throws VerificationException {
        String text = "x".repeat(SignedNote.MAX_BYTES - Notes.bytes("\n\n" + LINE).length);

        assertThat(parse(text + "\n\n" + LINE).text()).hasSize(text.length() + 1);
        assertThatThrownBy(() -> parse("x" + text + "\n\n" + LINE))
                .hasMessage("a note has at most 262144 bytes, not 262145");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "a",
                "a\n",
                "a\n\n",
                "a\n\n\n",
                "\n— n QUJDREU=\n",
                "a\n— n QUJDREU=\n",
                "a\n\n— n QUJDREU=",
                "a\n\n— n QUJDREU=x",
                "a\n\n— n QUJDREU=\n\n",
                "a\n\n— n QUJDREU=\nx\n",
                "a\n\n— n QUJDREU=\n\n— \n",
                "a\n\n-- n QUJDREU=\n",
                "a\n\n- n QUJDREU=\n",
                "a\n\n—n QUJDREU=\n",
                "a\n\n—  n QUJDREU=\n",
                "a\n\n— n  QUJDREU=\n",
                "a\n\n— n QUJDREU= \n",
                "a\n\n— n QUJDREU= x\n",
                "a\n\n — n QUJDREU=\n",
                "a\n\n—\u00a0n QUJDREU=\n",
                "a\n\n— n\u00a0QUJDREU=\n",
                "a\n\n— n\u3000m QUJDREU=\n",
                "a\n\n— n\u2028m QUJDREU=\n",
                "a\n\n— n\u0085m QUJDREU=\n",
                "a\n\n— n+m QUJDREU=\n",
                "a\n\n—  QUJDREU=\n",
                "a\n\n— n\n",
                "a\n\n— n \n",
                "a\n\n— n QUJDREU\n",
                "a\n\n— n QUJDREU==\n",
                "a\n\n— n QUJDREV=\n",
                "a\n\n— n QUJDRE==\n",
                "a\n\n— n QUJDRA==\n",
                "a\n\n— n QUJD\n",
                "a\n\n— n QUJD_EU=\n",
                "a\n\n— n =\n",
                "a\n\n— n QUJD=REU\n",
                "a\r\n\r\n— n QUJDREU=\r\n",
                "a\n\n— n QUJDREU=\r\n",
                "a\tb\n\n— n QUJDREU=\n",
                "a\u0000b\n\n— n QUJDREU=\n",
                "a\u001b\n\n— n QUJDREU=\n"
            })
    void is_nothing_else(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(VerificationException.class);
    }

    @Test
    void is_valid_utf_8() {
        for (byte[] bad : new byte[][] {
            {(byte) 0xff},
            {(byte) 0xc0, (byte) 0x80},
            {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
            {(byte) 0xe2, (byte) 0x80}
        }) {
            byte[] note = Notes.bytes("????\n\n" + LINE);
            System.arraycopy(bad, 0, note, 0, bad.length);

            assertThatThrownBy(() -> SignedNote.parse(note)).hasMessage("the note is not UTF-8");
        }
    }

    @Test
    void says_what_is_wrong() {
        Map.of(
                        "a\n",
                        "the note has no blank line between text and signatures",
                        "a\n\n",
                        "the note does not end in a signature line with a newline",
                        "a\n\n" + LINE + "x\n",
                        "line 2 of the signatures is none",
                        "a\n\n— n QUJDREV=\n",
                        "the signature of n is not base64: \"QUJDREV=\"",
                        "a\n\n— n QUJDRA==\n",
                        "the signature of n is too short",
                        "a\tb\n",
                        "the note has a control character")
                .forEach(
                        (note, message) -> assertThatThrownBy(() -> parse(note)).hasMessage(message));
    }

    @Test
    void survives_any_bytes() {
        byte[] whole = Notes.bytes(Vectors.CHECKPOINT);
        Samples.check(5_000, random -> {
            byte[] bytes = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? '\n' : random.nextInt(256));
            }
            try {
                SignedNote note = SignedNote.parse(bytes);
                assertThat(note.text()).endsWith("\n");
                assertThat(note.signatures()).isNotEmpty();
            } catch (VerificationException refused) {
                assertThat(refused).hasMessageNotContaining("java.");
            }
        });
    }

    private static SignedNote parse(String note) throws VerificationException {
        return SignedNote.parse(Notes.bytes(note));
    }
}

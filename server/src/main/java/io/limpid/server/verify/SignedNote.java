package io.limpid.server.verify;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text and the signatures under it (C2SP signed-note), parsed, not yet verified.
 *
 * @param text with its last newline, which is what signatures are over
 */
record SignedNote(String text, List<NoteSignature> signatures) {
    /** As many bytes as a note may have; sixty-four post-quantum signatures fit. */
    static final int MAX_BYTES = 1 << 18;

    /** As many signatures as a note may have; the specification asks for 16 at least. */
    static final int MAX_SIGNATURES = 64;

    private static final Pattern LINE = Pattern.compile("\u2014 ([^\\p{IsWhite_Space}+]+) ([A-Za-z0-9+/=]+)");

    static SignedNote parse(byte[] bytes) throws VerificationException {
        if (bytes.length > MAX_BYTES) {
            throw new VerificationException("a note has at most " + MAX_BYTES + " bytes, not " + bytes.length);
        }
        String note = Strict.text("the note", bytes);
        int blank = note.lastIndexOf("\n\n");
        if (blank < 0) {
            throw new VerificationException("the note has no blank line between text and signatures");
        }
        String signatures = note.substring(blank + 2);
        if (!signatures.endsWith("\n")) {
            throw new VerificationException("the note does not end in a signature line with a newline");
        }
        return new SignedNote(note.substring(0, blank + 1), signatures(signatures));
    }

    private static List<NoteSignature> signatures(String text) throws VerificationException {
        String[] lines = text.substring(0, text.length() - 1).split("\n", -1);
        if (lines.length > MAX_SIGNATURES) {
            throw new VerificationException(
                    "a note has at most " + MAX_SIGNATURES + " signatures, not " + lines.length);
        }
        var signatures = new ArrayList<NoteSignature>();
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new VerificationException("line " + (signatures.size() + 1) + " of the signatures is none");
            }
            String name = matcher.group(1);
            byte[] decoded = Strict.base64("the signature of " + name, matcher.group(2));
            if (decoded.length <= Integer.BYTES) {
                throw new VerificationException("the signature of " + name + " is too short");
            }
            var buffer = ByteBuffer.wrap(decoded);
            int id = buffer.getInt();
            var signature = new byte[buffer.remaining()];
            buffer.get(signature);
            signatures.add(new NoteSignature(name, id, signature));
        }
        return List.copyOf(signatures);
    }
}

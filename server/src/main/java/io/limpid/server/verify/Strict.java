package io.limpid.server.verify;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** Reads text, numbers and bytes in their one form only. */
final class Strict {
    private static final Pattern DECIMAL = Pattern.compile("0|[1-9][0-9]{0,18}");

    private Strict() {}

    /** A decimal number from 0 to 2^63 - 1, without sign and leading zeros. */
    static long decimal(String what, String text) throws VerificationException {
        if (DECIMAL.matcher(text).matches()) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                // Too large, and told so below.
            }
        }
        throw new VerificationException(what + " is not a decimal number below 2^63: " + shown(text));
    }

    /** Base64 of RFC 4648, section 4: padded, and with no bits set that mean nothing. */
    static byte[] base64(String what, String text) throws VerificationException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new VerificationException(what + " is not base64: " + shown(text));
    }

    /** UTF-8 whose only control character below U+0020 is the newline. */
    static String text(String what, byte[] bytes) throws VerificationException {
        for (byte b : bytes) {
            if (b >= 0 && b < ' ' && b != '\n') {
                throw new VerificationException(what + " has a control character");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new VerificationException(what + " is not UTF-8");
        }
    }

    /** The beginning of something that may be long. */
    private static String shown(String text) {
        return "\"" + (text.length() <= 80 ? text : text.substring(0, 80) + "…") + "\"";
    }
}

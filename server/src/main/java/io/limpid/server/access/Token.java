package io.limpid.server.access;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a caller shows: {@code limpid_<id>_<secret>_<checksum>}. The id says which key it is; the secret is 32 random bytes in
 * base64url; the checksum (CRC-32 of all before it, eight hexadecimal digits) tells a slip of the pen, and a token in a file that
 * nobody meant to publish.
 */
final class Token {
    private static final Pattern FORM = Pattern.compile("(limpid_([a-z2-7]{10})_([A-Za-z0-9_-]{43}))_([0-9a-f]{8})");
    private static final String ID_LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int ID_LENGTH = 10;
    private static final int SECRET_BYTES = 32;

    private final String id;
    private final String secret;

    private Token(String id, String secret) {
        this.id = id;
        this.secret = secret;
    }

    static Token random(SecureRandom random) {
        var id = new StringBuilder();
        for (int i = 0; i < ID_LENGTH; i++) {
            id.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return new Token(id.toString(), Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
    }

    /** Reads one; empty where it has another form, or its checksum is not that of the rest. */
    static Optional<Token> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        return matcher.matches() && checksum(matcher.group(1)).equals(matcher.group(4))
                ? Optional.of(new Token(matcher.group(2), matcher.group(3)))
                : Optional.empty();
    }

    private static String checksum(String text) {
        return String.format(
                Locale.ROOT,
                "%08x",
                Hashing.crc32().hashString(text, StandardCharsets.US_ASCII).asInt());
    }

    String id() {
        return id;
    }

    /** SHA-256 of the secret: enough, since a secret of 256 random bits cannot be guessed from it. */
    byte[] digest() {
        return Hashing.sha256().hashString(secret, StandardCharsets.US_ASCII).asBytes();
    }

    /** The whole token. Not {@code toString}, so that no log line has it by chance. */
    String text() {
        String body = "limpid_" + id + "_" + secret;
        return body + "_" + checksum(body);
    }
}

package io.limpid.server.tree;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A named Ed25519 key that signs notes (C2SP signed-note, signature type 0x01).
 *
 * <p>Immutable; safe for many threads. Ed25519 is deterministic: the same text always gets the same line.
 */
public final class NoteSigner {
    private static final byte ED25519 = 1;
    private static final int KEY_BYTES = 32;
    private static final String SECRET = "PRIVATE+KEY+";

    /** What stands before the 32 bytes of a public key in its X.509 form, RFC 8410, section 4. */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final Pattern NAME = Pattern.compile("[^\\p{IsWhite_Space}\\p{Cntrl}+]+");

    private final String name;
    private final PrivateKey secret;
    private final byte[] seed;
    private final byte[] publicKey;
    private final byte[] id;

    private NoteSigner(String name, byte[] seed, byte[] publicKey) {
        if (!isName(name)) {
            throw new IllegalArgumentException("a key's name has neither spaces nor plus signs, and is not empty: \""
                    + name + "\"; a host and a path do, such as example.org/decisions");
        }
        this.name = name;
        this.seed = seed;
        this.publicKey = publicKey;
        secret = secret(seed);
        MessageDigest digest = TreeHash.sha256();
        digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(ED25519);
        id = Arrays.copyOf(digest.digest(publicKey), 4);
    }

    /** Whether a key can have this name: not empty, without spaces, control characters and plus signs. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** A new key of the platform's own randomness. */
    public static NoteSigner generate(String name) {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] seed = ((EdECPrivateKey) pair.getPrivate())
                    .getBytes()
                    .orElseThrow(() -> new AssertionError("a key just made shows its seed"));
            byte[] encoded = pair.getPublic().getEncoded();
            return new NoteSigner(name, seed, Arrays.copyOfRange(encoded, X509_PREFIX.length, encoded.length));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has Ed25519", e);
        }
    }

    /**
     * The key that {@link #secretKey} and {@link #verifierKey} wrote.
     *
     * @throws IllegalArgumentException if they are not in that form, or not of one key; its message does not tell the secret
     */
    public static NoteSigner of(String secretKey, String verifierKey) {
        String[] parts = verifierKey.split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a verifier key: \"" + verifierKey + "\"");
        }
        String prefix = SECRET + parts[0] + "+" + parts[1] + "+";
        if (!secretKey.startsWith(prefix)) {
            throw new IllegalArgumentException("the secret key is not that of " + verifierKey);
        }
        var signer = new NoteSigner(parts[0], key(secretKey.substring(prefix.length())), key(parts[2]));
        if (!signer.verifierKey().equals(verifierKey) || !signer.isPair()) {
            throw new IllegalArgumentException("the secret key is not that of " + verifierKey);
        }
        return signer;
    }

    private static byte[] key(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a key is not base64"); // Its own message might tell of the secret.
        }
        if (bytes.length != 1 + KEY_BYTES || bytes[0] != ED25519) {
            throw new IllegalArgumentException("a key is not one of Ed25519");
        }
        return Arrays.copyOfRange(bytes, 1, bytes.length);
    }

    private static PrivateKey secret(byte[] seed) {
        try {
            return KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("any 32 bytes are a secret key", e);
        }
    }

    /** Whether the public key is that of the secret one, which the platform does not let us compute. */
    private boolean isPair() {
        byte[] text = "a pair?\n".getBytes(StandardCharsets.US_ASCII);
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(joined(X509_PREFIX, publicKey)));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(key);
            signature.update(text);
            return signature.verify(signed(text));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    public String name() {
        return name;
    }

    /** What others verify with: {@code name+id+key}. */
    public String verifierKey() {
        return name + "+" + HexFormat.of().formatHex(id) + "+" + base64(new byte[] {ED25519}, publicKey);
    }

    /** What to keep: {@code PRIVATE+KEY+name+id+key}, the form of Go's note package. */
    public String secretKey() {
        return SECRET + name + "+" + HexFormat.of().formatHex(id) + "+" + base64(new byte[] {ED25519}, seed);
    }

    /**
     * A signature line for a text, with its newline.
     *
     * @param text ends in a newline, and has no other control characters
     */
    public String sign(String text) {
        checkText(text);
        return "\u2014 " + name + " " + base64(id, signed(text.getBytes(StandardCharsets.UTF_8))) + "\n";
    }

    private static void checkText(String text) {
        boolean hasControl = text.chars().anyMatch(c -> c < ' ' && c != '\n');
        boolean isUnicode = StandardCharsets.UTF_8.newEncoder().canEncode(text);
        if (!text.endsWith("\n") || hasControl || !isUnicode) {
            throw new IllegalArgumentException("the text of a note is lines of Unicode, each with a newline");
        }
    }

    private byte[] signed(byte[] text) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(secret);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has Ed25519", e);
        }
    }

    private static String base64(byte[] first, byte[] second) {
        return Base64.getEncoder().encodeToString(joined(first, second));
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var joined = new ByteArrayOutputStream();
        joined.writeBytes(first);
        joined.writeBytes(second);
        return joined.toByteArray();
    }

    /** The verifier key; never the secret one. */
    @Override
    public String toString() {
        return verifierKey();
    }
}

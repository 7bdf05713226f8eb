package io.limpid.server.verify;

import io.limpid.server.proof.Hash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whom to believe: a named public key (C2SP signed-note), of a log or of a witness. Immutable; safe for many threads.
 */
public final class VerifierKey {
    /** What a key's signatures are over. */
    public enum Type {
        /** 0x01: the text of a note. */
        LOG(0x01),
        /** 0x04: a time and the text of a checkpoint (C2SP tlog-cosignature, version 1). */
        WITNESS(0x04);

        private final int code;

        Type(int code) {
            this.code = code;
        }
    }

    private static final int KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 64;
    private static final Pattern SYNTAX =
            Pattern.compile("([^\\p{IsWhite_Space}\\p{Cntrl}+]+)\\+([0-9a-f]{8})\\+([A-Za-z0-9+/=]+)");

    /** What comes before the 32 bytes of an Ed25519 key in DER, RFC 8410. */
    private static final byte[] DER_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    private final String text;
    private final String name;
    private final int id;
    private final Type type;
    private final PublicKey key;

    private VerifierKey(String text, String name, int id, Type type, PublicKey key) {
        this.text = text;
        this.name = name;
        this.id = id;
        this.type = type;
        this.key = key;
    }

    /**
     * Reads {@code name+id+key}: the id in 8 lower-case hex digits, the key in base64 of its type and its 32 bytes.
     *
     * @throws VerificationException if that is not its form, the id is not that of the key, or it is of another type than the two known
     */
    public static VerifierKey parse(String text) throws VerificationException {
        Matcher matcher = SYNTAX.matcher(text);
        if (!matcher.matches()) {
            throw new VerificationException("not a verifier key, name+id+key: \"" + text + "\"");
        }
        String name = matcher.group(1);
        byte[] typed = Strict.base64("the key of " + name, matcher.group(3));
        Type type = type(name, typed);
        Hash hash = Sha256.of(name.getBytes(StandardCharsets.UTF_8), new byte[] {'\n'}, typed);
        int id = ByteBuffer.wrap(hash.bytes()).getInt();
        if (!matcher.group(2).equals(HexFormat.of().toHexDigits(id))) {
            throw new VerificationException("the key of " + name + " has another id: not " + matcher.group(2) + " but "
                    + HexFormat.of().toHexDigits(id));
        }
        return new VerifierKey(text, name, id, type, publicKey(name, typed));
    }

    private static Type type(String name, byte[] typed) throws VerificationException {
        for (Type type : Type.values()) {
            if (typed.length == 1 + KEY_BYTES && typed[0] == type.code) {
                return type;
            }
        }
        throw new VerificationException("the key of " + name + " is not an Ed25519 key of a log or a witness");
    }

    private static PublicKey publicKey(String name, byte[] typed) throws VerificationException {
        byte[] der = Arrays.copyOf(DER_PREFIX, DER_PREFIX.length + KEY_BYTES);
        System.arraycopy(typed, 1, der, DER_PREFIX.length, KEY_BYTES);
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(der));
            // Only here the platform sees whether it is a point of the curve.
            Signature.getInstance("Ed25519").initVerify(key);
            return key;
        } catch (InvalidKeySpecException | InvalidKeyException e) {
            throw new VerificationException("the key of " + name + " is no Ed25519 key");
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has Ed25519", e);
        }
    }

    public String name() {
        return name;
    }

    public Type type() {
        return type;
    }

    boolean made(NoteSignature signature) {
        return signature.id() == id && signature.name().equals(name);
    }

    /** Whether two keys could not be told apart by the signatures they make. */
    boolean clashesWith(VerifierKey other) {
        return id == other.id && name.equals(other.name);
    }

    /** Whether this key made a plain Ed25519 signature of these bytes. */
    boolean verifies(byte[] message, byte[] signature) {
        // The platform takes a signature with more bytes behind it.
        if (signature.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false; // Its second half is a number out of range.
        } catch (GeneralSecurityException e) {
            throw new AssertionError("this key was taken before", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VerifierKey key && text.equals(key.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was parsed. */
    @Override
    public String toString() {
        return text;
    }
}

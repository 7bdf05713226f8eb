package io.limpid.server.log;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of a log's folder, and what is done with it.
 *
 * <p>From the one random secret in {@code content.key} come keys for four purposes, each HMAC-SHA-256 of its purpose: one wraps the
 * keys of records, the others hide authors, idempotency keys and request bodies. Immutable; safe for many threads.
 */
final class ContentKey {
    /*
     * Each record has a key of its own (AES-256-GCM, random nonce, the decision's id as associated data), wrapped by RFC 3394 key
     * wrap, which needs no nonce and so has no limit on how many records one secret serves. Destroying a record's wrapped key
     * erases the record even where a backup still has the ciphertext.
     */
    static final int RECORD_KEY_BYTES = 32;
    static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int SECRET_BYTES = 32;
    private static final String PREFIX = "limpid-content-key-v1:";

    private final SecretKeySpec wrapping;
    private final SecretKeySpec author;
    private final SecretKeySpec idempotency;
    private final SecretKeySpec body;
    private final String id;

    private ContentKey(byte[] secret) {
        wrapping = new SecretKeySpec(derive(secret, "limpid/wrap"), "AES");
        author = new SecretKeySpec(derive(secret, "limpid/author"), "HmacSHA256");
        idempotency = new SecretKeySpec(derive(secret, "limpid/idempotency"), "HmacSHA256");
        body = new SecretKeySpec(derive(secret, "limpid/body"), "HmacSHA256");
        id = HexFormat.of().formatHex(derive(secret, "limpid/id"), 0, 8);
    }

    /**
     * Reads the key file.
     *
     * @throws LogRefusedException if others than its owner may use it, its owner may not read it, or it is no key file
     */
    static ContentKey load(Path file) {
        String text = KeyFile.read(file, "opens all content of this log").strip();
        if (!text.startsWith(PREFIX)) {
            throw KeyFile.notAKey(file, null);
        }
        try {
            byte[] secret = Base64.getDecoder().decode(text.substring(PREFIX.length()));
            if (secret.length != SECRET_BYTES) {
                throw KeyFile.notAKey(file, null);
            }
            return new ContentKey(secret);
        } catch (IllegalArgumentException e) {
            throw KeyFile.notAKey(file, e);
        }
    }

    /** Makes a secret and its file, of mode 0600 from its first moment and whole or not there at all. */
    static ContentKey create(Path file, SecureRandom random) {
        var secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        KeyFile.write(file, PREFIX + Base64.getEncoder().encodeToString(secret) + "\n");
        return new ContentKey(secret);
    }

    /** Tells one secret from another without telling the secret. */
    String id() {
        return id;
    }

    byte[] hideAuthor(String authorId) {
        return lookup(author, authorId.getBytes(StandardCharsets.UTF_8));
    }

    byte[] hideIdempotencyKey(String key) {
        return lookup(idempotency, key.getBytes(StandardCharsets.UTF_8));
    }

    byte[] hideBody(byte[] bodyDigest) {
        return lookup(body, bodyDigest);
    }

    /** Half of an HMAC: two values that meet by chance are as unlikely as two equal UUIDs, and indices are half as large. */
    private static byte[] lookup(SecretKeySpec key, byte[] bytes) {
        return Arrays.copyOf(hmac(key, bytes), 16);
    }

    /** Encrypts a record's content under its own fresh key. */
    SealedContent seal(byte[] recordKey, byte[] nonce, String decisionId, byte[] plain) {
        try {
            var key = new SecretKeySpec(recordKey, "AES");
            Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
            gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            gcm.updateAAD(decisionId.getBytes(StandardCharsets.UTF_8));
            var data = new byte[NONCE_BYTES + gcm.getOutputSize(plain.length)];
            System.arraycopy(nonce, 0, data, 0, NONCE_BYTES);
            gcm.doFinal(plain, 0, plain.length, data, NONCE_BYTES);
            Cipher wrap = Cipher.getInstance("AESWrap");
            wrap.init(Cipher.WRAP_MODE, wrapping);
            return new SealedContent(wrap.wrap(key), data);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has AES", e);
        }
    }

    /**
     * Decrypts what {@link #seal} encrypted.
     *
     * @throws LogDamagedException if this key, this id or these bytes are not the ones it was sealed with
     */
    byte[] open(SealedContent sealed, String decisionId) {
        try {
            Cipher wrap = Cipher.getInstance("AESWrap");
            wrap.init(Cipher.UNWRAP_MODE, wrapping);
            var key = wrap.unwrap(sealed.key(), "AES", Cipher.SECRET_KEY);
            Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
            gcm.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed.data(), 0, NONCE_BYTES));
            gcm.updateAAD(decisionId.getBytes(StandardCharsets.UTF_8));
            return gcm.doFinal(sealed.data(), NONCE_BYTES, sealed.data().length - NONCE_BYTES);
        } catch (AEADBadTagException e) {
            throw new LogDamagedException("the content of decision " + decisionId + " was altered", e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new LogDamagedException("the content of decision " + decisionId + " does not open", e);
        }
    }

    private static byte[] derive(byte[] secret, String purpose) {
        return hmac(new SecretKeySpec(secret, "HmacSHA256"), purpose.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] hmac(SecretKeySpec key, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(bytes);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }
}

package io.limpid.server.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A salted disclosure of SD-JWT (RFC 9901, section 4.2.1): the JSON {@code ["salt", "name", value]}.
 *
 * <p>Its digest (section 4.2.3) can be public: without the salt it tells nothing of the value, however short the value is.
 *
 * @param name what is disclosed
 * @param value a JSON value; null where it was not kept and only the salt was
 * @param json the exact bytes; {@code ["salt", "name"]} where the value was not kept
 */
@SuppressWarnings("ArrayRecordComponent") // The exact bytes are what is digested; nothing compares two of them.
record Disclosure(String name, @Nullable Object value, byte[] json) {
    /** Bytes of randomness in a salt, as section 9.3 recommends. */
    static final int SALT_BYTES = 16;

    private static final JsonMapper JSON = new JsonMapper();
    private static final Base64.Encoder TO_BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final TypeReference<List<@Nullable Object>> PARTS = new TypeReference<>() {};

    /**
     * @throws IllegalArgumentException if the value is not a JSON value, or holds a lone surrogate
     */
    static Disclosure of(byte[] salt, String name, Object value) {
        return new Disclosure(name, value, json(TO_BASE64.encodeToString(salt), name, value));
    }

    /** What is kept of a disclosure whose value is not: enough to check a value that someone else still has. */
    static Disclosure saltOnly(byte[] salt, String name) {
        return new Disclosure(name, null, json(TO_BASE64.encodeToString(salt), name));
    }

    /**
     * @throws IllegalArgumentException if the bytes are no disclosure
     */
    static Disclosure read(byte[] json) {
        try {
            List<@Nullable Object> parts = JSON.readValue(json, PARTS);
            if (parts.size() < 2 || parts.size() > 3 || !(parts.get(1) instanceof String name)) {
                throw new IllegalArgumentException("not a disclosure");
            }
            return new Disclosure(name, parts.size() == 3 ? parts.get(2) : null, json);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a disclosure", e);
        }
    }

    /** The form in which it is handed on: {@code base64url(json)}. */
    String encoded() {
        return TO_BASE64.encodeToString(json);
    }

    /** {@code base64url(SHA-256(ASCII(encoded)))}, what the leaf's {@code sd} holds. */
    static String digest(String encoded) {
        return TO_BASE64.encodeToString(Position.sha256().digest(encoded.getBytes(StandardCharsets.US_ASCII)));
    }

    /** {@code base64url(SHA-256(salt || answer))}, what the leaf's {@code answer_digest} holds. */
    static String digestOfAnswer(byte[] salt, byte[] answer) {
        MessageDigest digest = Position.sha256();
        digest.update(salt);
        return TO_BASE64.encodeToString(digest.digest(answer));
    }

    private static byte[] json(Object... parts) {
        try {
            String json = JSON.writeValueAsString(parts);
            if (CanonicalJson.hasLoneSurrogate(json)) {
                throw new IllegalArgumentException("no JSON for a disclosure: a string holds a lone surrogate");
            }
            return json.getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON for a disclosure: " + e.getOriginalMessage(), e);
        }
    }
}

package io.limpid.server.log;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Content as it lies on disk.
 *
 * @param key the record's own key, wrapped
 * @param data nonce, ciphertext and tag
 */
@SuppressWarnings("ArrayRecordComponent") // Goes to the database as it is.
record SealedContent(byte[] key, byte[] data) {
    private static final byte FORMAT = 2;

    /** What is encrypted: a format byte, the disclosures, the salt of the answer and the answer, each with its length. */
    static byte[] pack(List<byte[]> disclosures, byte[] answerSalt, byte[] answer) {
        int size = 1 + 4 + 4 + answerSalt.length + 4 + answer.length;
        for (byte[] json : disclosures) {
            size += 4 + json.length;
        }
        var out = ByteBuffer.allocate(size).put(FORMAT).putInt(disclosures.size());
        for (byte[] json : disclosures) {
            out.putInt(json.length).put(json);
        }
        return out.putInt(answerSalt.length)
                .put(answerSalt)
                .putInt(answer.length)
                .put(answer)
                .array();
    }

    /**
     * Undoes {@link #pack}.
     *
     * @throws IllegalStateException if that is not what was packed: another program has sealed it, or somebody who has the key
     */
    static KeptContent unpack(byte[] plain) {
        try {
            var in = ByteBuffer.wrap(plain);
            if (in.get() != FORMAT) {
                throw new IllegalStateException("its content is of an unknown format");
            }
            int count = in.getInt();
            var encoded = new ArrayList<String>();
            var disclosures = new LinkedHashMap<String, Object>();
            for (int i = 0; i < count; i++) {
                var disclosure = Disclosure.read(take(in));
                Object value = disclosure.value();
                if (value != null) {
                    encoded.add(disclosure.encoded());
                    disclosures.put(disclosure.name(), value);
                }
            }
            byte[] salt = take(in);
            byte[] answer = take(in);
            if (salt.length != Disclosure.SALT_BYTES || in.hasRemaining()) {
                throw new IllegalStateException("its content is not of the form in which it is kept");
            }
            return new KeptContent(disclosures, List.copyOf(encoded), count - encoded.size(), salt, answer);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IllegalStateException("its content is not of the form in which it is kept", e);
        }
    }

    private static byte[] take(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}

package io.limpid.server.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
    private static final byte FORMAT = 1;

    /** What is encrypted: a format byte, the disclosures and the answer, each with its length. */
    static byte[] pack(List<String> disclosures, byte[] answer) {
        var encoded = new ArrayList<byte[]>(disclosures.size());
        int size = 1 + 4 + 4 + answer.length;
        for (String disclosure : disclosures) {
            byte[] bytes = disclosure.getBytes(StandardCharsets.US_ASCII);
            encoded.add(bytes);
            size += 4 + bytes.length;
        }
        var out = ByteBuffer.allocate(size).put(FORMAT).putInt(encoded.size());
        for (byte[] bytes : encoded) {
            out.putInt(bytes.length).put(bytes);
        }
        return out.putInt(answer.length).put(answer).array();
    }

    /** Undoes {@link #pack}; the bytes are authenticated, so that a wrong form can only come from a newer program. */
    static KeptContent unpack(byte[] plain) {
        var in = ByteBuffer.wrap(plain);
        if (in.get() != FORMAT) {
            throw new IllegalStateException("content of a newer format");
        }
        int count = in.getInt();
        var encoded = new ArrayList<String>(count);
        var disclosures = new LinkedHashMap<String, Object>();
        for (int i = 0; i < count; i++) {
            var disclosure = Disclosure.decode(new String(take(in), StandardCharsets.US_ASCII));
            Object value = disclosure.value();
            if (value != null) {
                encoded.add(disclosure.encoded());
                disclosures.put(disclosure.name(), value);
            }
        }
        return new KeptContent(disclosures, List.copyOf(encoded), take(in));
    }

    private static byte[] take(ByteBuffer in) {
        var bytes = new byte[in.getInt()];
        in.get(bytes);
        return bytes;
    }
}

package io.limpid.server.tree;

import io.limpid.server.proof.Hash;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Writes receipts: that one entry is in the log, for someone who has nothing but the verifier keys (C2SP tlog-proof, version 1). */
public final class ReceiptWriter {
    private ReceiptWriter() {}

    /**
     * A receipt as text.
     *
     * @param proof that the entry is in the tree of the checkpoint
     * @param checkpoint the signed note, with all its signatures
     * @param extra whatever helps its reader, such as the entry itself; nothing vouches for it. Null for none
     */
    public static String write(InclusionProof proof, String checkpoint, byte @Nullable [] extra) {
        String[] lines = checkpoint.split("\n", 3);
        if (lines.length < 3 || !lines[1].equals(Long.toString(proof.size()))) {
            throw new IllegalArgumentException("a proof for size " + proof.size() + " under a checkpoint of another");
        }
        var receipt = new StringBuilder("c2sp.org/tlog-proof@v1\n");
        if (extra != null) {
            receipt.append("extra ").append(base64(extra)).append('\n');
        }
        receipt.append("index ").append(proof.index()).append('\n');
        for (Hash hash : proof.hashes()) {
            receipt.append(base64(hash.bytes())).append('\n');
        }
        return receipt.append('\n').append(checkpoint).toString();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}

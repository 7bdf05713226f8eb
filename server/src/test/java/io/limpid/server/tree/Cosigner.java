package io.limpid.server.tree;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

/** A witness that signs whatever it is shown (C2SP tlog-cosignature, version 1). */
public final class Cosigner {
    private final String verifierKey;
    private final byte[] seed;

    public Cosigner(String verifierKey, byte[] seed) {
        this.verifierKey = verifierKey;
        this.seed = seed.clone();
    }

    /** A cosignature line for the checkpoint of a signed note. */
    public String cosign(String note, long seconds) {
        String text = note.substring(0, note.lastIndexOf("\n\n") + 1);
        String[] parts = verifierKey.split("\\+", 3);
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed)));
            signature.update(("cosignature/v1\ntime " + seconds + "\n" + text).getBytes(StandardCharsets.UTF_8));
            byte[] blob = ByteBuffer.allocate(4 + 8 + 64)
                    .put(HexFormat.of().parseHex(parts[1]))
                    .putLong(seconds)
                    .put(signature.sign())
                    .array();
            return "— " + parts[0] + " " + Base64.getEncoder().encodeToString(blob) + "\n";
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}

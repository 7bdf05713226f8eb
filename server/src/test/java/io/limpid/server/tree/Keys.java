package io.limpid.server.tree;

import io.limpid.server.proof.Vectors;
import java.util.Base64;

/** Signers whose keys are known to everyone. */
public final class Keys {
    private Keys() {}

    /** The log of {@link Vectors}. */
    public static NoteSigner log() {
        return NoteSigner.of(secretKey(Vectors.LOG_KEY, Vectors.LOG_SEED), Vectors.LOG_KEY);
    }

    /** The form in which a secret key is kept. */
    public static String secretKey(String verifierKey, byte[] seed) {
        var typed = new byte[33];
        typed[0] = 1;
        System.arraycopy(seed, 0, typed, 1, 32);
        return "PRIVATE+KEY+" + verifierKey.substring(0, verifierKey.lastIndexOf('+', verifierKey.indexOf('+') + 9))
                + "+" + Base64.getEncoder().encodeToString(typed);
    }
}

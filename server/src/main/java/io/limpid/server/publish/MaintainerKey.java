package io.limpid.server.publish;

import io.limpid.server.log.KeyFile;
import io.limpid.server.log.LogRefusedException;
import io.limpid.server.tree.NoteSigner;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifierKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A key with which a maintainer signs rulesets: a secret file of mode 0600, and a public one beside it. Immutable. */
public final class MaintainerKey {
    private static final int MOST_BYTES = 10_000;

    private final NoteSigner signer;

    MaintainerKey(NoteSigner signer) {
        this.signer = signer;
    }

    /** What others verify with. */
    public String verifierKey() {
        return signer.verifierKey();
    }

    /** A signature line for a text, with its newline. */
    String sign(String text) {
        return signer.sign(text);
    }

    /**
     * Makes a key: {@code file} with the secret, {@code file.pub} with the verifier key.
     *
     * @param name of the maintainer; without spaces and plus signs
     * @return the verifier key
     * @throws PublishingException if one of the files is there, or cannot be written
     * @throws IllegalArgumentException if the name is none
     */
    public static String generate(Path file, String name) {
        NoteSigner key = NoteSigner.generate(name);
        Path open = publicFile(file);
        for (Path there : List.of(file, open)) {
            if (Files.exists(there)) {
                throw new PublishingException(
                        there + " is there already; a key is never overwritten, so name another file", null);
            }
        }
        try {
            KeyFile.write(file, key.secretKey() + "\n" + key.verifierKey() + "\n");
            Files.writeString(open, key.verifierKey() + "\n", StandardCharsets.UTF_8);
            return key.verifierKey();
        } catch (LogRefusedException e) {
            throw new PublishingException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + open, e);
        }
    }

    private static Path publicFile(Path file) {
        return file.resolveSibling(file.getFileName() + ".pub");
    }

    /**
     * Reads a secret.
     *
     * @throws PublishingException if others may read it, or it is none
     */
    public static MaintainerKey read(Path file) {
        try {
            List<String> lines = KeyFile.read(file, "signs rulesets in its owner's name")
                    .lines()
                    .toList();
            if (lines.size() != 2) {
                throw new IllegalArgumentException("two lines");
            }
            return new MaintainerKey(NoteSigner.of(lines.get(0), lines.get(1)));
        } catch (LogRefusedException e) {
            throw new PublishingException(String.valueOf(e.getMessage()), e);
        } catch (IllegalArgumentException e) {
            throw new PublishingException(
                    file + " is not the secret key of a maintainer; limpid rules keygen makes one", e);
        }
    }

    /**
     * Reads a verifier key.
     *
     * @throws PublishingException if the file cannot be read, or holds none
     */
    public static VerifierKey readPublic(Path file) {
        try {
            String text = Files.size(file) > MOST_BYTES
                    ? ""
                    : Files.readString(file, StandardCharsets.UTF_8).strip();
            VerifierKey key = VerifierKey.parse(text);
            if (key.type() != VerifierKey.Type.LOG) {
                throw new VerificationException("the key of a witness");
            }
            return key;
        } catch (VerificationException e) {
            throw new PublishingException(
                    file
                            + " is not the public key of a maintainer; limpid rules keygen writes it beside the secret one,"
                            + " as KEY.pub",
                    // Neither as a cause: what parsing says of the file may be a secret.
                    null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}

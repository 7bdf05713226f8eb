package io.limpid.server;

import io.limpid.server.config.StartRefusedException;
import io.limpid.server.config.TlsFiles;
import io.limpid.server.log.IoErrors;
import io.limpid.server.log.KeyFile;
import io.limpid.server.log.LogRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and their keys as certification authorities hand them out: PEM. */
final class Certificates {
    /** The store never leaves the memory. */
    static final String NO_PASSWORD = "";

    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

    private Certificates() {}

    /**
     * A store with the one key.
     *
     * @throws StartRefusedException if a file cannot be read, holds something else, or the two do not belong together
     */
    static KeyStore keyStore(TlsFiles files) {
        Certificate[] chain = chain(files.certificate());
        PrivateKey key = key(files.key(), chain[0].getPublicKey());
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("limpid", key, NO_PASSWORD.toCharArray(), chain);
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new StartRefusedException("the certificate " + files.certificate() + " cannot be used", e);
        }
    }

    private static Certificate[] chain(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(Certificate[]::new);
            if (chain.length == 0) {
                throw new StartRefusedException(file + " holds no certificate; it is a PEM file", null);
            }
            return chain;
        } catch (GeneralSecurityException e) {
            throw new StartRefusedException(file + " does not hold certificates in PEM", e);
        } catch (IOException e) {
            throw new StartRefusedException("cannot read " + file + ": " + IoErrors.why(e), e);
        }
    }

    private static PrivateKey key(Path file, PublicKey itsPublicKey) {
        String text;
        try {
            text = KeyFile.read(file, "speaks in the service's name");
        } catch (LogRefusedException e) {
            throw new StartRefusedException(String.valueOf(e.getMessage()), e);
        }
        Matcher pem = PEM.matcher(text);
        if (!pem.find() || !pem.group(1).equals("PRIVATE KEY")) {
            throw new StartRefusedException(
                    file
                            + " holds no private key in PKCS #8 (\"BEGIN PRIVATE KEY\"); convert it with: openssl pkcs8 -topk8"
                            + " -nocrypt -in " + file + " -out NEW_KEY",
                    null);
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(2));
            String algorithm = itsPublicKey.getAlgorithm();
            PrivateKey key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            Signature signature = Signature.getInstance(SIGNATURES.getOrDefault(algorithm, "SHA256withRSA"));
            signature.initSign(key);
            byte[] signed = signature.sign();
            signature.initVerify(itsPublicKey);
            if (signature.verify(signed)) {
                return key;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new StartRefusedException(file + " holds no key of the certificate's kind", e);
        }
        throw new StartRefusedException(file + " holds a key, but not that of the certificate", null);
    }
}

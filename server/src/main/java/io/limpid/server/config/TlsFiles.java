package io.limpid.server.config;

import java.nio.file.Path;

/**
 * What the service speaks HTTPS with.
 *
 * @param certificate PEM: its own certificate and those that it rests on
 * @param key PEM: the private key in PKCS #8, of mode 0600
 */
public record TlsFiles(Path certificate, Path key) {}

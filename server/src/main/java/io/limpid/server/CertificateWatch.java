package io.limpid.server;

import io.limpid.server.config.StartRefusedException;
import io.limpid.server.config.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes up a renewed certificate while the service runs: once a minute it looks whether the files changed. */
final class CertificateWatch extends AbstractLifeCycle {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
    private static final long BETWEEN_LOOKS_MILLIS = 60_000;

    private final TlsFiles files;
    private final SslContextFactory.Server ssl;
    private final Thread thread = new Thread(this::watch, "limpid-certificate");
    private List<FileTime> seen;

    CertificateWatch(TlsFiles files, SslContextFactory.Server ssl) {
        this.files = files;
        this.ssl = ssl;
        this.seen = times();
        thread.setDaemon(true);
    }

    @Override
    protected void doStart() {
        thread.start();
    }

    @Override
    protected void doStop() {
        thread.interrupt();
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes up what changed; files that will not do are told, and those of before stay. */
    void look() {
        List<FileTime> now = times();
        if (now.isEmpty() || now.equals(seen)) {
            return;
        }
        try {
            var store = Certificates.keyStore(files);
            ssl.reload(factory -> factory.setKeyStore(store));
            seen = now;
            LOG.info("the certificate {} was taken up anew", files.certificate());
        } catch (StartRefusedException e) {
            // The other file may be about to follow.
            LOG.warn("the certificate of before stays: {}", e.getMessage());
        } catch (Exception e) {
            LOG.warn("the certificate of before stays: {} cannot be used", files.certificate(), e);
        }
    }

    private List<FileTime> times() {
        try {
            return List.of(Files.getLastModifiedTime(files.certificate()), Files.getLastModifiedTime(files.key()));
        } catch (IOException e) {
            return List.of();
        }
    }
}

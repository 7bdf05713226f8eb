package io.limpid.server;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.limpid.server.access.Limits;
import io.limpid.server.api.Api;
import io.limpid.server.api.Bodies;
import io.limpid.server.api.OwnMethod;
import io.limpid.server.api.PlainErrors;
import io.limpid.server.api.SafeHeaders;
import io.limpid.server.config.ServerConfig.Listening;
import io.limpid.server.config.TlsFiles;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.EagerContentHandler.RetainedContentLoaderFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.InetAddressSet;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The web server, as far as it does not depend on what is asked: connections, bodies, encryption, headers of every answer. */
final class WebServer {
    /** What a request may say in its headers, in bytes; more is answered with 431. */
    private static final int HEADER_BYTES = 8 << 10;

    /** A connection on which nothing happens is closed. */
    private static final int IDLE_MILLIS = 30_000;

    private WebServer() {}

    /**
     * A server that was not started yet.
     *
     * @param limits of connections and of the time that a request may take
     * @param requests counts those under way
     * @param routes adds what can be asked
     * @throws io.limpid.server.config.StartRefusedException if the files of its certificate will not do
     */
    static Javalin create(
            Listening listening,
            Limits limits,
            GracefulHandler requests,
            QueuedThreadPool threads,
            Consumer<RoutesConfig> routes) {
        // No thread waits for the body of a post: who sends slowly holds a few kilobytes, and nobody up.
        var bodies = new EagerContentHandler(new RetainedContentLoaderFactory(Bodies.SMALL, 0, false));
        bodies.excludePath(Api.STREAMED_PATH);
        var deadline = new RequestDeadline(
                Duration.ofSeconds(limits.requestSeconds()), Set.of(Api.STREAMED_PATH, Api.EXPORT_PATH));
        deadline.setHandler(bodies);
        requests.setHandler(deadline);
        var proxies = new InetAddressSet();
        proxies.addAll(listening.proxies());
        return Javalin.create(config -> {
            quiet(config);
            config.http.prefer405over404 = true;
            config.http.compressionStrategy = CompressionStrategy.NONE;
            config.jetty.threadPool = threads;
            config.jetty.modifyHttpConfiguration(http -> {
                http.setSendServerVersion(false);
                http.addCustomizer(new OwnMethod());
                http.setRequestHeaderSize(HEADER_BYTES);
                if (!listening.proxies().isEmpty()) {
                    http.addCustomizer(new TrustedProxies(listening.proxies()));
                }
                http.addCustomizer((request, headers) ->
                        withHeaders(request, headers, listening.tls().isPresent()));
            });
            config.jetty.modifyServer(server -> {
                server.setHandler(requests);
                server.setErrorHandler(new PlainErrors());
                server.addBean(new NetworkConnectionLimit(limits.connections(), server));
                server.addBean(new ConnectionsPerAddress(
                        server,
                        limits.connectionsPerAddress(),
                        address -> address.isLoopbackAddress() || proxies.test(address)));
            });
            config.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(new PlainErrors()));
            listening.tls().ifPresent(files -> encrypt(config, files, listening));
            config.router.javaLangErrorHandler(PlainErrors::answer);
            routes.accept(config.routes);
        });
    }

    private static void quiet(JavalinConfig config) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
    }

    private static Request withHeaders(Request request, HttpFields.Mutable headers, boolean encrypted) {
        SafeHeaders.put(headers);
        if (encrypted) {
            headers.put("Strict-Transport-Security", "max-age=31536000");
        }
        return request;
    }

    private static void encrypt(JavalinConfig config, TlsFiles files, Listening listening) {
        var ssl = new SslContextFactory.Server();
        ssl.setKeyStore(Certificates.keyStore(files));
        ssl.setKeyStorePassword(Certificates.NO_PASSWORD);
        ssl.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        config.jetty.addConnector((server, http) -> {
            var secure = new HttpConfiguration(http);
            // Who asks by address, or from behind a proxy, names no host of the certificate.
            secure.addCustomizer(new SecureRequestCustomizer(false));
            var connector = new ServerConnector(
                    server, new SslConnectionFactory(ssl, "http/1.1"), new HttpConnectionFactory(secure));
            connector.setHost(listening.host());
            connector.setPort(listening.port());
            connector.setIdleTimeout(IDLE_MILLIS);
            server.addBean(new CertificateWatch(files, ssl));
            return connector;
        });
    }
}

package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.server.api.SampleRules;
import io.limpid.server.config.StartRefusedException;
import io.limpid.server.config.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebServerTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    private TestConfig config() {
        SampleRules.writeTo(folder.resolve("rulesets"));
        return TestConfig.in(folder);
    }

    /** A key pair, made by the tool of the Java machine, as two PEM files. */
    private TlsFiles made(String name, String algorithm) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "3650",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD),
                        "-alias",
                        "x")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.txt").toFile())
                .start();
        assertThat(keytool.waitFor())
                .as(Files.readString(folder.resolve("keytool.txt")))
                .isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        Path certificate = folder.resolve(name + ".pem");
        Path key = folder.resolve(name + ".key");
        Files.writeString(
                certificate, pem("CERTIFICATE", keys.getCertificate("x").getEncoded()));
        Files.writeString(key, pem("PRIVATE KEY", keys.getKey("x", PASSWORD).getEncoded()));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        return new TlsFiles(certificate, key);
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + what + "-----\n";
    }

    private static HttpClient trusting(TlsFiles files) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("x", Certificates.keyStore(files).getCertificate("limpid"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    @Test
    void speaks_https_with_the_certificate_of_its_files() throws Exception {
        for (String algorithm : List.of("EC", "RSA")) {
            TlsFiles files = made(algorithm, algorithm);
            try (RunningServer server = config().withTls(files).start()) {
                HttpResponse<String> answer = trusting(files)
                        .send(
                                HttpRequest.newBuilder(URI.create(server.url() + "/healthz"))
                                        .timeout(Duration.ofSeconds(20))
                                        .build(),
                                BodyHandlers.ofString());

                assertThat(server.url()).startsWith("https://127.0.0.1:");
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("Strict-Transport-Security"))
                        .hasValue("max-age=31536000");
                assertThatThrownBy(() -> new Wire(server.port()).get("/healthz"))
                        .isInstanceOfAny(IOException.class, IllegalArgumentException.class, RuntimeException.class);
            }
        }
    }

    @Test
    void files_that_will_not_do_keep_it_from_starting() throws Exception {
        TlsFiles one = made("one", "EC");
        TlsFiles other = made("other", "EC");
        Path old = Files.writeString(folder.resolve("old.key"), pem("RSA PRIVATE KEY", new byte[] {1, 2, 3}));
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rw-------"));
        Path shared = Files.copy(one.key(), folder.resolve("shared.key"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rw-r--r--"));

        assertRefused(new TlsFiles(one.certificate(), other.key()), "holds a key, but not that of the certificate");
        assertRefused(new TlsFiles(one.certificate(), old), "convert it with: openssl pkcs8 -topk8 -nocrypt");
        assertRefused(new TlsFiles(one.certificate(), shared), "Run: chmod 600 " + shared);
        assertRefused(new TlsFiles(one.key(), one.key()), "does not hold certificates");
        assertRefused(new TlsFiles(folder.resolve("none.pem"), one.key()), "cannot read");
    }

    private void assertRefused(TlsFiles files, String why) {
        assertThatThrownBy(() -> config().withTls(files).start())
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining(why);
    }

    @Test
    void a_renewed_certificate_is_taken_up_and_a_broken_one_is_not() throws Exception {
        TlsFiles files = made("first", "EC");
        TlsFiles second = made("second", "EC");
        var ssl = new SslContextFactory.Server();
        ssl.setKeyStore(Certificates.keyStore(files));
        ssl.setKeyStorePassword(Certificates.NO_PASSWORD);
        ssl.start();
        var watch = new CertificateWatch(files, ssl);
        Certificate before = ssl.getKeyStore().getCertificate("limpid");

        Files.copy(second.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
        Files.setLastModifiedTime(files.certificate(), FileTime.fromMillis(1_000));
        watch.look();
        assertThat(ssl.getKeyStore().getCertificate("limpid")).isEqualTo(before);

        Files.writeString(files.key(), Files.readString(second.key()));
        watch.look();
        assertThat(ssl.getKeyStore().getCertificate("limpid"))
                .isEqualTo(Certificates.keyStore(second).getCertificate("limpid"));
        ssl.stop();
    }

    @Test
    void every_answer_has_the_headers_that_keep_browsers_from_harm() throws IOException {
        try (RunningServer server = config().start()) {
            Client client = new Client(server);
            for (String path : List.of("/healthz", "/nowhere", "/v1/decisions?x=1", "/%zz")) {
                var answer = raw(server.port(), path);
                assertThat(answer)
                        .as(path)
                        .contains("X-Content-Type-Options: nosniff")
                        .contains("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'")
                        .contains("Referrer-Policy: no-referrer")
                        .doesNotContain("Access-Control-Allow", "Server:", "Strict-Transport-Security");
            }
            assertThat(client.get("/rulebook").response().headers().allValues("Content-Security-Policy"))
                    .singleElement()
                    .asString()
                    .contains("style-src");
        }
    }

    private static String raw(int port, String path) throws IOException {
        return raw(port, "GET", path);
    }

    private static String raw(int port, String method, String path) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write((method + " " + path
                                    + " HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void too_large_a_header_is_answered_with_431() throws IOException {
        try (RunningServer server = config().start()) {
            String answer = raw(server.port(), "/healthz?" + "x".repeat(20_000));

            assertThat(answer).containsPattern("^HTTP/1.1 (414|431) ").contains("application/problem+json");
        }
    }

    @Test
    void only_proxies_of_ours_are_believed() throws Exception {
        assertThat(seen(List.of("127.0.0.1", "10.0.0.0/8"), "192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(seen(List.of("127.0.0.1", "10.0.0.0/8"), "192.0.2.7, 10.1.2.3"))
                .isEqualTo("192.0.2.7");
        assertThat(seen(List.of("127.0.0.1"), "6.6.6.6, 192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(seen(List.of("127.0.0.1"), "2001:db8::7")).isEqualTo("2001:db8:0:0:0:0:0:7");
        assertThat(seen(List.of("127.0.0.1"), "localhost")).isEqualTo("127.0.0.1");
        assertThat(seen(List.of("10.0.0.0/8"), "192.0.2.7")).isEqualTo("127.0.0.1");
    }

    /** The address that a handler sees behind these proxies. */
    private static String seen(List<String> proxies, String forwardedFor) throws Exception {
        var server = new Server();
        var http = new HttpConfiguration();
        http.addCustomizer(new TrustedProxies(proxies));
        var connector = new ServerConnector(server, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.write(
                        true,
                        ByteBuffer.wrap(Request.getRemoteAddr(request).getBytes(StandardCharsets.UTF_8)),
                        callback);
                return true;
            }
        });
        server.start();
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + connector.getLocalPort() + "/"))
                                    .header("X-Forwarded-For", forwardedFor)
                                    .build(),
                            BodyHandlers.ofString())
                    .body()
                    .replaceAll("[\\[\\]]", "");
        } finally {
            server.stop();
        }
    }

    @Test
    void a_method_that_somebody_made_up_is_refused_and_remembered_nowhere() throws IOException {
        try (RunningServer server = config().start()) {
            for (String method : List.of("ABRACADABRA", "get", "X".repeat(3_000))) {
                String answer = raw(server.port(), method, "/healthz");

                assertThat(answer).as(method).containsPattern("^HTTP/1.1 (400|501) ");
            }
            assertThat(new Client(server).get("/metrics").text()).doesNotContain("ABRA", "XXX");
        }
    }

    @Test
    void head_is_answered_as_get_without_its_body() throws IOException {
        try (RunningServer server = config().start()) {
            String answer = raw(server.port(), "HEAD", "/readyz");

            assertThat(answer)
                    .startsWith("HTTP/1.1 200 ")
                    .contains("Content-Length: ")
                    .endsWith("\r\n\r\n");
            assertThat(raw(server.port(), "HEAD", "/nowhere")).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void one_address_has_its_share_of_the_connections_and_more_once_some_are_closed() throws Exception {
        var server = new Server();
        var connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.addBean(new ConnectionsPerAddress(server, 2, address -> false));
        server.start();
        int port = connector.getLocalPort();
        try (Wire first = new Wire(port)) {
            try (Wire second = new Wire(port)) {
                assertThat(first.get("/").status()).isEqualTo(404);
                assertThat(second.get("/").status()).isEqualTo(404);
                // Only now is it sure which is the third.
                try (Socket third = new Socket(InetAddress.getLoopbackAddress(), port)) {
                    third.setSoTimeout(20_000);
                    assertThat(third.getInputStream().read()).isEqualTo(-1);
                }
            }
            Looks.until(status -> status == 404, 200, 25, () -> statusAt(port));
        } finally {
            server.stop();
        }
    }

    /** 0 where the connection is closed. */
    private static int statusAt(int port) {
        try (Wire wire = new Wire(port)) {
            return wire.get("/").status();
        } catch (IOException e) {
            return 0;
        }
    }
}

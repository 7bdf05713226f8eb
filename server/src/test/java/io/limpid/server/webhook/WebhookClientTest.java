package io.limpid.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.limpid.server.webhook.WebhookClient.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a receiver, or whoever answers for its name, can make the sender do: nothing. */
class WebhookClientTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final AtomicInteger asked = new AtomicInteger();

    private HttpServer serve(HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
        listen(server, handler);
        return server;
    }

    private void listen(HttpServer server, HttpHandler handler) {
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            handler.handle(exchange);
        });
        server.start();
    }

    private static Endpoint at(String url) {
        return new Endpoint("owner", URI.create(url), List.of(), Optional.empty(), Set.of());
    }

    private static Outcome send(String url, boolean privateAddresses) throws InterruptedException {
        return send(url, privateAddresses, Duration.ofSeconds(10));
    }

    private static Outcome send(String url, boolean privateAddresses, Duration patience) throws InterruptedException {
        try (var client = new WebhookClient(privateAddresses, patience)) {
            return client.send(at(url), Map.of("webhook-id", "msg_1"), "{}");
        }
    }

    private static void answer(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Test
    void a_name_that_leads_to_a_private_address_is_refused_when_it_is_looked_up() throws Exception {
        HttpServer server = serve(exchange -> answer(exchange, 204));
        String url = "http://localhost:" + server.getAddress().getPort() + "/";

        Outcome refused = send(url, false);
        assertThat(refused.taken()).isFalse();
        assertThat(refused.failure()).contains("no public address");
        assertThat(asked).hasValue(0);

        assertThat(send(url, true).taken()).isTrue();
        assertThat(asked).hasValue(1);
        server.stop(0);
    }

    @Test
    void one_private_address_among_public_ones_is_one_too_many() throws Exception {
        InetAddress fine = InetAddress.getByName("1.1.1.1");

        assertThat(WebhookClient.obstacle(List.of(new InetSocketAddress(fine, 80)), false))
                .isEmpty();
        assertThat(WebhookClient.obstacle(
                        List.of(new InetSocketAddress(fine, 80), new InetSocketAddress(HERE, 80)), false))
                .contains("127.0.0.1");
    }

    @Test
    void no_redirect_is_followed() throws Exception {
        HttpServer server = serve(exchange -> {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            answer(exchange, 307);
        });

        Outcome outcome = send("http://127.0.0.1:" + server.getAddress().getPort() + "/", true);

        assertThat(outcome.taken()).isFalse();
        assertThat(outcome.failure()).isEqualTo("it answered 307, and redirects are not followed");
        assertThat(asked).hasValue(1);
        server.stop(0);
    }

    @Test
    void an_answer_without_end_is_not_read_to_its_end() throws Exception {
        CompletableFuture<IOException> brokenOff = new CompletableFuture<>();
        HttpServer server = serve(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                while (true) {
                    out.write(new byte[8 << 10]);
                }
            } catch (IOException e) {
                brokenOff.complete(e);
            }
        });
        try (var client = new WebhookClient(true, Duration.ofSeconds(10))) {
            Outcome outcome =
                    client.send(at("http://127.0.0.1:" + server.getAddress().getPort() + "/"), Map.of(), "{}");

            assertThat(outcome.taken()).isTrue();
            assertThat(brokenOff.get(60, TimeUnit.SECONDS)).isNotNull();
        }
        server.stop(0);
    }

    @Test
    void who_does_not_answer_is_left_after_a_while() throws Exception {
        try (var deaf = new ServerSocket(0, 1, HERE)) {
            Outcome outcome = send("http://127.0.0.1:" + deaf.getLocalPort() + "/", true, Duration.ofMillis(200));

            assertThat(outcome.failure()).startsWith("it did not answer within");
        }
    }

    @Test
    void who_is_not_there_is_told_without_the_address() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, HERE)) {
            free = socket.getLocalPort();
        }

        assertThat(send("http://127.0.0.1:" + free + "/7f3a9c", true).failure())
                .isNotEmpty()
                .doesNotContain("7f3a9c");
        assertThat(send("http://no-such-host.invalid/7f3a9c", true).failure()).doesNotContain("7f3a9c");
    }

    @Test
    void who_breaks_off_is_told_without_the_address() throws Exception {
        HttpServer server = serve(HttpExchange::close);

        Outcome outcome = send("http://127.0.0.1:" + server.getAddress().getPort() + "/7f3a9c", true);

        assertThat(outcome.failure()).isEqualTo("the connection broke off");
        server.stop(0);
    }

    @Test
    void a_receiver_that_cannot_show_who_it_is_gets_nothing(@TempDir Path folder) throws Exception {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(HERE, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(selfSigned(folder)));
        listen(server, exchange -> answer(exchange, 204));

        Outcome outcome = send("https://localhost:" + server.getAddress().getPort() + "/", true);

        assertThat(outcome.failure()).startsWith("no TLS connection");
        assertThat(asked).hasValue(0);
        server.stop(0);
    }

    private static SSLContext selfSigned(Path folder) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "receiver",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.txt").toFile())
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}

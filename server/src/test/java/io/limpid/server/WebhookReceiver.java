package io.limpid.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.limpid.server.webhook.Endpoint;
import io.limpid.server.webhook.EventType;
import io.limpid.server.webhook.WebhookSecret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Where messages go; it answers as it is told to, and can be down for a while. */
final class WebhookReceiver implements AutoCloseable {
    /** What both sides know. */
    static final byte[] SECRET = "the secret of a receiver in tests".getBytes(StandardCharsets.US_ASCII);

    /** In the path of its address, which is a secret, too. */
    static final String PATH = "/hook/7f3a9c";

    private final Path secret;
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private HttpServer http;
    private volatile int status = 204;

    /** A message as it came. */
    record Told(String id, String timestamp, String signature, String body) {
        JsonNode json() {
            try {
                return Client.JSON.readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String type() {
            return json().path("type").asText();
        }

        JsonNode data() {
            return json().path("data");
        }
    }

    private WebhookReceiver(HttpServer http, Path secret) {
        this.http = http;
        this.secret = secret;
    }

    /** A receiver that takes everything, and whose secret lies in a folder. */
    static WebhookReceiver start(Path folder) {
        var receiver = new WebhookReceiver(listen(0), secretFile(folder.resolve("secret"), SECRET));
        receiver.serve();
        return receiver;
    }

    /** A file with secrets. */
    static Path secretFile(Path file, byte[]... secrets) {
        try {
            for (byte[] one : secrets) {
                String line = "whsec_" + Base64.getEncoder().encodeToString(one) + "\n";
                Files.writeString(file, Files.exists(file) && one != secrets[0] ? Files.readString(file) + line : line);
            }
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpServer listen(int port) {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve() {
        http.createContext("/", this::take);
        http.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        told.add(new Told(
                headers.getFirst("webhook-id"),
                headers.getFirst("webhook-timestamp"),
                headers.getFirst("webhook-signature"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    /** Answers so from now on. */
    void answer(int other) {
        status = other;
    }

    /** Nobody listens any more. */
    void goDown() {
        http.stop(0);
    }

    /** Listens again where it did. */
    void comeUp() {
        http = listen(http.getAddress().getPort());
        serve();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + PATH);
    }

    Path secret() {
        return secret;
    }

    Endpoint endpoint(String name, EventType... events) {
        return endpoint(name, null, events);
    }

    /** That of a platform. */
    Endpoint endpointOf(String platform) {
        return endpoint(platform, platform);
    }

    private Endpoint endpoint(String name, @Nullable String platform, EventType... events) {
        EnumSet<EventType> some = EnumSet.noneOf(EventType.class);
        some.addAll(List.of(events));
        return new Endpoint(name, url(), WebhookSecret.read(secret), Optional.ofNullable(platform), some);
    }

    /** All that came, what was refused too. */
    List<Told> told() {
        return List.copyOf(told);
    }

    /** Waits until so many came. */
    List<Told> await(int count) {
        return Looks.until(all -> all.size() >= count, 400, 50, this::told);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}

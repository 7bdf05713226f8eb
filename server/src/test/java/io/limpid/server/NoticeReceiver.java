package io.limpid.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.limpid.server.publish.Notices;
import io.limpid.server.publish.WebhookSecret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where notices go; it does not take the first. */
final class NoticeReceiver implements AutoCloseable {
    /** What both sides know. */
    static final byte[] SECRET = new byte[32];

    private final HttpServer http;
    private final Path secret;
    private final List<Told> told = new CopyOnWriteArrayList<>();

    /** A notice as it came. */
    record Told(String id, String timestamp, String signature, String body) {}

    private NoticeReceiver(HttpServer http, Path secret) {
        this.http = http;
        this.secret = secret;
    }

    /** A receiver whose secret lies in a folder. */
    static NoticeReceiver start(Path folder) throws IOException {
        Path secret = folder.resolve("secret");
        Files.writeString(secret, "whsec_" + Base64.getEncoder().encodeToString(SECRET));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        var receiver = new NoticeReceiver(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), secret);
        receiver.http.createContext("/", receiver::take);
        receiver.http.start();
        return receiver;
    }

    private void take(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        told.add(new Told(
                headers.getFirst("webhook-id"),
                headers.getFirst("webhook-timestamp"),
                headers.getFirst("webhook-signature"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
        exchange.sendResponseHeaders(told.size() == 1 ? 503 : 204, -1);
        exchange.close();
    }

    Notices.Target target() {
        return new Notices.Target(
                URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/hook"), WebhookSecret.read(secret));
    }

    /** All that came, the refused one too. */
    List<Told> told() {
        return List.copyOf(told);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}

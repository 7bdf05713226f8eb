package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.server.Client.Answer;
import io.limpid.server.access.Allowance;
import io.limpid.server.access.Limits;
import io.limpid.server.api.SampleRules;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asks for too much is told so at once, and the others are served. */
class LimitsTest {
    private static final Allowance PLENTY = new Allowance(0, 0, 500, 50);
    private static final String POST = "{\"text\": \"hello there\"}";

    @TempDir
    Path folder;

    private @Nullable RunningServer server;
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        SampleRules.writeTo(folder.resolve("rulesets"));
        Files.createDirectories(folder.resolve("data"));
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private Client start(Allowance all, Allowance perKey, Map<String, Allowance> platforms) {
        server = TestConfig.in(folder)
                .withLimits(new Limits(2_000, 2_000, 60, 16, all, perKey, platforms))
                .notOpen()
                .start();
        return new Client(server);
    }

    private String key(String role, String name) {
        return Commands.run(
                        "keys", "create", "--data", folder.resolve("data").toString(), "--role", role, "--name", name)
                .out()
                .strip();
    }

    /** A request of whose body a part stays away: it is under way from the moment when this returns. */
    private Socket stalled(Client auditor, String path, String token, int length, String gauge) throws IOException {
        String before = gauge(auditor, gauge);
        Socket socket = begun(path, token, length, 40_000);
        Looks.until(now -> !now.equals(before), 200, 50, () -> gauge(auditor, gauge));
        return socket;
    }

    /** A request that says it has a body of a length, of which so much comes. */
    private Socket begun(String path, String token, int length, int comes) throws IOException {
        var socket = new Socket(
                InetAddress.getLoopbackAddress(), Objects.requireNonNull(server).port());
        open.add(socket);
        socket.setSoTimeout(20_000);
        OutputStream out = socket.getOutputStream();
        String type = path.endsWith("batch") ? "application/x-ndjson" : "application/json";
        out.write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Type: " + type + "\r\nContent-Length: " + length + "\r\n\r\n"
                        + " ".repeat(comes))
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return socket;
    }

    private static String gauge(Client auditor, String name) {
        return auditor.get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .findFirst()
                .orElse(name + " 0.0");
    }

    @Test
    void a_key_that_sends_more_than_it_has_is_told_when_to_come_again() {
        String shop = key("platform", "shop");
        String forum = key("platform", "forum");
        Client client = start(PLENTY, new Allowance(0, 1, 50, 5), Map.of());
        // White space of JSON weighs as much as any other, and costs this test nothing to decide on.
        String heavy = " ".repeat(900_000) + POST;

        assertThat(client.with(shop).moderate(heavy).status()).isEqualTo(200);
        Answer second = client.with(shop).moderate(heavy);

        assertThat(second.status()).isEqualTo(429);
        assertThat(Integer.parseInt(second.header("Retry-After"))).isPositive();
        assertThat(second.json().path("type").asText()).isEqualTo("/problems/too-many-requests");
        assertThat(second.json().path("detail").asText()).startsWith("too many characters a second; try again in ");
        assertThat(client.with(forum).moderate(POST).status()).isEqualTo(200);
    }

    @Test
    void a_key_has_so_many_requests_under_way_and_others_are_not_held_up() throws Exception {
        String shop = key("platform", "shop");
        String forum = key("platform", "forum");
        String auditor = key("auditor", "ngo");
        Client client = start(PLENTY, PLENTY, Map.of("shop", new Allowance(0, 0, 1, 1)));
        stalled(client.with(auditor), "/v1/moderate", shop, 100_000, "limpid_requests_under_way");

        Answer refused = client.with(shop).moderate(POST);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(client.with(forum).moderate(POST).status()).isEqualTo(200);

        stalled(client.with(auditor), "/v1/moderate/batch", shop, 100_000, "limpid_batches_under_way");
        byte[] line = POST.getBytes(StandardCharsets.UTF_8);
        assertThat(client.with(shop)
                        .post("/v1/moderate/batch", "application/x-ndjson", line)
                        .status())
                .isEqualTo(429);
        assertThat(client.with(forum)
                        .post("/v1/moderate/batch", "application/x-ndjson", line)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_service_with_too_much_to_do_refuses_at_once_and_still_tells_how_it_is() throws Exception {
        String shop = key("platform", "shop");
        String auditor = key("auditor", "ngo");
        Client client = start(new Allowance(0, 0, 1, 1), PLENTY, Map.of());
        Socket first = stalled(client.with(auditor), "/v1/moderate", shop, 100_000, "limpid_requests_under_way");

        Answer refused = client.with(shop).moderate(POST);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.json().path("type").asText()).isEqualTo("/problems/overloaded");
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(client.get("/healthz").status()).isEqualTo(200);
        assertThat(client.get("/readyz").status()).isEqualTo(200);
        assertThat(client.with(auditor).get("/metrics").status()).isEqualTo(200);

        first.close();
        Looks.until(
                status -> status == 200,
                200,
                50,
                () -> client.with(shop).moderate(POST).status());
    }

    @Test
    void who_sends_slowly_holds_up_nobody() throws Exception {
        String shop = key("platform", "shop");
        Client client = start(PLENTY, PLENTY, Map.of());
        int port = Objects.requireNonNull(server).port();
        // More than there are threads.
        for (int i = 0; i < 400; i++) {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            open.add(socket);
            socket.getOutputStream()
                    .write(("POST /v1/moderate HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + shop
                                    + "\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"text\":")
                            .getBytes(StandardCharsets.US_ASCII));
        }

        assertThat(client.with(shop).moderate(POST).status()).isEqualTo(200);
    }

    @Test
    void large_bodies_on_their_way_leave_threads_for_small_ones() throws Exception {
        String shop = key("platform", "shop");
        String auditor = key("auditor", "ngo");
        Client client = start(PLENTY, PLENTY, Map.of());
        for (int i = 0; i < 64; i++) {
            begun("/v1/moderate", shop, 100_000, 40_000);
        }
        Looks.until(
                now -> now.endsWith(" 64.0"), 400, 25, () -> gauge(client.with(auditor), "limpid_requests_under_way"));

        Answer large = client.with(shop).moderate(" ".repeat(50_000) + POST);

        assertThat(large.status()).isEqualTo(503);
        assertThat(large.json().path("detail").asText()).contains("large bodies");
        assertThat(client.with(shop).moderate(POST).status()).isEqualTo(200);
    }

    @Test
    void who_has_no_key_holds_up_nobody_whatever_stays_away() throws Exception {
        String shop = key("platform", "shop");
        Client client = start(PLENTY, PLENTY, Map.of());
        // More of each than there are threads.
        for (int i = 0; i < 300; i++) {
            begun("/v1/moderate/batch", "limpid_nobody", 100, 0);
            begun("/v1/moderate", "limpid_nobody", 100_000, 40_000);
        }

        assertThat(client.get("/healthz").status()).isEqualTo(200);
        assertThat(client.with(shop).moderate(POST).status()).isEqualTo(200);
        assertThat(client.with(shop).moderate(" ".repeat(50_000) + POST).status())
                .isEqualTo(200);
    }

    @Test
    void a_request_that_goes_on_for_ever_is_cut_off() throws Exception {
        String shop = key("platform", "shop");
        server = TestConfig.in(folder)
                .withLimits(new Limits(2_000, 2_000, 1, 16, PLENTY, PLENTY, Map.of()))
                .notOpen()
                .start();
        Socket slow = begun("/v1/moderate", shop, 10_000, 10);
        Socket batch = begun("/v1/moderate/batch", shop, 10_000, 10);
        batch.setSoTimeout(3_000);

        // It would be idle for half a minute.
        assertThat(slow.getInputStream().readAllBytes()).isEmpty();
        assertThatThrownBy(() -> batch.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        assertThat(new Client(server).with(shop).moderate(POST).status()).isEqualTo(200);
    }
}

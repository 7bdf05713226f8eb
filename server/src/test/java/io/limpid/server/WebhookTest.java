package io.limpid.server;

import static io.limpid.server.Draft.removing;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.WebhookReceiver.Told;
import io.limpid.server.access.Role;
import io.limpid.server.api.SampleRules;
import io.limpid.server.cli.Ran;
import io.limpid.server.web.SteppedClock;
import io.limpid.server.webhook.Endpoint;
import io.limpid.server.webhook.EventType;
import io.limpid.server.webhook.WebhookSecret;
import io.limpid.server.webhook.WebhookSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is told of what changes after an answer, and that nothing of it is lost. */
class WebhookTest {
    private static final String POST = "{\"text\": \"Add me on telegram: lucky_88\", \"language\": \"en\"}";

    @TempDir
    Path folder;

    private WebhookReceiver receiver;

    @BeforeEach
    void start() {
        SampleRules.writeTo(folder.resolve("rulesets"));
        receiver = WebhookReceiver.start(folder);
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private static WebhookSettings settings(Endpoint... endpoints) {
        return new WebhookSettings(List.of(endpoints), Set.of(), true);
    }

    private TestConfig telling(Endpoint... endpoints) {
        return TestConfig.in(folder).withWebhooks(settings(endpoints));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    private static String decide(Client client) {
        return client.moderate(POST).json().path("decision_id").asText();
    }

    private static void erase(Client client, String id) {
        assertThat(client.send(client.request("/v1/decisions/" + id + "/content")
                                .DELETE())
                        .status())
                .isEqualTo(200);
    }

    /** Has a post decided and its content erased. */
    private static String decideAndErase(Client client) {
        String id = decide(client);
        erase(client, id);
        return id;
    }

    private static List<String> erased(Told told) {
        return Stream.of(told.data().path("decision_ids"))
                .flatMap(ids -> Stream.iterate(0, i -> i < ids.size(), i -> i + 1)
                        .map(i -> ids.path(i).asText()))
                .toList();
    }

    @Test
    void a_platform_hears_of_erasures_of_its_own_decisions_and_of_no_others() throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Client stranger;
        try (WebhookReceiver forumReceiver = WebhookReceiver.start(folder);
                WebhookReceiver ownerReceiver = WebhookReceiver.start(folder)) {
            String admin = key(Role.ADMIN, "admin");
            String shop = key(Role.PLATFORM, "shop");
            String forum = key(Role.PLATFORM, "forum");
            try (RunningServer server = telling(
                            receiver.endpointOf("shop"),
                            forumReceiver.endpointOf("forum"),
                            ownerReceiver.endpoint("owner"))
                    .notOpen()
                    .start()) {
                stranger = new Client(server);
                String ofShop = decide(stranger.with(shop));
                String ofForum = decide(stranger.with(forum));
                erase(stranger.with(admin), ofShop);
                erase(stranger.with(admin), ofForum);

                assertThat(ownerReceiver.await(2))
                        .extracting(WebhookTest::erased)
                        .containsExactly(List.of(ofShop), List.of(ofForum));
                assertThat(erased(receiver.await(1).get(0))).containsExactly(ofShop);
                assertThat(erased(forumReceiver.await(1).get(0))).containsExactly(ofForum);
            }
            assertThat(receiver.told()).hasSize(1);
            assertThat(forumReceiver.told()).hasSize(1);
        }
    }

    private String key(Role role, String name) {
        return Commands.run("keys", "create", "--data", data(), "--role", role.id(), "--name", name)
                .out()
                .strip();
    }

    @Test
    void a_message_says_where_its_entry_is_and_nothing_of_the_post() {
        try (RunningServer server = telling(receiver.endpoint("owner")).start()) {
            var client = new Client(server);
            String id = decideAndErase(client);

            Told told = receiver.await(1).get(0);
            assertThat(told.type()).isEqualTo("decision.erased");
            JsonNode entry = client.get("/v1/log/entries?limit=1&start="
                            + told.data().path("log_index").asText())
                    .json()
                    .path("entries")
                    .get(0);
            assertThat(told.data().path("leaf_hash").asText())
                    .isEqualTo("sha256:" + entry.path("leaf_hash").asText());
            assertThat(erased(told)).containsExactly(id);
            assertThat(told.data().path("reason").asText()).isEqualTo("request");
            assertThat(told.json().path("timestamp").asText()).matches("\\d{4}-.*Z");
            assertThat(told.data()).hasSize(4);
        }
    }

    @Test
    void brakes_and_versions_in_force_are_told_to_platforms_too() {
        try (WebhookReceiver some = WebhookReceiver.start(folder);
                PublishingService service = new PublishingService(
                        folder,
                        settings(
                                receiver.endpointOf("shop"),
                                some.endpoint("some", EventType.RULE_BRAKE_LIFTED, EventType.RULESET_RETIRED)))) {
            service.activate(removing("2026.12.0").asking("brake: {to: hold, times: 3, posts: 20, window: 600}"));
            Looks.until(decision -> PublishingService.action(decision).equals("hold"), 200, 10, service::decide);
            service.client()
                    .send(service.client()
                            .request("/v1/rules/spam.contact-funnel/brake")
                            .method("DELETE", BodyPublishers.ofString("{\"reason\": \"a news event\"}")));
            service.publish(removing("2026.12.1").change("rules/contact-funnel.yaml", "revision: 3", "revision: 4"));
            service.stage("2026.12.1", "shadow");
            service.stage("2026.12.1", "retired");

            List<Told> told = receiver.await(4);
            assertThat(told)
                    .extracting(Told::type)
                    .containsExactly("ruleset.activated", "rule.braked", "rule.brake_lifted", "ruleset.retired");
            assertThat(told.get(0).data().path("version").asText()).isEqualTo("2026.12.0");
            assertThat(told.get(1).data().path("rule").asText()).isEqualTo("spam.contact-funnel");
            assertThat(told.get(1).data().path("why").asText()).contains("baseline");
            assertThat(told.get(2).data().path("reason").asText()).isEqualTo("a news event");
            assertThat(told)
                    .allSatisfy(one -> assertThat(one.data().has("actor")).isFalse());
            assertThat(some.await(2)).extracting(Told::type).containsExactly("rule.brake_lifted", "ruleset.retired");
        }
    }

    @Test
    void what_is_not_taken_is_sent_again_under_the_same_id() throws Exception {
        receiver.answer(503);
        try (RunningServer server = telling(receiver.endpoint("owner")).start()) {
            decideAndErase(new Client(server));
            receiver.await(1);
            receiver.answer(204);

            List<Told> told = receiver.await(2);
            assertThat(told.get(1).id()).isEqualTo(told.get(0).id()).startsWith("msg_");
            assertThat(told.get(1).body()).isEqualTo(told.get(0).body());
            assertThat(told.get(1).signature()).isEqualTo(signature(told.get(1), WebhookReceiver.SECRET));
            awaitState(server, "pending", 0);
            assertThat(new Client(server).get("/metrics").text())
                    .containsPattern("limpid_webhook_deliveries_total\\{outcome=\"failed\"} [1-9]")
                    .contains("limpid_webhook_deliveries_total{outcome=\"taken\"} 1.0", "limpid_webhook_pending 0.0");
        }
    }

    /** What the Standard Webhooks specification asks for. */
    private static String signature(Told told, byte[] secret) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        byte[] signed =
                mac.doFinal((told.id() + "." + told.timestamp() + "." + told.body()).getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(signed);
    }

    private static JsonNode awaitState(RunningServer server, String state, int count) {
        return Looks.until(
                one -> one.path(state).asInt() == count,
                400,
                50,
                () -> new Client(server)
                        .get("/v1/webhooks")
                        .json()
                        .path("webhooks")
                        .path(0));
    }

    private static void awaitAttempts(RunningServer server, int count) {
        Looks.until(
                one -> one.path("attempts").asInt() == count,
                400,
                50,
                () -> new Client(server)
                        .get("/v1/webhooks/deliveries?state=pending")
                        .json()
                        .path("deliveries")
                        .path(0));
    }

    @Test
    void while_a_secret_is_replaced_both_sign() throws Exception {
        byte[] next = "another secret of the same receiver".getBytes(StandardCharsets.US_ASCII);
        Path both = WebhookReceiver.secretFile(folder.resolve("both"), next, WebhookReceiver.SECRET);
        try (RunningServer server = telling(
                        new Endpoint("owner", receiver.url(), WebhookSecret.read(both), Optional.empty(), Set.of()))
                .start()) {
            decideAndErase(new Client(server));

            Told told = receiver.await(1).get(0);
            assertThat(told.signature())
                    .isEqualTo(signature(told, next) + " " + signature(told, WebhookReceiver.SECRET));
        }
    }

    @Test
    void what_happens_while_the_receiver_is_down_is_told_after_a_restart() {
        receiver.goDown();
        TestConfig config = telling(receiver.endpoint("owner"));
        String id;
        try (RunningServer server = config.start()) {
            id = decideAndErase(new Client(server));
            awaitState(server, "pending", 1);
        }
        receiver.comeUp();
        try (RunningServer server = config.start()) {
            assertThat(erased(receiver.await(1).get(0))).containsExactly(id);
            awaitState(server, "pending", 0);
        }
        assertThat(receiver.told()).hasSize(1);
    }

    @Test
    void a_service_that_is_killed_right_after_an_erasure_tells_of_it_and_writes_no_secret_anywhere()
            throws IOException {
        receiver.goDown();
        String[] serve = {
            "serve",
            "--open",
            "--port",
            "0",
            "--data",
            data(),
            "--rulesets",
            folder.resolve("rulesets").toString(),
            "--notify",
            receiver.url().toString(),
            "--notify-secret",
            receiver.secret().toString(),
            "--webhook-private-addresses"
        };
        String id;
        try (LimpidProcess first = LimpidProcess.start(folder, serve)) {
            id = decideAndErase(new Client("http://127.0.0.1:" + first.awaitReady()));
            first.kill();
        }
        receiver.comeUp();
        try (LimpidProcess second = LimpidProcess.start(folder, serve)) {
            assertThat(second.awaitReady()).isPositive();
            assertThat(erased(receiver.await(1).get(0))).containsExactly(id);
        }
        String secret = Base64.getEncoder().encodeToString(WebhookReceiver.SECRET);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(receiver.secret()))
                    .toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(secret, WebhookReceiver.PATH);
            }
        }
    }

    @Test
    void a_receiver_that_is_gone_gets_nothing_more_until_somebody_asks() {
        receiver.answer(410);
        try (RunningServer server = telling(receiver.endpoint("owner")).start()) {
            var client = new Client(server);
            decideAndErase(client);
            assertThat(awaitState(server, "dead", 1).path("failure").asText()).isEqualTo("it answered 410");

            JsonNode dead = client.get("/v1/webhooks/deliveries?state=dead&endpoint=owner&limit=1")
                    .json();
            JsonNode letter = dead.path("deliveries").path(0);
            assertThat(letter.path("type").asText()).isEqualTo("decision.erased");
            assertThat(client.get("/v1/webhooks/deliveries?endpoint=other")
                            .json()
                            .path("deliveries"))
                    .isEmpty();
            assertThat(client.get("/v1/webhooks/deliveries?cursor="
                                    + dead.path("next").asText())
                            .json()
                            .path("deliveries"))
                    .isEmpty();

            receiver.answer(204);
            String path = "/v1/webhooks/deliveries/" + letter.path("id").asText() + "/replay";
            assertThat(client.post(path, "application/json", new byte[0]).status())
                    .isEqualTo(200);
            List<Told> told = receiver.await(2);
            assertThat(told.get(1).id()).isEqualTo(told.get(0).id());
            awaitState(server, "pending", 0);
            assertThat(client.post(path, "application/json", new byte[0]).status())
                    .isEqualTo(404);
        }
    }

    @Test
    void after_three_days_a_message_is_given_up_and_a_command_sends_it_again() {
        var clock = new SteppedClock();
        receiver.answer(500);
        try (RunningServer server = telling(receiver.endpoint("owner")).start(clock)) {
            decideAndErase(new Client(server));
            awaitAttempts(server, 1);
            clock.goOn(Duration.ofDays(2));
            awaitAttempts(server, 2);
            assertThat(awaitState(server, "pending", 1).path("dead").asInt()).isZero();
            clock.goOn(Duration.ofDays(1));
            awaitState(server, "dead", 1);

            Ran list = Commands.run("webhooks", "list", "--data", data());
            assertThat(list.out()).contains("owner", "1 given up", "decision.erased of entry", "it answered 500");
            String id = receiver.told().get(0).id();
            assertThat(Commands.run("webhooks", "list", "--json", "--data", data())
                            .out())
                    .contains("\"dead_letters\":[{\"id\":\"" + id + "\"");

            receiver.answer(200);
            int before = receiver.told().size();
            Ran replay = Commands.run("webhooks", "replay", "--data", data(), "--all-dead", "--endpoint", "owner");
            assertThat(replay.err()).contains("1 message is sent again");
            assertThat(receiver.await(before + 1)).extracting(Told::id).containsOnly(id);
            awaitState(server, "pending", 0);
        }
    }

    @Test
    void a_replay_needs_something_to_send() {
        assertThat(Commands.run("webhooks", "list", "--data", data()).err()).contains("no service has run");
        try (RunningServer server = telling(receiver.endpoint("owner")).start()) {
            assertThat(server.port()).isPositive();
            Ran unknown = Commands.run("webhooks", "replay", "--data", data(), "msg_none");
            assertThat(unknown.code()).isEqualTo(1);
            assertThat(unknown.err()).contains("limpid webhooks list");
            assertThat(Commands.run("webhooks", "replay", "--data", data()).code())
                    .isEqualTo(2);
        }
    }

    @Test
    void an_endpoint_that_is_new_hears_of_what_happens_from_then_on() {
        try (RunningServer server = telling().start()) {
            decideAndErase(new Client(server));
        }
        try (RunningServer server = telling(receiver.endpoint("owner")).start()) {
            String id = decideAndErase(new Client(server));

            assertThat(erased(receiver.await(1).get(0))).containsExactly(id);
        }
    }

    @Test
    void one_receiver_that_never_answers_keeps_no_other_waiting() throws IOException {
        try (var deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningServer server = telling(
                                new Endpoint(
                                        "deaf",
                                        URI.create("http://127.0.0.1:" + deaf.getLocalPort() + "/"),
                                        WebhookSecret.read(receiver.secret()),
                                        Optional.empty(),
                                        Set.of()),
                                receiver.endpoint("owner"))
                        .start()) {
            decideAndErase(new Client(server));
            decideAndErase(new Client(server));

            assertThat(receiver.await(2)).hasSize(2);
            assertThat(awaitState(server, "pending", 2).path("name").asText()).isEqualTo("deaf");
        }
    }
}

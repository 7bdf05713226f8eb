package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.limpid.server.Client.Answer;
import io.limpid.server.access.KeyStore;
import io.limpid.server.access.Role;
import io.limpid.server.api.SampleRules;
import io.limpid.server.cli.Ran;
import io.limpid.server.config.StartRefusedException;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and roles: who may do what, and that nobody sees what is another's. */
class AccessTest {
    private static final String POST = "{\"text\": \"Add me on telegram: lucky_88\", \"language\": \"en\"}";

    /** The page that says whom each route is for. */
    private static final Path PAGE = Path.of("../docs/keys.md");

    private static final Map<String, String> EXAMPLES = Map.of(
            "{id}", "x", "{name}", "spam", "{version}", "1", "{n}", "1", "{rule}", "spam.card", "{path}", "0/000");

    @TempDir
    Path folder;

    private final Map<Role, String> tokens = new EnumMap<>(Role.class);
    private RunningServer server;
    private Client stranger;

    @BeforeEach
    void start() throws IOException {
        SampleRules.writeTo(folder.resolve("rulesets"));
        Files.createDirectories(data());
        for (Role role : Role.values()) {
            tokens.put(role, make(role, role == Role.PLATFORM ? "shop" : role.id()));
        }
        server = TestConfig.in(folder).notOpen().start();
        stranger = new Client(server);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path data() {
        return folder.resolve("data");
    }

    private String make(Role role, String name) {
        Ran made = Commands.run("keys", "create", "--data", data().toString(), "--role", role.id(), "--name", name);
        assertThat(made.code()).as(made.err()).isZero();
        return made.out().strip();
    }

    private Client as(Role role) {
        return stranger.with(tokens.getOrDefault(role, ""));
    }

    private List<JsonNode> keyEntries() {
        return entries("api_key");
    }

    private List<JsonNode> entries(String type) {
        return Stream.of(as(Role.AUDITOR)
                        .get("/v1/log/entries?start=0&limit=1000")
                        .json()
                        .path("entries"))
                .flatMap(entries ->
                        Stream.iterate(0, i -> i < entries.size(), i -> i + 1).map(i -> leaf(entries.get(i))))
                .filter(leaf -> leaf.path("type").asText().equals(type))
                .toList();
    }

    private static JsonNode leaf(JsonNode entry) {
        try {
            return Client.JSON.readTree(entry.path("leaf").binaryValue());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_route_answers_those_whom_it_is_for_and_nobody_else() throws IOException {
        List<String> lines = Files.readAllLines(PAGE).stream()
                .filter(line -> line.matches("(GET|POST|PUT|DELETE) +/.*"))
                .toList();
        assertThat(lines).hasSizeGreaterThan(40);
        for (String line : lines) {
            String filled = line;
            for (Map.Entry<String, String> example : EXAMPLES.entrySet()) {
                filled = filled.replace(example.getKey(), example.getValue());
            }
            String[] words = filled.split(" +", -1);
            List<String> allowed = Arrays.asList(words).subList(2, words.length);
            boolean open = allowed.contains("everybody");
            assertThat(status(stranger, words)).as("nobody: " + line).matches(open ? "(?!401|403).*" : "401");
            for (Role role : Role.values()) {
                String expected = open || allowed.contains(role.id()) ? "(?!401|403).*" : "403";
                assertThat(status(as(role), words)).as(role + ": " + line).matches(expected);
            }
        }
    }

    @Test
    void the_page_has_every_route() throws IOException {
        String page = Files.readString(PAGE);
        for (String source : List.of(
                "Api",
                "OpenAiRoutes",
                "PerspectiveRoutes",
                "DecisionRoutes",
                "LogRoutes",
                "RulesetRoutes",
                "BacktestRoutes",
                "KeyRoutes",
                "WebhookRoutes")) {
            String code = Files.readString(Path.of("src/main/java/io/limpid/server/api/" + source + ".java"));
            var routes = Pattern.compile("routes\\.(get|post|put|delete)\\(\\s*\"([^\"]+)\"")
                    .matcher(code);
            while (routes.find()) {
                String path = routes.group(2).replace("<path>", "{path}").replace("{revision}", "{n}");
                assertThat(page)
                        .containsPattern(
                                "(?m)^" + routes.group(1).toUpperCase(Locale.ROOT) + " +" + Pattern.quote(path) + " ");
            }
        }
    }

    private static String status(Client client, String... route) {
        return String.valueOf(client.send(client.request(route[1]).method(route[0], BodyPublishers.ofString("{}")))
                .status());
    }

    @Test
    void a_refusal_says_what_is_missing() {
        Answer nobody = stranger.moderate(POST);
        assertThat(nobody.header("WWW-Authenticate")).startsWith("Bearer");
        assertThat(nobody.json().path("detail").asText()).contains("Authorization: Bearer");

        Answer other = as(Role.AUDITOR).moderate(POST);
        assertThat(other.status()).isEqualTo(403);
        assertThat(other.json().path("detail").asText())
                .isEqualTo("a key of role auditor may not do this; it is for platform");
    }

    @Test
    void what_is_no_token_of_ours_lets_nobody_in() {
        String token = tokens.getOrDefault(Role.PLATFORM, "");
        char last = token.charAt(token.length() - 1);
        for (String wrong : List.of(
                "",
                "x",
                token.substring(1),
                token.substring(0, token.length() - 1) + (last == '0' ? '1' : '0'),
                token.replace("limpid_", "limpid_a"),
                token + " ")) {
            int expected = wrong.strip().equals(token) ? 200 : 401;
            assertThat(stranger.with(wrong).moderate(POST).status()).as(wrong).isEqualTo(expected);
        }
        Client basic = stranger;
        assertThat(basic.moderate(POST, "Authorization", "Basic " + token).status())
                .isEqualTo(401);
    }

    @Test
    void a_platform_sees_nothing_of_another() {
        Client shop = as(Role.PLATFORM);
        Client forum = stranger.with(make(Role.PLATFORM, "forum"));
        Answer decided = shop.moderate(POST, "Idempotency-Key", "same");
        String self = "/v1/decisions/" + decided.json().path("decision_id").asText();

        for (String path : List.of(self, self + "/statement", self + "/receipt")) {
            assertThat(shop.get(path).status()).as(path).isEqualTo(200);
            assertThat(forum.get(path).status()).as(path).isEqualTo(404);
            assertThat(forum.get(path).json().path("detail"))
                    .isEqualTo(forum.get(path.replace(self, "/v1/decisions/none"))
                            .json()
                            .path("detail"));
        }
        assertThat(forum.get("/v1/decisions").json().path("decisions")).isEmpty();
        assertThat(forum.get("/v1/decisions?action=hold").json().path("decisions"))
                .isEmpty();
        assertThat(shop.get("/v1/decisions").json().path("decisions")).hasSize(1);
        assertThat(as(Role.REVIEWER).get("/v1/decisions").json().path("decisions"))
                .hasSize(1);

        Answer other = forum.moderate(POST, "Idempotency-Key", "same");
        assertThat(other.header("Idempotent-Replayed")).isEmpty();
        assertThat(other.json().path("decision_id")).isNotEqualTo(decided.json().path("decision_id"));
        assertThat(shop.moderate(POST, "Idempotency-Key", "same").json().path("decision_id"))
                .isEqualTo(decided.json().path("decision_id"));
        assertThat(as(Role.AUDITOR).get("/v1/decisions").json().path("decisions"))
                .hasSize(2);
    }

    @Test
    void repeats_are_counted_within_a_platform() {
        Client shop = as(Role.PLATFORM);
        Client forum = stranger.with(make(Role.PLATFORM, "forum"));
        String post = "{\"text\": \"The library opens on Sunday at nine, bring your books back\","
                + " \"author\": {\"id\": \"u-1\"}}";

        for (Client client : List.of(shop, shop, forum, forum)) {
            assertThat(client.moderate(post).json().path("action").asText()).isEqualTo("allow");
        }
        assertThat(shop.moderate(post).json().path("action").asText()).isEqualTo("limit");
    }

    @Test
    void a_key_is_worth_something_from_its_making_to_its_revocation_by_another_process() {
        String token = make(Role.PLATFORM, "forum");
        String id = token.split("_", 3)[1];
        Client forum = stranger.with(token);

        assertThat(forum.moderate(POST).status()).isEqualTo(200);
        Ran revoked = Commands.run("keys", "revoke", "--data", data().toString(), id);
        assertThat(revoked.code()).isZero();
        Answer refused = forum.moderate(POST);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json().path("detail").asText()).contains("revoked");
        assertThat(Commands.run("keys", "revoke", "--data", data().toString(), "none")
                        .code())
                .isEqualTo(1);
        Ran listed = Commands.run("keys", "list", "--json", "--data", data().toString());
        assertThat(listed.out().lines().filter(line -> line.contains(id)))
                .singleElement()
                .asString()
                .contains("\"role\":\"platform\"", "\"name\":\"forum\"", "\"revoked\":true", "\"last_used_at\":\"20");
        assertThat(listed.out()).doesNotContain(token);
    }

    @Test
    void an_expired_key_is_worth_nothing() {
        String token;
        Clock past = Clock.offset(Clock.systemUTC(), Duration.ofDays(-2));
        try (KeyStore keys = KeyStore.open(data(), past)) {
            token = keys.create(Role.PLATFORM, "old", Optional.of(1), "local").token();
        }

        assertThat(stranger.with(token).moderate(POST).status()).isEqualTo(401);
    }

    @Test
    void admins_make_list_and_revoke_keys_and_the_log_knows() {
        Client admin = as(Role.ADMIN);
        Answer made = admin.post(
                "/v1/keys",
                "application/json",
                "{\"role\": \"auditor\", \"name\": \"ngo\", \"expires_days\": 30}".getBytes(StandardCharsets.UTF_8));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.header("Cache-Control")).isEqualTo("no-store");
        Client ngo = stranger.with(made.json().path("token").asText());
        assertThat(ngo.get("/v1/export").status()).isEqualTo(200);
        assertThat(admin.get("/v1/keys").json().path("keys")).hasSize(Role.values().length + 1);
        assertThat(admin.get("/v1/keys").text()).doesNotContain("token");

        admin.send(admin.request(made.header("Location")).DELETE());
        assertThat(ngo.get("/v1/export").status()).isEqualTo(401);

        List<JsonNode> entries = keyEntries();
        assertThat(entries).hasSize(Role.values().length + 2);
        JsonNode last = entries.get(entries.size() - 1);
        assertThat(last.path("state").asText()).isEqualTo("revoked");
        assertThat(last.path("name").asText()).isEqualTo("ngo");
        assertThat(last.path("actor").asText()).startsWith("key:");
        Answer wrong = admin.post(
                "/v1/keys",
                "application/json",
                "{\"role\": \"king\", \"expires_days\": 1.5}".getBytes(StandardCharsets.UTF_8));
        assertThat(wrong.json().path("errors")).hasSize(3);
    }

    @Test
    void an_export_is_an_entry_that_names_the_key() {
        assertThat(as(Role.AUDITOR).get("/v1/export").status()).isEqualTo(200);

        assertThat(entries("export"))
                .hasSize(2)
                .allSatisfy(leaf -> assertThat(leaf.path("actor").asText()).startsWith("key:"));
    }

    @Test
    void no_token_is_in_any_file() throws Exception {
        tokens.values().forEach(token -> stranger.with(token).moderate(POST));
        server.close();

        try (Stream<Path> files = Files.walk(data())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String token : tokens.values()) {
                    String secret = token.split("_", 3)[2];
                    assertThat(bytes.contains(secret.substring(0, 20)))
                            .as(file.toString())
                            .isFalse();
                }
            }
        }
        assertThat(Verifiers.ours(data()).code()).isZero();
        assertThat(Verifiers.theirs(data()).code()).isZero();
    }

    @Test
    void without_a_key_a_service_says_how_to_make_the_first() {
        Path fresh = folder.resolve("fresh");

        assertThatThrownBy(() -> TestConfig.in(folder).withData(fresh).notOpen().start())
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("limpid keys create --data " + fresh + " --role admin --name YOU");
        assertThat(fresh).doesNotExist();
    }

    @Test
    void what_cannot_be_a_key_is_refused_with_what_can() {
        Ran role = Commands.run("keys", "create", "--data", data().toString(), "--role", "king", "--name", "x");
        assertThat(role.code()).isEqualTo(2);
        assertThat(role.err()).contains("no role \"king\"", "platform, maintainer, reviewer, auditor, admin");
        Ran name = Commands.run("keys", "create", "--data", data().toString(), "--role", "admin", "--name", "a b");
        assertThat(name.err()).contains("1 to 64 letters");
        Ran days = Commands.run(
                "keys", "create", "--data", data().toString(), "--role", "admin", "--name", "x", "--expires", "0");
        assertThat(days.err()).contains("1 to 3660 days");
        Ran nowhere =
                Commands.run("keys", "list", "--data", folder.resolve("nowhere").toString());
        assertThat(nowhere.code()).isEqualTo(2);
        assertThat(nowhere.err()).contains("make one: limpid keys create");
    }
}

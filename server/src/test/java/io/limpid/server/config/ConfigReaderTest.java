package io.limpid.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.server.access.Allowance;
import io.limpid.server.access.OnFailure;
import io.limpid.server.config.ConfigReader.Sources;
import io.limpid.server.webhook.EventType;
import io.limpid.server.webhook.WebhookSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigReaderTest {
    @TempDir
    Path folder;

    private Sources sources(Map<Setting, List<String>> options, Map<String, String> environment, String file)
            throws IOException {
        Path yaml = folder.resolve("limpid.yaml");
        Files.writeString(yaml, file);
        return new Sources(options, environment, file.isEmpty() ? Optional.empty() : Optional.of(yaml), folder);
    }

    private ServerConfig read(String file) throws IOException {
        return ConfigReader.read(sources(Map.of(), Map.of(), file));
    }

    @Test
    void an_option_goes_before_the_environment_and_that_before_the_file() throws IOException {
        String file = "port: 1001\nmodel_deadline_ms: 11\nlimits:\n  connections: 21\n";
        Map<String, String> environment =
                Map.of("LIMPID_PORT", "1002", "LIMPID_MODEL_DEADLINE_MS", "12", "PATH", "/bin");

        ServerConfig config = ConfigReader.read(sources(Map.of(Setting.PORT, List.of("1003")), environment, file));

        assertThat(config.listening().port()).isEqualTo(1003);
        assertThat(config.models().deadlineMillis()).isEqualTo(12);
        assertThat(config.limits().connections()).isEqualTo(21);
        assertThat(config.listening().host()).isEqualTo("127.0.0.1");
    }

    @Test
    void every_setting_can_be_given_as_a_variable() {
        Map<Setting, String> values = Map.of(
                Setting.OPEN, "true",
                Setting.PROXIES, "[10.0.0.0/8, 192.0.2.1]",
                Setting.KEEP_CONTENT, "allow=30,shop:hold=7",
                Setting.PLATFORMS, "{shop: {requests_per_second: 5, on_failure: closed}}");
        for (Setting setting : Setting.values()) {
            String value = values.getOrDefault(setting, setting.usual().orElse("x"));

            String printed =
                    ConfigReader.print(new Sources(Map.of(), together(setting, value), Optional.empty(), folder));

            assertThat(printed)
                    .as(setting.variable())
                    .containsPattern("(?m)^ *" + setting.member() + ": .* # " + setting.variable() + "$");
        }
    }

    /** Settings that go together are given together. */
    private Map<String, String> together(Setting setting, String value) {
        String secret = folder.resolve("secret").toString();
        return switch (setting) {
            case CERTIFICATE, PRIVATE_KEY -> Map.of("LIMPID_TLS_CERTIFICATE", "c.pem", "LIMPID_TLS_KEY", "k.pem");
            case NOTIFY, NOTIFY_SECRET -> {
                write(secret, "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz");
                yield Map.of("LIMPID_NOTIFY", "https://example.org/x", "LIMPID_NOTIFY_SECRET", secret);
            }
            case WEBHOOKS -> {
                write(secret, "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz");
                yield Map.of(setting.variable(), "{a: {url: 'https://example.org/x', secret_file: " + secret + "}}");
            }
            case WEBHOOK_HOSTS -> Map.of(setting.variable(), "[example.org]");
            case WITNESSES -> {
                write(secret, "quorum none\n");
                yield Map.of(setting.variable(), secret);
            }
            case MODELS -> Map.of(setting.variable(), folder.toString());
            case TRUST -> Map.of(setting.variable(), "[]");
            default -> Map.of(setting.variable(), value);
        };
    }

    private static void write(String file, String text) {
        try {
            Path path = Path.of(file);
            Files.writeString(path, text);
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void what_is_printed_is_a_file_that_says_the_same() throws IOException {
        String file = """
                host: localhost
                keep_content: {allow: 30, "shop:hold": 7}
                tls: {certificate: certs/c.pem, key: certs/k.pem}
                limits: {concurrent_requests: 9}
                platforms:
                  shop: {requests_per_second: 0, on_failure: closed}
                """;
        Sources first = sources(Map.of(), Map.of(), file);
        Files.createDirectory(folder.resolve("models"));
        ServerConfig config = ConfigReader.read(first);
        String printed = ConfigReader.print(first);

        ServerConfig again = ConfigReader.read(sources(Map.of(), Map.of(), printed));

        assertThat(again.limits()).isEqualTo(config.limits());
        assertThat(again.retention()).isEqualTo(config.retention());
        assertThat(again.listening()).isEqualTo(config.listening());
        assertThat(again.models()).isEqualTo(config.models());
        assertThat(again.place().guard()).isEqualTo(config.place().guard());
        assertThat(printed)
                .contains("limpid.yaml:4:31", "  concurrent_requests: 9 ")
                .contains("# default");
    }

    @Test
    void paths_of_the_file_are_taken_from_its_folder_and_others_are_not() throws IOException {
        Path inFile = read("data: store\n").place().data();
        Path given = ConfigReader.read(sources(Map.of(Setting.DATA, List.of("store")), Map.of(), ""))
                .place()
                .data();

        assertThat(inFile).isEqualTo(folder.toAbsolutePath().resolve("store"));
        assertThat(given).isEqualTo(Path.of("store"));
    }

    @Test
    void a_platform_has_what_is_said_of_it_and_else_what_each_key_has() throws IOException {
        ServerConfig config = read("""
                per_key:
                  requests_per_second: 50
                  batches: 2
                platforms:
                  shop:
                    requests_per_second: 500
                    on_failure: closed
                """);

        assertThat(config.limits().platforms())
                .containsExactly(Map.entry("shop", new Allowance(500, 2_000_000, 128, 2)));
        assertThat(config.models().platforms()).containsExactly(Map.entry("shop", OnFailure.CLOSED));
        assertThat(config.models().onFailure()).isEqualTo(OnFailure.OPEN);
    }

    @Test
    void everything_that_is_wrong_is_told_at_its_place_and_at_once() {
        String file = """
                prot: 80
                limits:
                  connexions: 3
                  batches: 1000
                per_key: none
                keep_content: {alow: 3, allow: 0}
                platforms:
                  shop: {on_failure: maybe, batchs: 1}
                proxies: [example.org, 10.0.0.0/99]
                notify: https://example.org/x
                """;

        assertThatThrownBy(() -> ConfigReader.read(
                        sources(Map.of(Setting.PORT, List.of("99999")), Map.of("LIMPID_OPNE", "1"), file)))
                .isInstanceOf(StartRefusedException.class)
                .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines())
                        .map(line -> line.replace(folder + "/", ""))
                        .containsExactlyInAnyOrder(
                                "--port: \"port\" should be a whole number; from 0 to 65535",
                                "LIMPID_OPNE: a variable that sets nothing; did you mean \"LIMPID_OPEN\"?",
                                "limpid.yaml:1:1: unknown key \"prot\" in the configuration (did you mean \"port\"?)",
                                "limpid.yaml:3:3: unknown key \"connexions\" in \"limits\" (did you mean \"connections\"?)",
                                "limpid.yaml:4:12: \"batches\" should be a whole number (from 1 to 128)",
                                "limpid.yaml:5:10: \"per_key\" should have keys of its own",
                                "limpid.yaml:6:16: there is no action \"alow\" (did you mean \"allow\"?)",
                                "limpid.yaml:6:32: \"allow\" should be a whole number (from 1 to 36500)",
                                "limpid.yaml:8:22: it is open or closed, not \"maybe\"",
                                "limpid.yaml:8:29: unknown key \"batchs\" in the platform \"shop\" (did you mean \"batches\"?)",
                                "limpid.yaml:9:10: \"example.org\" is no address and no network (such as 10.0.0.7 or 10.0.0.0/8)",
                                "limpid.yaml:9:10: \"10.0.0.0/99\" is no address and no network (such as 10.0.0.7 or 10.0.0.0/8)",
                                "limpid.yaml:10:9: notify and notify_secret go together"));
    }

    @Test
    void webhooks_are_read_with_their_secrets_and_what_is_wrong_with_them_is_told() throws IOException {
        write(folder.resolve("hook.secret").toString(), "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz");

        WebhookSettings webhooks = read("""
                        webhooks:
                          shop:
                            url: https://shop.example/hook
                            secret_file: hook.secret
                            platform: shop
                            events: [decision.erased]
                        """).webhooks();

        assertThat(webhooks.endpoints()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.name()).isEqualTo("shop");
            assertThat(endpoint.platform()).hasValue("shop");
            assertThat(endpoint.events()).containsExactly(EventType.DECISION_ERASED);
        });
        assertThatThrownBy(() -> read("""
                        webhook_hosts: [other.example]
                        webhooks:
                          a: {url: "https://shop.example/secretpath", secret_file: hook.secret, events: [decision.erasd]}
                          b: {url: "http://127.0.0.1/x", secret_file: none.secret, evnts: []}
                          c: {secret_file: hook.secret}
                        """))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("there is no event \"decision.erasd\" (did you mean \"decision.erased\"?)")
                .hasMessageContaining("unknown key \"evnts\" in the webhook \"b\" (did you mean \"events\"?)")
                .hasMessageContaining("the webhook \"c\" without \"url\"")
                .hasMessageContaining("its host shop.example is not among webhook_hosts")
                .hasMessageNotContaining("secretpath");
    }

    @Test
    void a_file_that_is_not_there_is_told() {
        assertThatThrownBy(() -> ConfigReader.read(
                        new Sources(Map.of(), Map.of(), Optional.of(folder.resolve("none.yaml")), folder)))
                .isInstanceOf(StartRefusedException.class)
                .hasMessage("--config: there is no file " + folder.resolve("none.yaml"));
    }

    @Test
    void the_page_of_settings_has_them_all() throws IOException {
        Path page = Path.of("..", "docs", "configuration.md");
        String before = Files.readString(page);
        String begin = "<!-- settings: made by ConfigReaderTest -->\n";
        String end = "<!-- end of settings -->";
        String made = before.substring(0, before.indexOf(begin) + begin.length())
                + table()
                + before.substring(before.indexOf(end));
        if (Boolean.getBoolean("limpid.write")) {
            Files.writeString(page, made);
        }

        assertThat(Files.readString(page))
                .as("write it with -Dlimpid.write=true")
                .isEqualTo(made);
    }

    private static String table() {
        var table = new StringBuilder(
                "| key | variable, option | value | default | what it does |\n|---|---|---|---|---|\n");
        Arrays.stream(Setting.values())
                .forEach(setting -> table.append("| `")
                        .append(setting.key())
                        .append("` | `")
                        .append(setting.variable())
                        .append("`")
                        .append(setting.option().map(name -> " `" + name + "`").orElse(""))
                        .append(" | ")
                        .append(setting.range())
                        .append(" | ")
                        .append(setting.usual().map(value -> "`" + value + "`").orElse(""))
                        .append(" | ")
                        .append(setting.meaning())
                        .append(" |\n"));
        return table.toString();
    }
}

package io.limpid.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookSettingsTest {
    private static final WebhookSecret SECRET = WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    private static Endpoint endpoint(String name, String url) {
        return new Endpoint(name, URI.create(url), List.of(SECRET), Optional.empty(), Set.of());
    }

    private static WebhookSettings of(Endpoint... endpoints) {
        return new WebhookSettings(List.of(endpoints), Set.of(), false);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ftp://example.org/               | begins with https:// or http://
            file:///etc/passwd               | begins with https:// or http://
            mailto:hook@example.org          | begins with https:// or http://
            hooks                            | begins with https:// or http://
            https:///hook                    | no host that can be read
            https://user:word@example.org/   | user name before the host
            https://example.org@127.0.0.1/   | user name before the host
            https://example.org/#there       | after #
            https://example.org:0/           | port is 1 to 65535
            http://127.0.0.1/                | no public address
            http://127.1/                    | no host that can be read
            http://2130706433/               | 2130706433 is a number
            http://0x7f000001/               | 0x7f000001 is a number
            http://0177.0.0.1/               | 0177.0.0.1 is a number
            http://017700000001/             | 017700000001 is a number
            http://127.0.0.999/              | no host that can be read
            http://0x7f.0.0.1/               | no host that can be read
            http://[::1]/                    | no public address
            http://[::ffff:127.0.0.1]/       | no public address
            http://[64:ff9b::7f00:1]/        | no public address
            http://10.0.0.1/                 | no public address
            http://169.254.169.254/latest/   | no message goes to 169.254.169.254
            http://0.0.0.0/                  | no message goes to 0.0.0.0
            http://LOCALHOST/                | localhost is this machine
            """)
    void an_address_that_will_not_do_is_refused_before_anything_is_sent(String url, String said) {
        assertThatThrownBy(() -> of(endpoint("owner", url)))
                .isInstanceOf(WebhookRefusedException.class)
                .hasMessageStartingWith("webhook \"owner\": ")
                .hasMessageContaining(said);
    }

    @Test
    void all_problems_are_told_together_and_no_path_is() {
        var unsigned =
                new Endpoint("shop", URI.create("gopher://1.1.1.1/7f3a9c"), List.of(), Optional.of("a b"), Set.of());

        assertThatThrownBy(() -> of(endpoint("a b", "https://example.org/7f3a9c"), unsigned, unsigned))
                .hasMessageContaining("webhook \"a b\": its name has")
                .hasMessageContaining("two webhooks have the name shop")
                .hasMessageContaining("webhook \"shop\": it has 1 to 4 secrets")
                .hasMessageContaining("webhook \"shop\": its platform")
                .hasMessageContaining("webhook \"shop\": its url begins")
                .hasMessageNotContaining("7f3a9c");
    }

    @Test
    void a_list_of_hosts_keeps_endpoints_to_it() {
        Set<String> hosts = Set.of("Hooks.example.org");
        var in = endpoint("in", "https://hooks.EXAMPLE.org/x");
        var out = endpoint("out", "https://hooks.example.org.evil.example/x");

        assertThat(new WebhookSettings(List.of(in), hosts, false).endpoints()).containsExactly(in);
        assertThatThrownBy(() -> new WebhookSettings(List.of(in, out), hosts, false))
                .hasMessage("webhook \"out\": its host hooks.example.org.evil.example is not among webhook_hosts");
    }

    @Test
    void private_addresses_can_be_allowed() {
        var settings = new WebhookSettings(
                List.of(endpoint("a", "http://127.0.0.1:9/"), endpoint("b", "http://localhost/")), Set.of(), true);

        assertThat(settings.endpoints()).hasSize(2);
    }

    @Test
    void an_endpoint_hears_everything_unless_it_says_what() {
        assertThat(endpoint("owner", "https://example.org/").events()).containsExactlyInAnyOrder(EventType.values());
        assertThat(endpoint("owner", "https://example.org/x").toString()).isEqualTo("Endpoint[owner]");
    }
}

package io.limpid.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DisclosureTest {
    /** From RFC 9901, section 4.2.1; its JSON has spaces, which count. */
    private static final String PUBLISHED = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0";

    private static final byte[] SALT = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    @Test
    void has_the_digest_that_rfc_9901_publishes() {
        assertThat(Disclosure.digest(PUBLISHED)).isEqualTo("X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0");
    }

    @Test
    void reads_the_disclosure_that_rfc_9901_publishes() {
        var disclosure = Disclosure.read(Base64.getUrlDecoder().decode(PUBLISHED));

        assertThat(disclosure.name()).isEqualTo("family_name");
        assertThat(disclosure.value()).isEqualTo("Möbius");
        assertThat(disclosure.encoded()).isEqualTo(PUBLISHED);
    }

    @Test
    void is_salt_name_and_value_in_json() {
        var disclosure = Disclosure.of(SALT, "text", List.of("加我", 3, true));

        assertThat(new String(disclosure.json(), StandardCharsets.UTF_8))
                .isEqualTo("[\"MDEyMzQ1Njc4OWFiY2RlZg\",\"text\",[\"加我\",3,true]]");
        assertThat(Disclosure.read(disclosure.json()).value()).isEqualTo(List.of("加我", 3, true));
    }

    @Test
    void refuses_text_that_is_no_unicode() {
        assertThatThrownBy(() -> Disclosure.of(SALT, "text", "\ud800"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JSON");
    }
}

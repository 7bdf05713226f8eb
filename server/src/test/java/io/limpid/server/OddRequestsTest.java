package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.Client.Answer;
import io.limpid.server.access.Role;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that {@link OpenApiFuzzTest} found to be answered wrongly. */
class OddRequestsTest {
    @TempDir
    Path folder;

    private KeyedService service;

    @BeforeEach
    void start() {
        service = new KeyedService(folder);
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void a_header_does_not_change_the_method() {
        Client admin = service.as(Role.ADMIN);

        Answer read = admin.send(admin.request("/v1/keys")
                .header("X-HTTP-Method-Override", "DELETE")
                .GET());

        assertThat(read.status()).isEqualTo(200);
        assertThat(read.json().path("keys")).hasSize(Role.values().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E+2147483648", "-1E-2147483649", "1e99999999999"})
    void a_number_that_is_none_is_refused_wherever_a_body_is_read(String number) {
        Answer refused = service.as(Role.ADMIN)
                .post(
                        "/v1/keys",
                        "application/json",
                        ("{\"expires_days\": " + number + "}").getBytes(StandardCharsets.UTF_8));

        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    }
}

package io.limpid.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookSecretTest {
    @TempDir
    Path folder;

    @Test
    void signs_as_the_specification_of_standard_webhooks_does() {
        assertThat(WebhookSecret.parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
                        .signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330L, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void does_not_show_what_stands_in_place_of_a_secret() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "hunter2");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThatThrownBy(() -> WebhookSecret.read(file))
                .isInstanceOf(WebhookRefusedException.class)
                .hasMessageContaining("whsec_")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void refuses_a_secret_that_others_may_read() throws IOException {
        Path file = Files.writeString(folder.resolve("secret"), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertThatThrownBy(() -> WebhookSecret.read(file)).isInstanceOf(WebhookRefusedException.class);
    }
}

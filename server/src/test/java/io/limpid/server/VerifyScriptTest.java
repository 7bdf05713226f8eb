package io.limpid.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The tests of the independent verifier are part of ours. */
class VerifyScriptTest {
    @Test
    void the_independent_verifier_passes_its_own_tests() throws Exception {
        Process tests;
        try {
            tests = new ProcessBuilder("python3", "../docs/verify_test.py")
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assumeThat(false).as("there is no python3 here").isTrue();
            throw e;
        }
        String said = new String(tests.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(tests.waitFor()).as(said).isZero();
    }
}

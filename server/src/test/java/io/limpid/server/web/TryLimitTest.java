package io.limpid.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TryLimitTest {
    private final SteppedClock clock = new SteppedClock();
    private final TryLimit limit = new TryLimit(clock);

    private int allowed(String address, int tries) {
        int allowed = 0;
        for (int i = 0; i < tries; i++) {
            if (limit.refusal(address).isEmpty()) {
                allowed++;
            }
        }
        return allowed;
    }

    @Test
    void one_client_does_not_use_up_what_another_may() {
        assertThat(allowed("192.0.2.1", 50)).isEqualTo(TryLimit.PER_CLIENT);
        assertThat(allowed("192.0.2.2", 50)).isEqualTo(TryLimit.PER_CLIENT);
    }

    @Test
    void all_addresses_of_an_ipv6_network_are_one_client() {
        assertThat(allowed("2001:db8:1:2::1", 50)).isEqualTo(TryLimit.PER_CLIENT);
        assertThat(allowed("2001:db8:1:2:ffff::7", 50)).isZero();
        assertThat(allowed("2001:db8:1:3::1", 1)).isEqualTo(1);
    }

    @Test
    void all_together_have_a_limit_which_costs_nobody_a_try_of_his_own() {
        int allowed = 0;
        for (int i = 0; i < 200; i++) {
            allowed += allowed("198.51.100." + i, 2);
        }

        assertThat(allowed).isEqualTo(TryLimit.FOR_ALL);
        assertThat(limit.refusal("203.0.113.9")).isPresent();
        clock.goOn(Duration.ofMinutes(1));
        assertThat(allowed("203.0.113.9", 50)).isEqualTo(TryLimit.PER_CLIENT);
    }

    @Test
    void who_waits_as_long_as_told_may_try_again() {
        allowed("192.0.2.1", TryLimit.PER_CLIENT);
        Duration wait = limit.refusal("192.0.2.1").orElseThrow();

        clock.goOn(wait);

        assertThat(limit.refusal("192.0.2.1")).isEmpty();
    }
}

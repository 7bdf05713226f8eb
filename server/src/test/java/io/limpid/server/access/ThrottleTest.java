package io.limpid.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import io.limpid.server.access.Throttle.Entry;
import io.limpid.server.access.Throttle.Permit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ThrottleTest {
    private static final Allowance PLENTY = new Allowance(0, 0, 100, 100);
    private static final Caller SHOP = new Caller("k1", Role.PLATFORM, "shop");
    private static final Caller FORUM = new Caller("k2", Role.PLATFORM, "forum");

    private final AtomicLong nanos = new AtomicLong();

    private Throttle throttle(Allowance all, Allowance perKey, Map<String, Allowance> platforms) {
        return new Throttle(new Limits(10, 10, 60, 10, all, perKey, platforms), new TimeMeter() {
            @Override
            public long currentTimeNanos() {
                return nanos.get();
            }

            @Override
            public boolean isWallClockBased() {
                return false;
            }
        });
    }

    private static Entry goThrough(Throttle throttle, Caller caller) {
        Entry entry = throttle.enter(caller);
        entry.permit().ifPresent(Permit::close);
        return entry;
    }

    @Test
    void a_key_has_so_many_requests_at_once_and_then_so_many_each_second() {
        Throttle throttle = throttle(PLENTY, new Allowance(3, 0, 100, 100), Map.of());
        for (int i = 0; i < 3; i++) {
            assertThat(goThrough(throttle, SHOP).permit()).isPresent();
        }

        Entry fourth = goThrough(throttle, SHOP);
        assertThat(fourth.refusal()).hasValueSatisfying(refusal -> {
            assertThat(refusal.ofAll()).isFalse();
            assertThat(refusal.what()).isEqualTo("requests a second");
            assertThat(refusal.retryAfter()).isBetween(Duration.ofMillis(300), Duration.ofMillis(334));
        });
        assertThat(goThrough(throttle, FORUM).permit()).isPresent();

        nanos.addAndGet(Duration.ofMillis(334).toNanos());
        assertThat(goThrough(throttle, SHOP).permit()).isPresent();
        assertThat(goThrough(throttle, SHOP).refusal()).isPresent();
    }

    @Test
    void a_post_of_the_largest_size_fits_a_small_allowance_once_in_a_while() {
        Throttle throttle = throttle(PLENTY, new Allowance(0, 1_000, 100, 100), Map.of());

        assertThat(throttle.weigh(SHOP, 1 << 20)).isEmpty();
        assertThat(throttle.weigh(SHOP, 10)).isPresent();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(throttle.weigh(SHOP, 1_000)).isEmpty();
        assertThat(throttle.weigh(SHOP, 1)).isPresent();
    }

    @Test
    void posts_that_come_together_count_as_so_many_requests_and_no_more_than_fit_a_second() {
        Throttle throttle = throttle(PLENTY, new Allowance(10, 0, 100, 100), Map.of());

        goThrough(throttle, SHOP);
        assertThat(throttle.weighPosts(SHOP, 7)).isEmpty();
        assertThat(throttle.weighPosts(SHOP, 3)).isPresent();
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        goThrough(throttle, SHOP);
        assertThat(throttle.weighPosts(SHOP, 99)).isEmpty();
        assertThat(throttle.weighPosts(SHOP, 1)).isPresent();
        assertThat(throttle.weighPosts(null, 1_000)).isEmpty();
    }

    @Test
    void a_platform_has_its_own_allowance_and_each_of_its_keys_has_it() {
        Throttle throttle =
                throttle(PLENTY, new Allowance(1, 0, 100, 100), Map.of("shop", new Allowance(2, 0, 100, 100)));
        Caller second = new Caller("k3", Role.PLATFORM, "shop");
        Caller namesake = new Caller("k4", Role.AUDITOR, "shop");

        for (Caller caller : List.of(SHOP, second)) {
            assertThat(goThrough(throttle, caller).permit()).isPresent();
            assertThat(goThrough(throttle, caller).permit()).isPresent();
            assertThat(goThrough(throttle, caller).refusal()).isPresent();
        }
        assertThat(goThrough(throttle, namesake).permit()).isPresent();
        assertThat(goThrough(throttle, namesake).refusal()).isPresent();
    }

    @Test
    void what_is_under_way_is_counted_and_given_back_once() {
        Throttle throttle = throttle(new Allowance(0, 0, 3, 1), new Allowance(0, 0, 2, 1), Map.of());
        List<Permit> permits = new ArrayList<>();
        permits.add(throttle.enter(SHOP).permit().orElseThrow());
        permits.add(throttle.enter(SHOP).permit().orElseThrow());

        assertThat(throttle.enter(SHOP).refusal())
                .hasValueSatisfying(refusal -> assertThat(refusal.ofAll()).isFalse());
        permits.add(throttle.enter(FORUM).permit().orElseThrow());
        assertThat(throttle.enter(FORUM).refusal())
                .hasValueSatisfying(refusal -> assertThat(refusal.ofAll()).isTrue());
        assertThat(throttle.underWay()).isEqualTo(3);

        permits.forEach(Permit::close);
        permits.forEach(Permit::close);
        assertThat(throttle.underWay()).isZero();
        assertThat(throttle.enter(null).permit()).isPresent();
    }

    @Test
    void a_refused_request_holds_no_place() {
        Throttle throttle = throttle(new Allowance(1, 0, 5, 1), new Allowance(0, 0, 5, 1), Map.of());
        for (int i = 0; i < 20; i++) {
            goThrough(throttle, SHOP);
        }

        assertThat(throttle.underWay()).isZero();
        assertThat(throttle.enterBatch(SHOP).permit()).isPresent();
        assertThat(throttle.enterBatch(FORUM).refusal())
                .hasValueSatisfying(refusal -> assertThat(refusal.ofAll()).isTrue());
        assertThat(throttle.batchesUnderWay()).isEqualTo(1);
    }
}

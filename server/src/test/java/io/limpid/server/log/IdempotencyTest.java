package io.limpid.server.log;

import static io.limpid.server.log.Decisions.NOW;
import static io.limpid.server.log.Decisions.await;
import static io.limpid.server.log.Decisions.keyed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two requests under one key are one decision. */
final class IdempotencyTest {
    private final MovableClock clock = new MovableClock();

    @TempDir
    Path folder;

    @Test
    void remembers_what_a_key_led_to() {
        try (var log = open()) {
            await(log.append(keyed("d-1", "key", "body")));

            assertThat(log.findIdempotent(request("key", "body"))).hasValueSatisfying(replay -> {
                assertThat(replay.decision().decisionId()).isEqualTo("d-1");
                assertThat(replay.decision().answer()).isPresent();
                assertThat(replay.sameBody()).isTrue();
            });
            assertThat(log.findIdempotent(request("key", "other")))
                    .hasValueSatisfying(replay -> assertThat(replay.sameBody()).isFalse());
            assertThat(log.findIdempotent(request("another", "body"))).isEmpty();
        }
    }

    @Test
    void gives_every_racer_the_one_decision() throws Exception {
        int racers = 16;
        var threads = Executors.newFixedThreadPool(racers);
        try (var log = open()) {
            for (int round = 0; round < 20; round++) {
                String key = "key-" + round;
                var start = new CountDownLatch(1);
                var outcomes = new ArrayList<Future<Object>>();
                for (int i = 0; i < racers; i++) {
                    Entry entry = keyed("d-" + round + "-" + i, key, i % 2 == 0 ? "even" : "odd");
                    outcomes.add(threads.submit(() -> {
                        start.await();
                        try {
                            return await(log.append(entry));
                        } catch (DuplicateKeyException duplicate) {
                            return duplicate;
                        }
                    }));
                }
                start.countDown();

                var winners = new ArrayList<Position>();
                int winner = -1;
                for (int i = 0; i < racers; i++) {
                    if (outcomes.get(i).get() instanceof Position position) {
                        winners.add(position);
                        winner = i;
                    }
                }
                assertThat(winners).hasSize(1);
                for (int i = 0; i < racers; i++) {
                    if (outcomes.get(i).get() instanceof DuplicateKeyException duplicate) {
                        assertThat(duplicate.position()).isEqualTo(winners.get(0));
                        assertThat(duplicate.decisionId()).isEqualTo("d-" + round + "-" + winner);
                        assertThat(duplicate.sameBody()).isEqualTo(i % 2 == winner % 2);
                    }
                }
            }
            assertThat(log.size()).isEqualTo(21);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void keeps_no_content_of_a_decision_that_it_refused() throws Exception {
        try (var log = open()) {
            await(log.append(keyed("d-1", "key", "body")));
            assertThatThrownBy(() -> await(log.append(keyed("d-2", "key", "body"))))
                    .isInstanceOf(DuplicateKeyException.class);
            assertThat(log.find("d-2")).isEmpty();
        }
        try (var connection = LogFiles.connect(folder.resolve("content.db"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM content")) {
            assertThat(rows.getInt(1)).isEqualTo(1);
        }
    }

    @Test
    void forgets_a_key_after_its_time() throws Exception {
        try (var log = open()) {
            for (int i = 0; i < 50; i++) {
                await(log.append(keyed("old-" + i, "key-" + i, "body")));
            }
            clock.move(Duration.ofHours(24));
            assertThat(log.findIdempotent(request("key-7", "body"))).isPresent();
            clock.move(Duration.ofMillis(1));

            assertThat(log.findIdempotent(request("key-7", "body"))).isEmpty();
            assertThat(await(log.append(keyed("new", "key-7", "another body"))).index())
                    .isEqualTo(51);
            assertThat(log.findIdempotent(request("key-7", "another body")))
                    .hasValueSatisfying(
                            replay -> assertThat(replay.decision().decisionId()).isEqualTo("new"));
            for (int i = 0; i < 30; i++) {
                await(log.append(keyed("more-" + i, "more-" + i, "body")));
            }
        }
        try (var connection = LogFiles.connect(folder.resolve("log.db"));
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT count(*) FROM idempotency")) {
            assertThat(rows.getInt(1)).isEqualTo(31);
        }
    }

    @Test
    void remembers_keys_across_a_restart() {
        try (var log = open()) {
            await(log.append(keyed("d-1", "key", "body")));
        }
        try (var log = open()) {
            assertThat(log.findIdempotent(request("key", "body"))).isPresent();
        }
    }

    private DecisionLog open() {
        return DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), clock);
    }

    private static Idempotency request(String key, String body) {
        return new Idempotency(key, Position.sha256().digest(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static final class MovableClock extends Clock {
        private volatile Instant now = NOW;

        void move(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("always UTC");
        }
    }
}

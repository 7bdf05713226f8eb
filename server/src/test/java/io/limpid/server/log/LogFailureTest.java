package io.limpid.server.log;

import static io.limpid.server.log.Decisions.CLOCK;
import static io.limpid.server.log.Decisions.await;
import static io.limpid.server.log.Decisions.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that cannot write says so to everyone, and comes back when it can. */
final class LogFailureTest {
    @TempDir
    Path folder;

    @Test
    void says_so_when_the_disk_is_full_and_comes_back_when_it_is_not() throws InterruptedException {
        var full = new AtomicBoolean(true);
        var reopened = new AtomicBoolean();
        Tuning tuning = (log, content) -> {
            if (!full.get()) {
                log.set("max_page_count = 1000000");
            } else if (reopened.getAndSet(true)) {
                throw new SQLException("still full");
            } else {
                log.set("max_page_count = 64");
            }
        };
        try (var log = DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), CLOCK, tuning)) {
            var futures = new LinkedHashMap<String, CompletableFuture<Position>>();
            // Waited for: on a slow machine the first batch would be all that follow, and fail as a whole.
            futures.put("first", log.append(decision("first")));
            await(futures.get("first"));
            while (log.writable()) {
                String id = "d-" + futures.size();
                futures.put(id, log.append(decision(id)));
            }

            assertThatThrownBy(() -> await(log.append(decision("refused"))))
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessageContaining("full");
            assertThat(log.writable()).isFalse();
            var acknowledged = new ArrayList<String>();
            futures.forEach((id, future) -> {
                try {
                    await(future);
                    acknowledged.add(id);
                } catch (LogUnavailableException refused) {
                    assertThat(refused).hasMessageContaining("full");
                }
            });
            assertThat(acknowledged).isNotEmpty().hasSizeLessThan(futures.size());
            assertThat(acknowledged).allSatisfy(id -> assertThat(log.find(id)).isPresent());

            full.set(false);
            waitUntil(log::writable);
            Position position = await(log.append(decision("after")));
            assertThat(acknowledged).allSatisfy(id -> assertThat(log.find(id)).isPresent());
            assertThat(log.find("refused")).isEmpty();
            var start = log.entries(position.index() - 1, 1).findFirst().orElseThrow();
            assertThat(CanonicalJson.decode(start.bytes()))
                    .containsEntry("reason", "recovered")
                    .containsEntry("previous_size", position.index() - 1);
            assertThat(log.entries(0, Long.MAX_VALUE)).hasSize((int) log.size());
        }
    }

    @Test
    void logs_nothing_of_a_batch_whose_content_cannot_be_written() throws Exception {
        try (var log = open()) {
            await(log.append(decision("before")));
            LogFiles.execute(folder.resolve("content.db"), "ALTER TABLE content RENAME TO hidden");

            assertThatThrownBy(() -> await(log.append(decision("refused"))))
                    .isInstanceOf(LogUnavailableException.class)
                    .hasMessageContaining("content");
            LogFiles.execute(folder.resolve("content.db"), "ALTER TABLE hidden RENAME TO content");

            waitUntil(log::writable);
            await(log.append(decision("after")));
            assertThat(log.find("refused")).isEmpty();
            assertThat(log.find("before").orElseThrow().answer()).isPresent();
            assertThat(log.find("after").orElseThrow().answer()).isPresent();
        }
    }

    @Test
    void stays_away_when_acknowledged_entries_are_gone() throws Exception {
        Tuning hasty = (log, content) -> log.set("busy_timeout = 20");
        try (var log = DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), CLOCK, hasty)) {
            await(log.append(decision("d-1")));
            await(log.append(decision("d-2")));
            try (var other = LogFiles.connect(folder.resolve("log.db"));
                    var statement = other.createStatement()) {
                statement.execute("BEGIN IMMEDIATE");
                statement.execute("DROP TRIGGER leaf_never_goes");
                statement.execute("DELETE FROM leaf WHERE idx = 2");
                assertThatThrownBy(() -> await(log.append(decision("refused"))))
                        .isInstanceOf(LogUnavailableException.class)
                        .hasMessageContaining("locked");
                statement.execute("COMMIT");
            }

            waitUntil(() -> {
                try {
                    await(log.append(decision("refused")));
                    throw new AssertionError("taken, though an acknowledged entry is gone");
                } catch (LogUnavailableException refused) {
                    return String.valueOf(refused.getMessage()).contains("not that of its entries");
                }
            });
            assertThat(log.writable()).isFalse();
        }
    }

    @Test
    void refuses_at_once_when_too_much_waits_and_forgets_nothing_that_it_took() throws Exception {
        var settings = new LogSettings(8, 1 << 20, 4, 2, Duration.ofHours(1));
        try (var log = DecisionLog.open(LogPlace.alone(folder), settings, CLOCK);
                var other = LogFiles.connect(folder.resolve("log.db"));
                var statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            var taken = new ArrayList<CompletableFuture<Position>>();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            taken.add(log.append(decision("d-" + i)));
                        }
                    })
                    .isInstanceOf(LogOverloadedException.class);
            assertThat(taken).hasSizeBetween(8, 12).noneMatch(CompletableFuture::isDone);
            // The writer may have taken its batch of four since, which waits for the lock.
            assertThat(log.health().queued()).isBetween(4, 8);

            statement.execute("ROLLBACK");
            taken.forEach(Decisions::await);
            assertThat(log.size()).isEqualTo(taken.size() + 1);
        }
    }

    @Test
    void bounds_what_waits_in_bytes_too() throws Exception {
        var settings = new LogSettings(1000, 10_000, 4, 2, Duration.ofHours(1));
        try (var log = DecisionLog.open(LogPlace.alone(folder), settings, CLOCK);
                var other = LogFiles.connect(folder.resolve("log.db"));
                var statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            var taken = new ArrayList<CompletableFuture<Position>>();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            taken.add(log.append(decision("d-" + i)));
                        }
                    })
                    .isInstanceOf(LogOverloadedException.class);

            statement.execute("ROLLBACK");
            taken.forEach(Decisions::await);
        }
    }

    @Test
    void closes_while_it_cannot_write() throws Exception {
        var log = open();
        await(log.append(decision("d-1")));
        LogFiles.execute(folder.resolve("content.db"), "ALTER TABLE content RENAME TO hidden");
        assertThatThrownBy(() -> await(log.append(decision("refused")))).isInstanceOf(LogUnavailableException.class);
        log.close();
        LogFiles.execute(folder.resolve("content.db"), "ALTER TABLE hidden RENAME TO content");

        try (var again = open()) {
            assertThat(again.find("d-1")).isPresent();
            var last = again.entries(again.size() - 1, 1).findFirst().orElseThrow();
            assertThat(CanonicalJson.decode(last.bytes())).containsEntry("reason", "recovered");
        }
    }

    private DecisionLog open() {
        return DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), CLOCK);
    }

    private static void waitUntil(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.sleep(10);
        }
    }
}

package io.limpid.server.log;

import static io.limpid.server.log.Decisions.await;
import static io.limpid.server.log.Decisions.decision;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentShredderTest {
    private static final Instant NOW = Instant.parse("2026-11-26T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void erases_what_has_been_kept_as_long_as_its_action_says_and_nothing_else() {
        try (var log = DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), CLOCK)) {
            await(log.append(aged("old-allow", 31, "allow")));
            await(log.append(aged("new-allow", 29, "allow")));
            await(log.append(aged("old-hold", 31, "hold")));
            await(log.append(aged("held-allow", 400, "allow")));
            await(log.append(aged("old-label", 4000, "label")));
            await(log.append(Entry.ofHold(List.of("held-allow"), true, "local")));

            try (var shredder = new ContentShredder(log, new Retention(Map.of("allow", 30, "hold", 365)), CLOCK)) {
                assertThat(shredder.shred()).isEqualTo(1);
                assertThat(shredder.shred()).as("once").isZero();
            }

            assertThat(log.find("old-allow").orElseThrow().erased()).isTrue();
            for (String kept : List.of("new-allow", "old-hold", "held-allow", "old-label")) {
                assertThat(log.find(kept).orElseThrow().content()).as(kept).isPresent();
            }
            Leaf erasure = log.erasureOf("old-allow").orElseThrow();
            assertThat(CanonicalJson.decode(erasure.bytes()))
                    .containsEntry("reason", "retention")
                    .containsEntry("decision_ids", List.of("old-allow"));
        }
    }

    @Test
    void keeps_the_decisions_of_a_platform_as_long_as_its_own_class_says() {
        try (var log = DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), CLOCK)) {
            // All that Decisions makes are of the platform "shop".
            await(log.append(aged("of-the-shop", 10, "allow")));
            await(log.append(aged("held", 10, "hold")));

            try (var shredder = new ContentShredder(
                    log, new Retention(Map.of("forum:allow", 1, "shop:allow", 11, "allow", 5, "hold", 5)), CLOCK)) {
                assertThat(shredder.shred()).isEqualTo(1);
            }
            assertThat(log.find("held").orElseThrow().erased()).isTrue();
            assertThat(log.find("of-the-shop").orElseThrow().erased()).isFalse();
            try (var shredder = new ContentShredder(log, new Retention(Map.of("shop:allow", 9, "allow", 100)), CLOCK)) {
                assertThat(shredder.shred()).isEqualTo(1);
            }
            assertThat(log.find("of-the-shop").orElseThrow().erased()).isTrue();
        }
    }

    @Test
    void erases_more_than_one_page_of_them() {
        try (var log = DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), CLOCK)) {
            List<CompletableFuture<Position>> appended = new ArrayList<>();
            for (int i = 0; i < 2300; i++) {
                appended.add(log.append(aged("d-" + i, 40, "allow")));
            }
            appended.forEach(Decisions::await);
            await(log.append(Entry.ofHold(List.of("d-1000", "d-2299"), true, "local")));

            try (var shredder = new ContentShredder(log, new Retention(Map.of("allow", 30)), CLOCK)) {
                assertThat(shredder.shred()).isEqualTo(2298);
            }
            assertThat(log.find("d-1000").orElseThrow().erased()).isFalse();
        }
    }

    @Test
    void what_a_reader_kept_in_the_write_ahead_log_is_gone_when_the_reader_is() throws Exception {
        try (var log = DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), CLOCK)) {
            await(log.append(aged("d-1", 40, "allow")));
            Path wal = folder.resolve("content.db-wal");
            try (Connection reader = LogFiles.connect(folder.resolve("content.db"));
                    Statement statement = reader.createStatement()) {
                reader.setAutoCommit(false);
                try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM content")) {
                    assertThat(rows.next()).isTrue();
                    long begun = System.nanoTime();
                    await(log.append(Entry.ofErasure(List.of("d-1"), "request", "local")));
                    assertThat(Duration.ofNanos(System.nanoTime() - begun))
                            .as("nobody waits for the reader")
                            .isLessThan(Duration.ofSeconds(3));
                    assertThat(Files.size(wal)).isPositive();
                }
                reader.rollback();
            }
            for (int i = 0; i < 100 && Files.size(wal) > 0; i++) {
                Thread.sleep(50);
            }
            assertThat(Files.size(wal)).isZero();
        }
    }

    private static Entry aged(String id, int days, String action) {
        return decision(id, NOW.minus(Duration.ofDays(days)), action, List.of(), "en", "u-1");
    }
}

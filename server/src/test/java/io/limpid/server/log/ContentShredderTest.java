package io.limpid.server.log;

import static io.limpid.server.log.Decisions.await;
import static io.limpid.server.log.Decisions.decision;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
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
            await(log.append(Entry.ofHold(List.of("held-allow"), true)));

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

    private static Entry aged(String id, int days, String action) {
        return decision(id, NOW.minus(Duration.ofDays(days)), action, List.of(), "en", "u-1");
    }
}

package io.limpid.server.log;

import static io.limpid.server.log.Decisions.AUTHOR;
import static io.limpid.server.log.Decisions.CLOCK;
import static io.limpid.server.log.Decisions.NOW;
import static io.limpid.server.log.Decisions.TEXT;
import static io.limpid.server.log.Decisions.await;
import static io.limpid.server.log.Decisions.decision;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DecisionLogTest {
    @TempDir
    Path folder;

    @Test
    void gives_a_decision_back_as_it_was_answered() {
        String id = DecisionLog.newDecisionId();
        try (var log = DecisionLog.open(folder, LogSettings.defaults(), CLOCK)) {
            Position position = await(log.append(decision(id)));

            var stored = log.find(id).orElseThrow();
            assertThat(stored.leaf().position()).isEqualTo(position);
            assertThat(stored.index()).isEqualTo(1);
            assertThat(stored.leafHash())
                    .isEqualTo("sha256:"
                            + HexFormat.of()
                                    .formatHex(Position.hash(stored.leaf().bytes())));
            assertThat(new String(stored.answer().orElseThrow(), StandardCharsets.UTF_8))
                    .contains(id)
                    .contains(TEXT);
            assertThat(stored.content().orElseThrow().disclosures())
                    .containsEntry("text", TEXT)
                    .containsEntry("author", AUTHOR)
                    .containsEntry("evidence", List.of(Map.of("quote", "Add me on", "start", 0)));
            assertThat(stored.erased()).isFalse();
        }
    }

    @Test
    void adds_version_type_time_id_and_digests_to_a_leaf() {
        try (var log = DecisionLog.open(folder, LogSettings.defaults(), CLOCK)) {
            await(log.append(decision("d-1")));

            var stored = log.find("d-1").orElseThrow();
            var leaf = CanonicalJson.decode(stored.leaf().bytes());
            var digests = stored.content().orElseThrow().encoded().stream()
                    .map(Disclosure::digest)
                    .sorted()
                    .toList();
            assertThat(leaf)
                    .isEqualTo(Map.of(
                            "v", 1L,
                            "type", "decision",
                            "time", "2026-11-23T10:00:00.123Z",
                            "decision_id", "d-1",
                            "action", "hold",
                            "rules", List.of("spam.contact-funnel"),
                            "sd", digests));
            assertThat(digests).hasSize(3);
            assertThat(NOW).isEqualTo(CLOCK.instant());
        }
    }
}

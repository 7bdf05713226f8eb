package io.limpid.server.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.server.tree.TreeHash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is killed under load takes nothing with it that it has acknowledged. */
final class KillTest {
    private static final int ROUNDS = 8;
    private static final int AGAIN = 100;

    @TempDir
    Path folder;

    @Test
    void keeps_every_acknowledged_decision_when_it_is_killed() throws Exception {
        var acknowledged = new LinkedHashMap<String, Position>();
        var random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            int before = acknowledged.size();
            try (var child = new Child(folder)) {
                int patience = 20 + random.nextInt(600);
                String line = child.readLine();
                while (line != null) {
                    String[] words = line.substring(0, line.length() - 1).split(" ", -1);
                    acknowledged.put(words[1], new Position(Long.parseLong(words[2]), words[3]));
                    if (acknowledged.size() - before == patience) {
                        child.kill();
                    }
                    line = child.readLine();
                }
            }
            assertThat(acknowledged.size() - before).isGreaterThanOrEqualTo(20);
            if (round == 0) {
                assertThat(LogFiles.raw(folder))
                        .contains("spam.contact-funnel")
                        .doesNotContain("bestdeals")
                        .doesNotContain(Decisions.AUTHOR)
                        .doesNotContain(
                                new String("加我微信".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
            }
            checkLog(acknowledged);
        }
    }

    private void checkLog(Map<String, Position> acknowledged) {
        try (var log = DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), Clock.systemUTC())) {
            acknowledged.forEach((id, position) -> {
                var stored = log.find(id).orElseThrow(() -> new AssertionError("lost " + id));
                assertThat(stored.leaf().position()).isEqualTo(position);
                assertThat(new String(stored.answer().orElseThrow(), StandardCharsets.UTF_8))
                        .contains(id);
            });
            acknowledged.entrySet().stream()
                    .skip(Math.max(0, acknowledged.size() - AGAIN))
                    .forEach(entry -> {
                        // The caller comes again with the key of a request whose answer it may never have got.
                        String key = "key-" + entry.getKey();
                        assertThatThrownBy(() -> Decisions.await(
                                        log.append(Decisions.keyed(DecisionLog.newDecisionId(), key, "body"))))
                                .isInstanceOfSatisfying(DuplicateKeyException.class, duplicate -> {
                                    assertThat(duplicate.decisionId()).isEqualTo(entry.getKey());
                                    assertThat(duplicate.position()).isEqualTo(entry.getValue());
                                });
                    });
            var leaves = log.entries(0, Long.MAX_VALUE).toList();
            assertThat(leaves).hasSize((int) log.size());
            for (int i = 0; i < leaves.size(); i++) {
                assertThat(leaves.get(i).position())
                        .isEqualTo(Position.of(i, TreeHash.leaf(leaves.get(i).bytes())));
            }
            var last = CanonicalJson.decode(leaves.get(leaves.size() - 1).bytes());
            assertThat(last).containsEntry("type", "log_start").containsEntry("reason", "recovered");
        }
    }
}

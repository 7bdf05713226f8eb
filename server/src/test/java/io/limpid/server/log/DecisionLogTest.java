package io.limpid.server.log;

import static io.limpid.server.log.Decisions.AUTHOR;
import static io.limpid.server.log.Decisions.CLOCK;
import static io.limpid.server.log.Decisions.TEXT;
import static io.limpid.server.log.Decisions.await;
import static io.limpid.server.log.Decisions.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.server.tree.TreeHash;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DecisionLogTest {
    private final List<CompletableFuture<Position>> appended = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void gives_a_decision_back_as_it_was_answered() {
        String id = DecisionLog.newDecisionId();
        try (var log = open()) {
            Position position = await(log.append(decision(id)));

            var stored = log.find(id).orElseThrow();
            assertThat(stored.leaf().position()).isEqualTo(position);
            assertThat(stored.index()).isEqualTo(1);
            assertThat(stored.leafHash())
                    .isEqualTo("sha256:" + TreeHash.leaf(stored.leaf().bytes()));
            assertThat(new String(stored.answer().orElseThrow(), StandardCharsets.UTF_8))
                    .contains(id)
                    .contains(TEXT);
            assertThat(stored.content().orElseThrow().disclosures())
                    .containsEntry("text", TEXT)
                    .containsEntry("author", AUTHOR)
                    .containsEntry("evidence", List.of(Map.of("quote", "Add me on", "start", 0)));
            assertThat(stored.erased()).isFalse();
            assertThat(log.find("another")).isEmpty();
        }
    }

    @Test
    void adds_version_type_time_id_and_digests_to_a_leaf() {
        try (var log = open()) {
            await(log.append(decision("d-1")));

            var stored = log.find("d-1").orElseThrow();
            var digests = stored.content().orElseThrow().encoded().stream()
                    .map(Disclosure::digest)
                    .sorted()
                    .toList();
            assertThat(digests).hasSize(3);
            KeptContent kept = stored.content().orElseThrow();
            assertThat(CanonicalJson.decode(stored.leaf().bytes()))
                    .isEqualTo(Map.of(
                            "v", 1L,
                            "type", "decision",
                            "time", "2026-11-23T10:00:00.123Z",
                            "decision_id", "d-1",
                            "platform", "shop",
                            "action", "hold",
                            "rules", List.of("spam.contact-funnel"),
                            "sd", digests,
                            "store", "full",
                            "answer_digest", Disclosure.digestOfAnswer(kept.answerSalt(), kept.answer())));
        }
    }

    @Test
    void keeps_of_some_fields_only_what_can_check_them() {
        try (var log = open()) {
            Entry full = decision("d-1");
            var content = new Content("d-1", Map.of("text", TEXT, "kind", "post"), Set.of("text"), new byte[0]);
            await(log.append(new Entry("decision", full.leaf(), content, full.lookup(), null, null)));

            var stored = log.find("d-1").orElseThrow();
            assertThat(stored.content().orElseThrow().disclosures()).isEqualTo(Map.of("kind", "post"));
            assertThat(digests(stored.leaf())).hasSize(2);
        }
    }

    @Test
    void salts_equal_texts_differently() {
        try (var log = open()) {
            await(log.append(decision("d-1")));
            await(log.append(decision("d-2")));

            var digests =
                    log.entries(1, 2).flatMap(leaf -> digests(leaf).stream()).toList();
            assertThat(digests).hasSize(6).doesNotHaveDuplicates();
        }
    }

    @Test
    void says_when_it_started_and_how_it_had_ended() {
        try (var log = open()) {
            await(log.append(decision("d-1")));
        }
        try (var log = open()) {
            var leaves = log.entries(0, Long.MAX_VALUE)
                    .map(leaf -> CanonicalJson.decode(leaf.bytes()))
                    .toList();
            assertThat(leaves)
                    .extracting(leaf -> leaf.get("type"))
                    .containsExactly("log_start", "decision", "log_start");
            assertThat(leaves.get(0)).containsEntry("reason", "clean").containsEntry("previous_size", 0L);
            assertThat(leaves.get(2)).containsEntry("reason", "clean").containsEntry("previous_size", 2L);
            assertThat(log.size()).isEqualTo(3);
        }
    }

    @Test
    void shows_a_record_to_readers_before_it_acknowledges_it() {
        try (var log = open()) {
            var seen = new ArrayList<CompletableFuture<Boolean>>();
            for (int i = 0; i < 200; i++) {
                String id = "d-" + i;
                seen.add(log.append(decision(id))
                        .thenApply(position -> log.find(id).isPresent()));
            }
            assertThat(seen).allSatisfy(future -> assertThat(await(future)).isTrue());
        }
    }

    @Test
    void commits_together_what_queued_during_the_commit_before() {
        try (var log = open()) {
            var futures = new ArrayList<CompletableFuture<Position>>();
            for (int i = 0; i < 2000; i++) {
                futures.add(log.append(decision("d-" + i)));
            }
            for (int i = 0; i < futures.size(); i++) {
                assertThat(await(futures.get(i)).index()).isEqualTo(i + 1);
            }
            Health health = log.health();
            assertThat(health.commits()).isBetween(8L, 500L);
            assertThat(health.size()).isEqualTo(2001);
            assertThat(health.queued()).isZero();
            assertThat(health.writable()).isTrue();
            assertThat(health.lastCommitMicros()).isPositive();
        }
    }

    @Test
    void acknowledges_what_waits_when_it_is_closed() {
        var futures = new ArrayList<CompletableFuture<Position>>();
        var log = open();
        for (int i = 0; i < 1000; i++) {
            futures.add(log.append(decision("d-" + i)));
        }
        log.close();

        assertThat(futures).allSatisfy(future -> assertThat(future).isCompleted());
        assertThatThrownBy(() -> await(log.append(decision("late"))))
                .isInstanceOf(LogUnavailableException.class)
                .hasMessageContaining("closed");
        try (var again = open()) {
            assertThat(again.size()).isEqualTo(1002);
            assertThat(again.find("d-999")).isPresent();
        }
    }

    @Test
    void refuses_a_leaf_that_does_not_fit_a_tile() {
        try (var log = open()) {
            int overhead = CanonicalJson.encode(
                            Map.of("v", 1, "type", "t", "time", "2026-11-23T10:00:00.123Z", "pad", ""))
                    .length;
            String fits = "x".repeat(DecisionLog.MAX_LEAF_BYTES - overhead);

            await(log.append(Entry.of("t", Map.of("pad", fits))));
            assertThatThrownBy(() -> log.append(Entry.of("t", Map.of("pad", fits + "x"))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("65535");
            assertThat(log.entries(1, 9).map(leaf -> leaf.bytes().length)).containsExactly(65_535);
        }
    }

    @Test
    void refuses_entries_that_do_not_hang_together() {
        Entry one = decision("d-1");
        Entry two = decision("d-2");

        assertThatThrownBy(() -> new Entry("t", Map.of("time", "x"), null, null, null, null))
                .hasMessageContaining("the log itself adds");
        assertThatThrownBy(() -> new Entry("t", Map.of(), one.content(), two.lookup(), null, null))
                .hasMessageContaining("another decision");
        assertThatThrownBy(() -> new Entry("t", Map.of("decision_id", "x"), null, one.lookup(), null, null))
                .hasMessageContaining("another decision");
        assertThatThrownBy(() -> new Entry("t", Map.of(), one.content(), null, null, null))
                .hasMessageContaining("need a lookup");
    }

    @Test
    void refuses_a_second_decision_of_one_id_and_goes_on() {
        try (var log = open()) {
            Position first = await(log.append(decision("d-1")));
            var again = log.append(Decisions.keyed("d-1", "key", "body"));
            var other = log.append(decision("d-2"));

            assertThatThrownBy(() -> await(again)).isInstanceOfSatisfying(DuplicateKeyException.class, duplicate -> {
                assertThat(duplicate.decisionId()).isEqualTo("d-1");
                assertThat(duplicate.position()).isEqualTo(first);
                assertThat(duplicate.sameBody()).isFalse();
            });
            assertThat(await(other).index()).isEqualTo(2);
            assertThat(await(log.append(Decisions.keyed("d-3", "key", "body"))).index())
                    .isEqualTo(3);
        }
    }

    @Test
    void reads_leaves_in_order_from_anywhere() {
        try (var log = open()) {
            for (int i = 1; i < 600; i++) {
                appended.add(log.append(decision("d-" + i)));
            }
            await(log.append(decision("last")));

            assertThat(log.entries(0, Long.MAX_VALUE)
                            .map(leaf -> leaf.position().index()))
                    .hasSize(601)
                    .isSorted()
                    .doesNotHaveDuplicates();
            assertThat(log.entries(300, 2).map(leaf -> leaf.position().index())).containsExactly(300L, 301L);
            assertThat(log.entries(601, 5)).isEmpty();
            assertThat(log.entries(0, 601))
                    .allSatisfy(leaf -> assertThat(leaf.position())
                            .isEqualTo(Position.of(leaf.position().index(), TreeHash.leaf(leaf.bytes()))));
        }
    }

    @Test
    void tells_an_erased_decision_from_one_without_content() throws SQLException {
        try (var log = open()) {
            await(log.append(decision("erased")));
            await(log.append(
                    new Entry("decision", Map.of(), null, decision("bare").lookup(), null, null)));
        }
        LogFiles.execute(folder.resolve("content.db"), "DELETE FROM content WHERE idx = 1");
        try (var log = open()) {
            assertThat(log.find("erased").orElseThrow().erased()).isTrue();
            assertThat(log.find("erased").orElseThrow().answer()).isEmpty();
            assertThat(log.find("bare").orElseThrow().erased()).isFalse();
            assertThat(log.find("bare").orElseThrow().answer()).isEmpty();
        }
    }

    @Test
    void notices_altered_content() throws SQLException {
        try (var log = open()) {
            await(log.append(decision("d-1")));
            await(log.append(decision("d-2")));
        }
        LogFiles.execute(
                folder.resolve("content.db"),
                "UPDATE content SET (key, data) = (SELECT key, data FROM content WHERE idx = 2) WHERE idx = 1");
        try (var log = open()) {
            assertThatThrownBy(() -> log.find("d-1"))
                    .isInstanceOf(LogDamagedException.class)
                    .hasMessageContaining("d-1");
            assertThat(log.find("d-2")).isPresent();
        }
    }

    @Test
    void lets_nobody_change_or_remove_a_leaf_by_accident() {
        try (var log = open()) {
            await(log.append(decision("d-1")));
        }
        Path file = folder.resolve("log.db");
        String leaf = "VALUES (%d, x'00', zeroblob(32))";
        var attempts = new LinkedHashMap<String, String>();
        attempts.put("UPDATE leaf SET bytes = x'00' WHERE idx = 1", "a leaf never changes");
        attempts.put("DELETE FROM leaf WHERE idx = 1", "a leaf never goes");
        attempts.put("INSERT OR REPLACE INTO leaf " + leaf.replace("%d", "1"), "a leaf follows the last one");
        attempts.put("INSERT INTO leaf " + leaf.replace("%d", "7"), "a leaf follows the last one");

        attempts.forEach((sql, why) ->
                assertThatThrownBy(() -> LogFiles.execute(file, sql)).hasMessageContaining(why));
    }

    @Test
    void makes_ids_that_a_regulator_takes_and_nobody_guesses() {
        Pattern puid = Pattern.compile("[a-zA-Z0-9-_]+");
        var ids = new ArrayList<String>();
        for (int i = 0; i < 10_000; i++) {
            ids.add(DecisionLog.newDecisionId());
        }

        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> puid.matcher(id).matches() && id.charAt(14) == '7');
        assertThat(ids).extracting(id -> id.substring(24)).doesNotHaveDuplicates();
    }

    @Test
    void runs_under_the_settings_that_durability_rests_on() {
        var found = new LinkedHashMap<String, Long>();
        Tuning look = (log, content) -> {
            for (String pragma :
                    List.of("synchronous", "secure_delete", "wal_autocheckpoint", "trusted_schema", "mmap_size")) {
                found.put("log " + pragma, log.number("PRAGMA " + pragma));
                found.put("content " + pragma, content.number("PRAGMA " + pragma));
            }
        };
        DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), CLOCK, look)
                .close();

        assertThat(found)
                .containsEntry("log synchronous", 2L)
                .containsEntry("content synchronous", 2L)
                .containsEntry("content secure_delete", 1L)
                .containsEntry("log wal_autocheckpoint", 0L)
                .containsEntry("content wal_autocheckpoint", 0L)
                .containsEntry("log trusted_schema", 0L)
                .containsEntry("content trusted_schema", 0L)
                .containsEntry("log mmap_size", 0L);
    }

    @Test
    void leaves_no_plain_text_or_author_in_its_files() {
        try (var log = open()) {
            for (int i = 0; i < 50; i++) {
                appended.add(log.append(Decisions.keyed("d-" + i, "idempotency-key-" + i, "body")));
            }
            await(log.append(decision("last")));
        }
        String all = LogFiles.raw(folder);

        assertThat(all).contains("spam.contact-funnel").contains("d-49");
        for (String secret : List.of(TEXT, "加我微信", "bestdeals", AUTHOR, "Add me on", "idempotency-key-")) {
            String bytes = new String(secret.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            assertThat(all).doesNotContain(bytes);
            for (int shift = 0; shift < 3; shift++) {
                assertThat(all).doesNotContain(base64(secret, shift));
            }
        }
    }

    /** What base64 of any text holding the secret holds, where the secret begins {@code shift} bytes after a group of three. */
    private static String base64(String secret, int shift) {
        byte[] bytes = (" ".repeat(shift) + secret).getBytes(StandardCharsets.UTF_8);
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        return encoded.substring(shift == 0 ? 0 : 4, bytes.length / 3 * 4);
    }

    private static List<?> digests(Leaf leaf) {
        return CanonicalJson.decode(leaf.bytes()).get("sd") instanceof List<?> digests ? digests : List.of();
    }

    private DecisionLog open() {
        return DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), CLOCK);
    }
}

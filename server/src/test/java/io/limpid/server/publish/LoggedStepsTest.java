package io.limpid.server.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.server.log.CanonicalJson;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Entry;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.LogSettings;
import io.limpid.server.log.LogUnavailableException;
import io.limpid.server.sqlite.StoreUnavailableException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoggedStepsTest {
    private static final Map<String, Object> BRAKE =
            Map.of("rule", "spam.card", "ruleset_digest", "sha256:00", "state", "applied");

    @TempDir
    Path folder;

    private DecisionLog log;
    private RulesetStore store;
    private LoggedSteps steps;

    @BeforeEach
    void open() {
        log = DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), Clock.systemUTC());
        store = RulesetStore.open(folder);
        steps = new LoggedSteps(store, log);
    }

    @AfterEach
    void close() {
        store.close();
        log.close();
    }

    private List<Map<String, Object>> entries() {
        return log.entries(0, 100)
                .map(leaf -> CanonicalJson.decode(leaf.bytes()))
                .filter(leaf -> !"log_start".equals(leaf.get("type")))
                .toList();
    }

    private List<Object> types() {
        return entries().stream().map(leaf -> leaf.get("type")).toList();
    }

    private boolean isUnderWay() {
        return store.file()
                .one("SELECT since FROM step_under_way", row -> row.getLong(1))
                .isPresent();
    }

    @Test
    void a_step_is_an_entry_and_in_the_store() {
        steps.take(
                "brake",
                BRAKE,
                at -> store.file()
                        .update(
                                "INSERT INTO counted (only_row, next, leaf_hash) VALUES (1, ?, ?)",
                                at.index(),
                                at.leafHash()));

        assertThat(types()).containsExactly("brake");
        assertThat(store.file().one("SELECT next FROM counted", row -> row.getLong(1)))
                .contains(log.size() - 1);
        assertThat(isUnderWay()).isFalse();
    }

    @Test
    void a_step_that_cannot_be_stored_is_undone_by_an_entry() {
        assertThatThrownBy(
                        () -> steps.take("brake", BRAKE, at -> store.file().update("INSERT INTO nowhere VALUES (1)")))
                .isInstanceOf(StoreUnavailableException.class);

        assertThat(types()).containsExactly("brake", "step_undone");
        assertThat(entries().get(1).get("undone")).isEqualTo(log.size() - 2);
        assertThat(isUnderWay()).isFalse();
    }

    @Test
    void a_step_that_was_cut_off_before_it_was_stored_is_undone_before_the_next_and_once() {
        store.file().update("INSERT INTO step_under_way (only_row, since) VALUES (1, ?)", log.size());
        log.append(Entry.of("config_change", Map.of())).join();
        log.append(Entry.of("brake", BRAKE)).join();
        close();
        open();

        steps.take("brake", BRAKE, at -> {});
        store.file().update("INSERT INTO step_under_way (only_row, since) VALUES (1, 0)");
        steps.settle();

        assertThat(types()).containsExactly("config_change", "brake", "step_undone", "brake", "step_undone");
        assertThat(entries().get(2).get("undone")).isNotEqualTo(entries().get(4).get("undone"));
    }

    @Test
    void a_full_disk_leaves_the_store_as_it_was_and_a_later_step_whole() {
        store.file().update("CREATE TABLE filler (bytes BLOB)");
        long pages =
                store.file().one("PRAGMA page_count", row -> row.getLong(1)).orElseThrow();
        store.file().one("PRAGMA max_page_count = " + pages, row -> row.getLong(1));
        assertThatThrownBy(() -> steps.take("brake", BRAKE, at -> {
                    store.file().update("DELETE FROM noted");
                    store.file().update("INSERT INTO filler VALUES (zeroblob(100000))");
                }))
                .isInstanceOf(StoreUnavailableException.class)
                .hasMessageContaining("full");

        store.file().one("PRAGMA max_page_count = 100000", row -> row.getLong(1));
        assertThatThrownBy(() -> steps.take("brake", BRAKE, at -> {
                    store.file().update("INSERT INTO filler VALUES (zeroblob(1))");
                    throw new IllegalStateException("after the first of two writes");
                }))
                .isInstanceOf(IllegalStateException.class);
        steps.take("brake", BRAKE, at -> store.file().update("INSERT INTO filler VALUES (zeroblob(2))"));

        assertThat(store.file().all("SELECT length(bytes) FROM filler", row -> row.getInt(1)))
                .containsExactly(2);
        assertThat(types()).containsExactly("brake", "step_undone", "brake", "step_undone", "brake");
    }

    @Test
    void what_a_log_that_failed_made_of_an_entry_is_asked_when_it_can_be_written_again() {
        store.file().update("INSERT INTO step_under_way (only_row, since) VALUES (1, ?)", log.size());
        log.append(Entry.of("brake", BRAKE)).join();
        log.close();

        assertThatThrownBy(() -> steps.settle()).isInstanceOf(LogUnavailableException.class);

        assertThat(isUnderWay()).isTrue();
        store.close();
        open();
        steps.settle();
        assertThat(types()).containsExactly("brake", "step_undone");
    }

    @Test
    void where_the_log_takes_no_entry_there_is_nothing_to_undo() {
        log.close();
        assertThatThrownBy(() -> steps.take("brake", BRAKE, at -> {})).isInstanceOf(LogUnavailableException.class);
        store.close();
        open();

        steps.settle();

        assertThat(types()).isEmpty();
        assertThat(isUnderWay()).isFalse();
    }
}

package io.limpid.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Entry;
import io.limpid.server.log.LogPlace;
import io.limpid.server.log.LogSettings;
import io.limpid.server.webhook.Delivery.State;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the log is due to whom. */
class OutboxTest {
    private static final Endpoint OWNER =
            new Endpoint("owner", URI.create("https://example.org/"), List.of(), Optional.empty(), Set.of());
    private static final Endpoint SHOP =
            new Endpoint("shop", URI.create("https://example.org/"), List.of(), Optional.of("shop"), Set.of());

    @TempDir
    Path folder;

    private DecisionLog log;
    private WebhookStore store;

    @BeforeEach
    void open() {
        log = DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), Clock.systemUTC());
        store = WebhookStore.open(folder, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        store.close();
        log.close();
    }

    private long append(String type, Map<String, Object> leaf) {
        return log.append(Entry.of(type, leaf)).join().index();
    }

    private long brake(String rule) {
        return append("brake", Map.of("rule", rule, "ruleset_digest", "sha256:00", "state", "applied"));
    }

    private List<Long> due(String endpoint) {
        return store.deliveries(State.PENDING, Optional.of(endpoint), 0, 1_000).stream()
                .map(Delivery::logIndex)
                .toList();
    }

    private Outbox outbox(Endpoint... endpoints) {
        return new Outbox(store, log, log::size, List.of(endpoints));
    }

    @Test
    void a_step_that_came_to_nothing_is_not_told() {
        Outbox outbox = outbox(OWNER);
        long undone = brake("spam.card");
        append("step_undone", Map.of("undone", undone, "reason", "it was not stored"));
        long done = brake("spam.card");

        outbox.follow();

        assertThat(due("owner")).containsExactly(done);
    }

    @Test
    void a_step_that_is_under_way_waits_until_it_is_known_how_it_ends() {
        var settled = new AtomicLong(log.size());
        var outbox = new Outbox(store, log, settled::get, List.of(OWNER));
        long first = brake("spam.card");
        outbox.follow();
        assertThat(due("owner")).isEmpty();

        append("step_undone", Map.of("undone", first, "reason", "it was not stored"));
        long second = brake("spam.card");
        settled.set(log.size());
        outbox.follow();

        assertThat(due("owner")).containsExactly(second);
    }

    @Test
    void each_entry_is_told_once_whatever_is_opened_anew_in_between() {
        Outbox first = outbox(OWNER);
        long one = brake("spam.card");
        first.follow();
        first.follow();
        long other = brake("spam.card");
        outbox(OWNER).follow();
        outbox(OWNER).follow();

        assertThat(due("owner")).containsExactly(one, other);
        assertThat(store.deliveries(State.PENDING, Optional.empty(), 0, 10))
                .extracting(Delivery::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("msg_[0-9a-f]{32}"));
    }

    @Test
    void an_endpoint_that_was_away_goes_on_where_it_stopped() {
        long before = brake("spam.card");
        Outbox both = outbox(OWNER, SHOP);
        long first = brake("spam.card");
        both.follow();
        Outbox without = outbox(OWNER);
        long second = brake("spam.card");
        without.follow();

        outbox(OWNER, SHOP).follow();

        assertThat(due("owner")).containsExactly(first, second);
        assertThat(due("shop")).containsExactly(first, second).doesNotContain(before);
    }

    @Test
    void many_entries_that_tell_nothing_are_passed_over() {
        Outbox outbox = outbox(OWNER);
        for (int i = 0; i < 2_500; i++) {
            var unused = log.append(Entry.of("access", Map.of("actor", "\"type\":\"brake\"")));
        }
        long last = brake("spam.card");

        outbox.follow();

        assertThat(due("owner")).containsExactly(last);
        assertThat(outbox.next("owner")).isEqualTo(last + 1);
    }

    @Test
    void an_endpoint_of_another_log_begins_anew() {
        outbox(OWNER).follow();
        store.moveOn(List.of("owner"), new WebhookStore.Cursor(1_000, "sha256:00"), List.of());
        brake("spam.card");

        Outbox outbox = outbox(OWNER);
        long next = brake("spam.card");
        outbox.follow();

        assertThat(due("owner")).containsExactly(next);
    }
}

package io.limpid.server.log;

import static io.limpid.server.log.Decisions.CLOCK;
import static io.limpid.server.log.Decisions.NOW;
import static io.limpid.server.log.Decisions.await;
import static io.limpid.server.log.Decisions.decision;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.limpid.Samples;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listing decisions, page by page. */
final class QueryTest {
    private static final List<String> RULES = List.of("spam.a", "spam.b", "rumour.c", "rights.d");
    private static final List<String> ACTIONS = List.of("allow", "label", "hold", "remove");
    private static final List<String> LANGUAGES = List.of("en", "zh");
    private static final List<String> PLATFORMS = List.of("shop", "forum");

    private final List<CompletableFuture<Position>> appended = new ArrayList<>();

    @TempDir
    Path folder;

    @Test
    void lists_what_a_naive_search_finds_in_the_same_order() {
        try (var log = open()) {
            var logged = new ArrayList<Lookup>();
            var random = new Random(7);
            for (int i = 0; i < 700; i++) {
                var lookup = lookup(random, "d-" + i);
                logged.add(lookup);
                appended.add(log.append(entry(lookup)));
            }
            appended.forEach(Decisions::await);

            Samples.check(300, seeded -> {
                Query query = query(seeded);
                assertThat(allPages(log, query)).isEqualTo(naive(logged, query));
            });
        }
    }

    @Test
    void goes_on_from_its_cursor_while_decisions_are_added() throws InterruptedException {
        try (var log = open()) {
            for (int i = 0; i < 300; i++) {
                appended.add(log.append(decision("early-" + i, NOW.plusMillis(i), "hold", List.of("r"), "en", "u")));
            }
            await(log.append(decision("early-last", NOW.plusSeconds(1), "hold", List.of("r"), "en", "u")));
            var stop = new AtomicBoolean();
            var adder = new Thread(() -> {
                for (int i = 0; !stop.get(); i++) {
                    await(log.append(decision("late-" + i, NOW.plusSeconds(2 + i), "hold", List.of("r"), "en", "u")));
                }
            });
            adder.start();

            var ids = allPages(log, Query.newest(7).withRule("r"));

            stop.set(true);
            adder.join();
            assertThat(ids).doesNotHaveDuplicates();
            assertThat(ids).filteredOn(id -> id.startsWith("early")).hasSize(301);
        }
    }

    @Test
    void finds_words_in_encrypted_texts_case_aside() {
        try (var log = open()) {
            for (String text : List.of("Cheap WATCHES here", "a quiet day", "加我微信 watches")) {
                appended.add(log.append(entry(lookup(new Random(1), text.substring(0, 2)), text)));
            }
            appended.forEach(Decisions::await);

            assertThat(allPages(log, Query.newest(10).withQ("watches"))).containsExactly("加我", "Ch");
            assertThat(allPages(log, Query.newest(10).withQ("微信"))).containsExactly("加我");
            assertThat(allPages(log, Query.newest(1).withQ("Watches").withAction("nothing")))
                    .isEmpty();
            assertThat(allPages(log, Query.newest(10).withQ("100%"))).isEmpty();
        }
    }

    @Test
    void opens_a_bounded_number_of_texts_a_page_and_says_where_to_go_on() {
        try (var log = open()) {
            appended.add(log.append(entry(lookup(new Random(1), "needle"), "a needle")));
            for (int i = 0; i < Query.SCAN_LIMIT + 10; i++) {
                appended.add(log.append(entry(lookup(new Random(1), "hay-" + i), "hay")));
            }
            appended.forEach(Decisions::await);

            Page first = log.list(Query.newest(5).withQ("needle"));
            assertThat(first.decisions()).isEmpty();
            Page second = log.list(
                    Query.newest(5).withQ("needle").withCursor(first.next().orElseThrow()));
            assertThat(second.decisions())
                    .extracting(StoredDecision::decisionId)
                    .containsExactly("needle");
            assertThat(second.next()).isEmpty();
        }
    }

    @Test
    void promises_no_next_page_where_there_is_none() {
        try (var log = open()) {
            appended.add(log.append(decision("d-1")));
            await(log.append(decision("d-2")));

            assertThat(log.list(Query.newest(2)).next()).isEmpty();
            assertThat(log.list(Query.newest(1)).next()).isPresent();
        }
    }

    @Test
    void refuses_cursors_and_limits_that_are_none() {
        try (var log = open()) {
            for (String cursor : List.of("", "x", "%%%", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")) {
                assertThatThrownBy(() -> log.list(Query.newest(1).withCursor(cursor)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("cursor");
            }
        }
        assertThatThrownBy(() -> Query.newest(0)).hasMessageContaining("1 to 1000");
        assertThatThrownBy(() -> Query.newest(1001)).hasMessageContaining("1 to 1000");
    }

    @Test
    void takes_any_time_as_a_bound() {
        try (var log = open()) {
            await(log.append(decision("d-1")));

            assertThat(allPages(log, Query.newest(1).withFrom(Instant.MIN).withTo(Instant.MAX)))
                    .containsExactly("d-1");
            assertThat(allPages(log, Query.newest(1).withFrom(Instant.MAX))).isEmpty();
            assertThat(allPages(log, Query.newest(1).withTo(Instant.MIN))).isEmpty();
            assertThat(allPages(log, Query.newest(1).withTo(NOW))).isEmpty();
            assertThat(allPages(log, Query.newest(1).withTo(NOW.plusNanos(1)))).containsExactly("d-1");
            assertThat(allPages(log, Query.newest(1).withFrom(NOW))).containsExactly("d-1");
            assertThat(allPages(log, Query.newest(1).withFrom(NOW.plusNanos(1))))
                    .isEmpty();
        }
    }

    private static List<String> allPages(DecisionLog log, Query query) {
        var ids = new ArrayList<String>();
        var cursors = new HashSet<String>();
        Optional<String> cursor = Optional.empty();
        do {
            Page page = log.list(query.withCursor(cursor.orElse(null)));
            assertThat(page.decisions()).hasSizeLessThanOrEqualTo(query.limit());
            page.decisions().forEach(decision -> ids.add(decision.decisionId()));
            cursor = page.next();
            cursor.ifPresent(next -> assertThat(cursors.add(next)).isTrue());
        } while (cursor.isPresent());
        return ids;
    }

    private static List<String> naive(List<Lookup> logged, Query query) {
        var newestFirst = new ArrayList<Lookup>();
        for (int i = logged.size() - 1; i >= 0; i--) {
            newestFirst.add(logged.get(i));
        }
        newestFirst.sort(Comparator.comparing(Lookup::time).reversed());
        var ids = new ArrayList<String>();
        for (Lookup lookup : newestFirst) {
            if ((query.rule() == null || lookup.rules().contains(query.rule()))
                    && (query.category() == null || lookup.categories().contains(query.category()))
                    && matches(query.action(), lookup.action())
                    && matches(query.language(), lookup.language())
                    && matches(query.author(), lookup.author())
                    && matches(query.platform(), lookup.platform())
                    && (query.from() == null || !lookup.time().isBefore(query.from()))
                    && (query.to() == null || lookup.time().isBefore(query.to()))) {
                ids.add(lookup.decisionId());
            }
        }
        return ids;
    }

    private static boolean matches(@Nullable String wanted, @Nullable String value) {
        return wanted == null || wanted.equals(value);
    }

    private static Query query(Random random) {
        Instant from = random.nextInt(3) == 0 ? time(random) : null;
        Instant to = random.nextInt(3) == 0 ? time(random) : null;
        return new Query(
                maybe(random, RULES),
                maybe(random, List.of("spam", "rumour", "rights")),
                maybe(random, ACTIONS),
                maybe(random, LANGUAGES),
                maybe(random, List.of("u-0", "u-1", "u-none")),
                maybe(random, PLATFORMS),
                from,
                to,
                null,
                null,
                1 + random.nextInt(random.nextBoolean() ? 20 : 1000));
    }

    private static @Nullable String maybe(Random random, List<String> values) {
        return random.nextInt(4) == 0 ? pick(random, values) : null;
    }

    private static String pick(Random random, List<String> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Few enough that many decisions share one. */
    private static Instant time(Random random) {
        return NOW.plusMillis(random.nextInt(40));
    }

    private static Lookup lookup(Random random, String id) {
        var rules = RULES.stream().filter(rule -> random.nextInt(3) == 0).toList();
        return new Lookup(
                id,
                time(random),
                pick(random, ACTIONS),
                rules,
                rules.stream().map(rule -> rule.substring(0, rule.indexOf('.'))).toList(),
                random.nextInt(5) == 0 ? null : pick(random, LANGUAGES),
                random.nextInt(5) == 0 ? null : "u-" + random.nextInt(3),
                random.nextInt(5) == 0 ? null : pick(random, PLATFORMS));
    }

    private static Entry entry(Lookup lookup) {
        return new Entry("decision", Map.of("action", lookup.action()), null, lookup, null, null);
    }

    private static Entry entry(Lookup lookup, String text) {
        var content = new Content(lookup.decisionId(), Map.of("fields", Map.of("text", text)), new byte[] {'{', '}'});
        return Entry.ofDecision(Map.of("action", lookup.action()), content, lookup, null);
    }

    private DecisionLog open() {
        return DecisionLog.open(LogPlace.alone(folder), LogSettings.defaults(), CLOCK);
    }
}

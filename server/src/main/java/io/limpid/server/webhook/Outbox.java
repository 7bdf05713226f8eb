package io.limpid.server.webhook;

import io.limpid.server.log.CanonicalJson;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Leaf;
import io.limpid.server.webhook.WebhookStore.Cursor;
import io.limpid.server.webhook.WebhookStore.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the log and writes down what is due to whom.
 *
 * <p>Nothing is added to the log for it: what an endpoint is told of is an entry, written in the transaction that makes it true, and
 * an endpoint's place in the log moves in the transaction that writes down what it is due. One thread at a time.
 */
final class Outbox {
    /* A step in the life of a ruleset can be in the log and come to nothing (step_undone). So the log is read only up to where every
     * step is settled, and what was undone up to there is looked for first. */

    private static final Logger LOGGER = LoggerFactory.getLogger(Outbox.class);
    private static final int AT_ONCE = 1_000;

    /** After so many entries without anything to tell, the place in the log is noted all the same. */
    private static final int UNNOTED = 5_000;

    /** An endpoint to which so much is due stays where it is in the log, which keeps the rest. */
    private static final int MOST_PENDING = 100_000;

    private static final String UNDONE = "step_undone";

    private final WebhookStore store;
    private final DecisionLog log;
    private final LongSupplier settled;
    private final Messages messages;
    private final Map<String, Long> next = new TreeMap<>();

    /**
     * An outbox; endpoints that it does not know begin at the end of the log.
     *
     * @param settled up to where the log says how each step ended
     */
    Outbox(WebhookStore store, DecisionLog log, LongSupplier settled, List<Endpoint> endpoints) {
        this.store = store;
        this.log = log;
        this.settled = settled;
        this.messages = new Messages(log, endpoints);
        endpoints.forEach(endpoint -> next.put(endpoint.name(), begin(endpoint.name())));
    }

    private long begin(String name) {
        Cursor known = store.cursor(name).orElse(null);
        if (known != null && hashBefore(known.next()).equals(known.leafHash())) {
            return known.next();
        }
        if (known != null) {
            LOGGER.error(
                    "webhook {}: the log is not the one that it followed; it goes on at the end, and is not told of what"
                            + " lies before",
                    name);
        }
        var end = new Cursor(log.size(), hashBefore(log.size()));
        store.moveOn(List.of(name), end, List.of());
        return end.next();
    }

    private String hashBefore(long index) {
        return index == 0 || index > log.size()
                ? ""
                : log.entries(index - 1, 1)
                        .findFirst()
                        .map(leaf -> leaf.position().leafHash())
                        .orElse("");
    }

    /** Index of the first entry that an endpoint has not been told of. */
    long next(String endpoint) {
        synchronized (next) {
            return next.getOrDefault(endpoint, 0L);
        }
    }

    /** Reads on to the end of the log as it is now. */
    void follow() {
        long size = log.size();
        Map<String, Long> behind = new TreeMap<>();
        synchronized (next) {
            next.forEach((name, from) -> {
                if (from < size && store.pending(name) < MOST_PENDING) {
                    behind.put(name, from);
                }
            });
        }
        if (!behind.isEmpty()) {
            follow(behind, Math.min(size, settled.getAsLong()));
        }
    }

    private void follow(Map<String, Long> behind, long end) {
        long at = behind.values().stream().mapToLong(Long::longValue).min().orElse(end);
        Set<Long> undone = undone(at, end);
        List<Message> due = new ArrayList<>();
        while (at < end && !Thread.currentThread().isInterrupted()) {
            List<Leaf> leaves = log.entries(at, Math.min(AT_ONCE, end - at)).toList();
            for (Leaf leaf : leaves) {
                long index = leaf.position().index();
                if (!undone.contains(index)) {
                    messages.of(leaf).stream()
                            .filter(message -> behind.getOrDefault(message.endpoint(), Long.MAX_VALUE) <= index)
                            .forEach(due::add);
                }
            }
            if (leaves.isEmpty()) {
                return;
            }
            Leaf last = leaves.get(leaves.size() - 1);
            var to = new Cursor(last.position().index() + 1, last.position().leafHash());
            moveOn(behind, to, due, at / UNNOTED != to.next() / UNNOTED);
            at = to.next();
            due.clear();
        }
    }

    private void moveOn(Map<String, Long> behind, Cursor to, List<Message> due, boolean note) {
        List<String> passed = behind.entrySet().stream()
                .filter(one -> one.getValue() <= to.next())
                .map(Map.Entry::getKey)
                .toList();
        if (note || !due.isEmpty()) {
            store.moveOn(passed, to, due);
        }
        synchronized (next) {
            passed.forEach(name -> next.put(name, to.next()));
        }
    }

    private Set<Long> undone(long from, long end) {
        Set<Long> found = new HashSet<>();
        log.entries(from, Math.max(0, end - from))
                .filter(leaf -> Messages.mayBe(UNDONE, leaf))
                .map(leaf -> CanonicalJson.decode(leaf.bytes()))
                .filter(entry -> UNDONE.equals(entry.get("type")))
                .forEach(entry -> {
                    if (entry.get("undone") instanceof Number index) {
                        found.add(index.longValue());
                    }
                });
        return found;
    }
}

package io.limpid.server.access;

import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Entry;
import io.limpid.server.log.LogUnavailableException;
import io.limpid.server.sqlite.StoreUnavailableException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells callers by the tokens that they show.
 *
 * <p>A key is worth something from the moment when the log says that it was made, until it expires or is revoked, by whatever
 * process. Safe for many threads.
 */
public final class Keys implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Keys.class);
    private static final Duration BETWEEN_NOTES = Duration.ofMinutes(1);
    private static final byte[] NOBODY = new byte[32];

    private final KeyStore store;
    private final DecisionLog log;
    private final Clock clock;
    private final Map<String, Instant> used = new ConcurrentHashMap<>();
    private final Map<String, Instant> noted = new ConcurrentHashMap<>();
    private volatile Snapshot snapshot = new Snapshot(Long.MIN_VALUE, Map.of());

    /** The keys as they were when the file had a version. */
    private record Snapshot(long version, Map<String, KeyStore.Known> keys) {}

    public Keys(KeyStore store, DecisionLog log, Clock clock) {
        this.store = store;
        this.log = log;
        this.clock = clock;
    }

    /**
     * Who shows a token.
     *
     * @return empty for a token that is worth nothing, for whatever reason
     * @throws StoreUnavailableException if the keys cannot be read
     * @throws LogUnavailableException if the key is new, and the log takes no entry of it
     */
    public Optional<Caller> caller(String shown) {
        Optional<Token> token = Token.parse(shown);
        KeyStore.Known known = token.map(one -> current().keys().get(one.id())).orElse(null);
        byte[] digest = token.map(Token::digest).orElse(NOBODY);
        // An id that nobody has takes as long as one that somebody has.
        boolean same = MessageDigest.isEqual(known == null ? NOBODY : known.digest(), digest);
        Instant now = clock.instant();
        if (known == null || !same || !known.key().isValid(now)) {
            return Optional.empty();
        }
        if (!known.logged()) {
            settle();
        }
        ApiKey key = known.key();
        used(key.id(), now);
        return Optional.of(new Caller(key.id(), key.role(), key.name()));
    }

    private Snapshot current() {
        Snapshot now = snapshot;
        return store.dataVersion() == now.version() ? now : refresh();
    }

    private synchronized Snapshot refresh() {
        // The version first: what changes while the keys are read is read once more.
        long version = store.dataVersion();
        Map<String, KeyStore.Known> keys = new HashMap<>();
        store.known().forEach(known -> keys.put(known.key().id(), known));
        snapshot = new Snapshot(version, keys);
        return snapshot;
    }

    private void used(String id, Instant now) {
        used.put(id, now);
        Instant before = noted.get(id);
        if (before == null || Duration.between(before, now).compareTo(BETWEEN_NOTES) >= 0) {
            noted.put(id, now);
            note(id, now);
        }
    }

    private void note(String id, Instant now) {
        try {
            store.used(id, now);
        } catch (StoreUnavailableException e) {
            LOGGER.warn("it cannot be noted when keys were used: {}", e.getMessage());
        }
    }

    /**
     * Makes a key; the log knows of it when this returns.
     *
     * @throws IllegalArgumentException as {@link KeyStore#create}
     * @throws LogUnavailableException if the log takes no entry; then the key is worth nothing until it does
     */
    public KeyStore.Created create(Role role, String name, Optional<Integer> days, String actor) {
        KeyStore.Created created = store.create(role, name, days, actor);
        settle();
        return created;
    }

    /** Revokes a key, from now on; empty where there is none of this id. */
    public Optional<ApiKey> revoke(String id, String actor) {
        Optional<ApiKey> revoked = store.revoke(id, actor);
        refresh();
        settle();
        return revoked;
    }

    /** All keys, those that were made first first. */
    public List<ApiKey> list() {
        return store.list();
    }

    /** Tells the log what it does not know yet of what was done with keys. */
    public synchronized void settle() {
        for (KeyStore.Change change : store.unlogged()) {
            Map<String, Object> leaf = new TreeMap<>();
            leaf.put("key", change.id());
            leaf.put("role", change.role().id());
            leaf.put("name", change.name());
            leaf.put("state", change.revoked() ? "revoked" : "created");
            leaf.put("actor", change.actor());
            change.expiresAt().ifPresent(at -> leaf.put("expires_at", at.toString()));
            log.append(Entry.of("api_key", leaf)).join();
            store.logged(change);
        }
        refresh();
    }

    @Override
    public void close() {
        used.forEach(this::note);
        store.close();
    }
}

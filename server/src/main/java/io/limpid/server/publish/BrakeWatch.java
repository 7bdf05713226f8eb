package io.limpid.server.publish;

import io.limpid.decision.Decision;
import io.limpid.decision.Reason;
import io.limpid.rule.Governance.Brake;
import io.limpid.rule.Rule;
import io.limpid.rule.Ruleset;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how many posts each rule acts on, and pulls its brake when that jumps over what its ruleset bounds it to.
 *
 * <p>A rule is held to its own baseline. A brake stays until a maintainer lifts it, so that nothing swings to and fro. Brakes are
 * pulled by a thread of its own, since the one that decides has no time for it. Safe for many threads.
 */
public final class BrakeWatch implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(BrakeWatch.class);

    private static final int BETWEEN_TRIES_SECONDS = 1;

    private final RulesetCatalog catalog;
    private final Brakes brakes;
    private final Clock clock;
    private final ScheduledExecutorService puller = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "limpid-brakes");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Map<String, Watched> watched = Map.of();

    /** A ruleset that has a brake, and its posts and rules. */
    private record Watched(Ruleset ruleset, Brake brake, Posts posts, Map<String, WatchedRule> rules) {}

    /**
     * Posts that a ruleset took part in.
     *
     * @param all since it is watched
     */
    private record Posts(SlidingCount latest, AtomicLong all) {
        static Posts none(int windowSeconds) {
            return new Posts(new SlidingCount(windowSeconds), new AtomicLong());
        }
    }

    /**
     * A rule under watch.
     *
     * @param since how many posts there had been when it began
     */
    private record WatchedRule(Baseline baseline, SlidingCount matches, long since, AtomicBoolean pulled) {
        long posts(Posts posts, long millis) {
            return Math.min(posts.latest().at(millis), posts.all().get() - since);
        }
    }

    /**
     * What made a brake go off.
     *
     * @param matches of the rule within the window
     * @param posts within the window
     */
    record Jump(String rule, Ruleset ruleset, Brake brake, long matches, long posts, Baseline baseline) {}

    public BrakeWatch(RulesetCatalog catalog, Brakes brakes, Clock clock) {
        this.catalog = catalog;
        this.brakes = brakes;
        this.clock = clock;
    }

    /** Takes up what is in force now. Counts go on for the versions that stay; a rule whose brake was lifted begins anew. */
    public synchronized void look() {
        InForce now = catalog.inForce();
        Map<String, Watched> next = new TreeMap<>();
        for (ActiveRuleset active : now.active()) {
            Ruleset ruleset = active.ruleset();
            Optional<Brake> brake = ruleset.governance().brake();
            if (brake.isEmpty()) {
                continue;
            }
            int window = brake.get().windowSeconds();
            Watched before = watched.get(ruleset.name());
            if (before != null && !before.ruleset().digest().equals(ruleset.digest())) {
                before = null;
            }
            Posts posts = before == null ? Posts.none(window) : before.posts();
            Map<String, WatchedRule> rules = new HashMap<>();
            for (Rule rule : ruleset.rules()) {
                boolean braked = now.brake(rule.id()).isPresent();
                WatchedRule known = before == null ? null : before.rules().get(rule.id());
                rules.put(
                        rule.id(),
                        known != null && known.pulled().get() == braked
                                ? known
                                : new WatchedRule(
                                        active.baselines().getOrDefault(rule.id(), Baseline.UNKNOWN),
                                        new SlidingCount(window),
                                        posts.all().get(),
                                        new AtomicBoolean(braked)));
            }
            next.put(ruleset.name(), new Watched(ruleset, brake.get(), posts, rules));
        }
        watched = next;
    }

    /** Counts a decision. */
    public void observe(Decision decision) {
        Map<String, Watched> now = watched;
        if (now.isEmpty()) {
            return;
        }
        long millis = clock.millis();
        for (Watched ruleset : now.values()) {
            ruleset.posts().latest().add(millis);
            ruleset.posts().all().incrementAndGet();
        }
        // What a brake lets only watch is counted on, so that whoever lifts it knows how it stands.
        observe(decision.reasons(), now, millis);
        observe(decision.shadow(), now, millis);
    }

    private void observe(List<Reason> reasons, Map<String, Watched> now, long millis) {
        for (Reason reason : reasons) {
            Watched ruleset = now.get(reason.ruleset().name());
            if (ruleset != null
                    && ruleset.ruleset().digest().equals(reason.ruleset().digest())) {
                observe(reason.rule().id(), ruleset, millis);
            }
        }
    }

    /** The share of posts that a rule matches within the window, in a million; empty where it is not watched. */
    public OptionalInt perMillion(String id) {
        long millis = clock.millis();
        for (Watched ruleset : watched.values()) {
            WatchedRule rule = ruleset.rules().get(id);
            long posts = rule == null ? 0 : rule.posts(ruleset.posts(), millis);
            if (rule != null && posts > 0) {
                return OptionalInt.of(Baseline.of(rule.matches().at(millis), posts, Baseline.Source.ACCEPTED)
                        .perMillion());
            }
        }
        return OptionalInt.empty();
    }

    private void observe(String id, Watched ruleset, long millis) {
        WatchedRule rule = ruleset.rules().get(id);
        if (rule == null) {
            throw new AssertionError("a rule that its version does not have: " + id);
        }
        var jump = new Jump(
                id,
                ruleset.ruleset(),
                ruleset.brake(),
                rule.matches().add(millis),
                rule.posts(ruleset.posts(), millis),
                rule.baseline());
        if (isTooMuch(jump) && rule.pulled().compareAndSet(false, true)) {
            pull(jump, rule);
        }
    }

    private static boolean isTooMuch(Jump jump) {
        Brake brake = jump.brake();
        double usual = jump.baseline().share();
        // So many times a large share would be more than all posts, and such a rule would have no brake.
        double most = Math.min(brake.times() * usual, (1 + usual) / 2);
        return (jump.matches() >= brake.posts() && jump.matches() > most * jump.posts())
                || (brake.most().isPresent() && jump.matches() > brake.most().getAsInt());
    }

    private void pull(Jump jump, WatchedRule rule) {
        try {
            puller.execute(() -> {
                boolean done = false;
                try {
                    brakes.apply(jump);
                    done = true;
                } catch (RuntimeException e) {
                    LOGGER.error("the brake of {} cannot be pulled now: {}", jump.rule(), e.getMessage());
                } finally {
                    if (!done) {
                        // Without an entry nothing takes effect; a match in a second or later tries again.
                        again(rule);
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            rule.pulled().set(false);
        }
    }

    private void again(WatchedRule rule) {
        try {
            var unused = puller.schedule(() -> rule.pulled().set(false), BETWEEN_TRIES_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException e) {
            rule.pulled().set(false);
        }
    }

    /** Lets what is under way come to its end, and pulls no brake any more. */
    @Override
    public void close() {
        puller.shutdown();
        try {
            puller.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

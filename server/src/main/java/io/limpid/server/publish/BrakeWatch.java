package io.limpid.server.publish;

import io.limpid.decision.Decision;
import io.limpid.decision.Reason;
import io.limpid.rule.Governance.Brake;
import io.limpid.rule.Rule;
import io.limpid.rule.Ruleset;
import io.limpid.server.log.LogUnavailableException;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how many posts each rule acts on, and pulls its brake when that jumps over what its ruleset bounds it to.
 *
 * <p>A rule is held to its own baseline. A brake stays until a maintainer lifts it, so that nothing swings to and fro. Safe for many
 * threads.
 */
public final class BrakeWatch {
    private static final Logger LOGGER = LoggerFactory.getLogger(BrakeWatch.class);

    private final Publisher publisher;
    private final Figures figures;
    private final Clock clock;
    private final Executor executor;
    private volatile Map<String, Watched> watched = Map.of();

    /** A ruleset that has a brake, and its posts and rules. */
    private record Watched(Ruleset ruleset, Brake brake, SlidingCount posts, Map<String, WatchedRule> rules) {}

    /**
     * A rule under watch.
     *
     * @param baseline the share of posts that it is known to act on
     */
    private record WatchedRule(double baseline, SlidingCount matches, AtomicBoolean pulled) {}

    /**
     * What made a brake go off.
     *
     * @param matches of the rule within the window
     * @param posts within the window
     * @param baseline the share of posts that the rule was known to act on
     */
    record Jump(String rule, Ruleset ruleset, Brake brake, long matches, long posts, double baseline) {}

    /**
     * A watch over the rulesets of a service.
     *
     * @param executor pulls brakes, since the thread that decides has no time for it
     */
    public BrakeWatch(Publisher publisher, Figures figures, Clock clock, Executor executor) {
        this.publisher = publisher;
        this.figures = figures;
        this.clock = clock;
        this.executor = executor;
    }

    /** Takes up what is in force now. Counts go on for the versions that stay; a rule whose brake was lifted begins anew. */
    public synchronized void look() {
        Map<String, Watched> next = new TreeMap<>();
        for (Ruleset ruleset : publisher.active()) {
            Optional<Brake> brake = ruleset.governance().brake();
            if (brake.isEmpty()) {
                continue;
            }
            Watched before = watched.get(ruleset.name());
            if (before != null && !before.ruleset().digest().equals(ruleset.digest())) {
                before = null;
            }
            Map<String, WatchedRule> rules = new HashMap<>();
            for (Rule rule : ruleset.rules()) {
                boolean braked = publisher.brake(rule.id()).isPresent();
                WatchedRule known = before == null ? null : before.rules().get(rule.id());
                rules.put(
                        rule.id(),
                        known != null && known.pulled().get() == braked
                                ? known
                                : new WatchedRule(
                                        baseline(ruleset, rule.id()),
                                        new SlidingCount(brake.get().windowSeconds()),
                                        new AtomicBoolean(braked)));
            }
            next.put(
                    ruleset.name(),
                    new Watched(
                            ruleset,
                            brake.get(),
                            before == null ? new SlidingCount(brake.get().windowSeconds()) : before.posts(),
                            rules));
        }
        watched = next;
    }

    /** A step that was taken is taken, even if figures cannot be counted at this moment. */
    private double baseline(Ruleset ruleset, String rule) {
        try {
            return figures.baseline(ruleset, rule);
        } catch (LogUnavailableException | PublishingException e) {
            LOGGER.warn("no baseline of {} can be had now: {}", rule, e.getMessage());
            return Figures.UNKNOWN_SHARE;
        }
    }

    /** Counts a decision. */
    public void observe(Decision decision) {
        Map<String, Watched> now = watched;
        if (now.isEmpty()) {
            return;
        }
        long millis = clock.millis();
        now.values().forEach(ruleset -> ruleset.posts().add(millis));
        for (Reason reason : decision.reasons()) {
            Watched ruleset = now.get(reason.ruleset().name());
            if (ruleset != null
                    && ruleset.ruleset().digest().equals(reason.ruleset().digest())) {
                observe(reason.rule().id(), ruleset, millis);
            }
        }
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
                ruleset.posts().at(millis),
                rule.baseline());
        if (isTooMuch(jump) && rule.pulled().compareAndSet(false, true)) {
            pull(jump, rule);
        }
    }

    private static boolean isTooMuch(Jump jump) {
        Brake brake = jump.brake();
        boolean share =
                jump.matches() >= brake.posts() && jump.matches() > brake.times() * jump.baseline() * jump.posts();
        return share
                || (brake.most().isPresent() && jump.matches() > brake.most().getAsInt());
    }

    private void pull(Jump jump, WatchedRule rule) {
        try {
            executor.execute(() -> {
                try {
                    publisher.brake(jump);
                } catch (RuntimeException e) {
                    // Without an entry nothing takes effect; the next match tries again.
                    LOGGER.error("the brake of {} cannot be pulled now: {}", jump.rule(), e.getMessage());
                    rule.pulled().set(false);
                }
            });
        } catch (RejectedExecutionException e) {
            rule.pulled().set(false);
        }
    }
}

package io.limpid.server.publish;

import io.limpid.rule.Governance.Rung;
import io.limpid.server.log.Position;
import io.limpid.server.publish.RefusedPublicationException.Kind;
import io.limpid.server.publish.RulesetStore.AppliedBrake;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the force from rules that run wild, and gives it back to those that a maintainer has looked at.
 *
 * <p>As with every step, first comes the entry, then the store, then posts are decided by it. Safe for many threads.
 */
public final class Brakes {
    private static final Logger LOGGER = LoggerFactory.getLogger(Brakes.class);

    /**
     * A brake that was lifted.
     *
     * @param heldTo what the rule is held to now
     */
    public record Lifted(AppliedBrake brake, Baseline heldTo) {}

    private final RulesetStore store;
    private final LoggedSteps steps;
    private final Clock clock;
    private final RulesetCatalog catalog;
    private final Counter applied;

    /**
     * The brakes of a service.
     *
     * @param catalog is told of every change
     * @param meters get {@code limpid.brakes.applied}, how many went off, and {@code limpid.brakes.on}, how many are on
     */
    public Brakes(RulesetStore store, LoggedSteps steps, Clock clock, RulesetCatalog catalog, MeterRegistry meters) {
        this.store = store;
        this.steps = steps;
        this.clock = clock;
        this.catalog = catalog;
        this.applied = Counter.builder("limpid.brakes.applied")
                .description("Rules that were braked since the start")
                .register(meters);
        Gauge.builder(
                        "limpid.brakes.on",
                        catalog,
                        rulesets -> rulesets.inForce().brakes().size())
                .description("Rules that are braked now")
                .strongReference(true)
                .register(meters);
    }

    /** Takes the force from a rule, unless it has none any more. */
    void apply(BrakeWatch.Jump jump) {
        synchronized (steps) {
            applyNow(jump);
        }
    }

    private void applyNow(BrakeWatch.Jump jump) {
        InForce now = catalog.inForce();
        boolean acts = now.active().stream()
                .anyMatch(one -> one.ruleset().digest().equals(jump.ruleset().digest()));
        if (!acts || now.brake(jump.rule()).isPresent()) {
            return;
        }
        Rung to = jump.brake().to();
        String why = String.format(
                Locale.ROOT,
                "%d of %d posts in %d seconds; its baseline is %.4f of all posts",
                jump.matches(),
                jump.posts(),
                jump.brake().windowSeconds(),
                jump.baseline().share());
        Map<String, Object> leaf = new TreeMap<>();
        leaf.put("rule", jump.rule());
        leaf.put("ruleset", jump.ruleset().name());
        leaf.put("ruleset_digest", jump.ruleset().digest());
        leaf.put("state", "applied");
        leaf.put("to", to.id());
        leaf.put("matches", jump.matches());
        leaf.put("posts", jump.posts());
        leaf.put("window_seconds", jump.brake().windowSeconds());
        leaf.put("baseline_per_million", jump.baseline().perMillion());
        leaf.put("why", why);
        Instant at = clock.instant();
        int level = Baseline.of(jump.matches(), jump.posts(), Baseline.Source.ACCEPTED)
                .perMillion();
        String digest = jump.ruleset().digest();
        Position position = steps.take(
                "brake",
                leaf,
                place -> store.brake(
                        new AppliedBrake(jump.rule(), to, digest, level, why, at, place.index()), place.leafHash()));
        List<AppliedBrake> brakes = new ArrayList<>(now.brakes());
        brakes.add(new AppliedBrake(jump.rule(), to, digest, level, why, at, position.index()));
        catalog.put(now.withBrakes(brakes));
        applied.increment();
        LOGGER.warn("the brake of {} went off: {}; it is down to {}", jump.rule(), why, to.id());
    }

    /**
     * Gives a rule its force back.
     *
     * @param reason why, in one line
     * @param actor who asks for it, as entries name it
     * @param accepted the share of posts, in a million, that the rule is held to from now on, or that at which it went off where that
     *     is more; empty to leave what it is held to
     * @return what the rule is held to now
     * @throws RefusedPublicationException if there is no brake on it
     */
    public Lifted lift(String rule, String actor, String reason, OptionalInt accepted)
            throws RefusedPublicationException {
        synchronized (steps) {
            return liftNow(rule, actor, reason, accepted);
        }
    }

    private Lifted liftNow(String rule, String actor, String reason, OptionalInt accepted)
            throws RefusedPublicationException {
        InForce now = catalog.inForce();
        AppliedBrake brake = now.brake(rule)
                .orElseThrow(
                        () -> RefusedPublicationException.because(Kind.UNKNOWN, "there is no brake on a rule " + rule));
        ActiveRuleset acting = now.active().stream()
                .filter(one -> one.ruleset().rule(rule).isPresent())
                .findFirst()
                .orElseThrow();
        Baseline held = acting.baselines().getOrDefault(rule, Baseline.UNKNOWN);
        int level = accepted.isPresent() ? Math.max(accepted.getAsInt(), brake.level()) : 0;
        Baseline next = level > held.perMillion() ? new Baseline(level, Baseline.Source.ACCEPTED) : held;
        Map<String, Object> leaf = new TreeMap<>();
        leaf.put("rule", rule);
        leaf.put("ruleset_digest", brake.ruleset());
        leaf.put("state", "lifted");
        leaf.put("actor", actor);
        leaf.put("reason", reason);
        leaf.put("baseline_per_million", next.perMillion());
        steps.take("brake", leaf, at -> {
            store.liftBrake(rule);
            if (acting.baselines().containsKey(rule)) {
                store.baseline(acting.ruleset().digest(), rule, next);
            }
        });
        List<AppliedBrake> stay = new ArrayList<>(now.brakes());
        stay.remove(brake);
        InForce without = now.withBrakes(stay);
        catalog.put(acting.baselines().containsKey(rule) ? without.with(acting.with(rule, next)) : without);
        return new Lifted(brake, next);
    }
}

package io.limpid.server.publish;

import io.limpid.ContentFilter;
import io.limpid.rule.Ruleset;
import io.limpid.server.publish.RulesetStore.AppliedBrake;
import io.limpid.server.publish.RulesetStore.Kept;
import io.limpid.signal.classifier.ModelDescription;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The rulesets of a service for those who read them: what is in force now, and every version that was ever published. */
public final class RulesetCatalog implements PublishedRules {
    private final RulesetStore store;
    private final List<ModelDescription> models;
    private final Figures figures;

    /** Is told of each new filter before the change returns. */
    private Consumer<ContentFilter> decider = filter -> {};

    private volatile InForce inForce;

    /**
     * The rulesets of a store, of which none is in force yet.
     *
     * @param models that rules may ask
     */
    public RulesetCatalog(RulesetStore store, Collection<ModelDescription> models, Figures figures) {
        this.store = store;
        this.models = List.copyOf(models);
        this.figures = figures;
        this.inForce = InForce.of(List.of(), List.of(), List.of());
    }

    /** Who decides on posts, and is told of every filter from now on, the present one first. */
    public synchronized void setDecider(Consumer<ContentFilter> told) {
        decider = told;
        told.accept(inForce.filter());
    }

    synchronized void put(InForce next) {
        inForce = next;
        decider.accept(next.filter());
    }

    /** What is in force, all of one moment. */
    InForce inForce() {
        return inForce;
    }

    /** The versions that act, in order of name, all of one moment. */
    public List<ActiveRuleset> activeRulesets() {
        return inForce.active();
    }

    /** The versions that only watch, in order of name. */
    public List<Ruleset> shadow() {
        return inForce.shadow();
    }

    /** The brake on a rule. */
    public Optional<AppliedBrake> brake(String rule) {
        return inForce.brake(rule);
    }

    /**
     * The brakes that would be on, were a version in force.
     *
     * @param version of any ruleset
     */
    public List<AppliedBrake> brakesUnder(Ruleset version) {
        return inForce.brakesUnder(version);
    }

    /** What the brake holds a rule to that acts; empty where its ruleset has none. */
    public Optional<Baseline> baseline(String rule) {
        return inForce.active(rule.substring(0, Math.max(0, rule.indexOf('.'))))
                .flatMap(one -> Optional.ofNullable(one.baselines().get(rule)));
    }

    /** What maintainers signed of a version, with their signatures; empty for one that came unsigned with a first start. */
    public Optional<String> signature(String digest) {
        return store.note(digest);
    }

    /** A version as it was handed in, the bytes that were signed; a first start hands in unsigned ones. */
    public byte[] archive(String digest) {
        return store.bundle(digest).archive();
    }

    /** A version that decisions can be made by. */
    public Optional<Ruleset> find(String digest) {
        return inForce.active().stream()
                .map(ActiveRuleset::ruleset)
                .filter(ruleset -> ruleset.digest().equals(digest))
                .findFirst()
                .or(() -> store.ruleset(digest, models));
    }

    /** The newest version that has a revision of a rule. */
    public Optional<RulesetVersion> withRevision(String rule, long revision) {
        return store.withRevision(rule, revision).flatMap(store::version).map(this::version);
    }

    /** The version that a rollback would bring back. */
    public Optional<RulesetVersion> beforeNow(String name) {
        return previous(name).map(this::version);
    }

    /** The version that acted before the one that acts, or before none did. */
    Optional<Kept> previous(String name) {
        Optional<ActiveRuleset> now = inForce.active(name);
        return now.isEmpty()
                ? store.lastActive(name)
                : store.version(now.get().ruleset().digest())
                        .flatMap(Kept::previous)
                        .flatMap(store::version);
    }

    @Override
    public List<String> names() {
        return store.names();
    }

    @Override
    public List<RulesetVersion> versions(String name) {
        List<RulesetVersion> versions =
                store.versions(name).stream().map(this::version).collect(Collectors.toCollection(ArrayList::new));
        Collections.reverse(versions);
        return versions;
    }

    RulesetVersion version(Kept kept) {
        return new RulesetVersion(
                kept.name(), kept.version(), kept.digest(), kept.stage(), kept.signers(), store.steps(kept.digest()));
    }

    @Override
    public Optional<Ruleset> text(String digest) {
        return find(digest).or(() -> store.ruleset(digest, List.of()));
    }

    @Override
    public List<Ruleset> active() {
        return inForce.active().stream().map(ActiveRuleset::ruleset).toList();
    }

    @Override
    public ContentFilter filter() {
        return inForce.filter();
    }

    @Override
    public RuleFigures figures(String digest, String rule) {
        return figures.of(digest, rule);
    }
}

package io.limpid.server.publish;

import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetRejectedException;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Entry;
import io.limpid.server.log.LogUnavailableException;
import io.limpid.server.log.Position;
import io.limpid.server.publish.RulesetStore.Kept;
import io.limpid.signal.classifier.BatchingClassifier;
import io.limpid.signal.classifier.ModelDescription;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a start does with rulesets, before anybody takes a step: the store is the truth, and the log is made to say the same. */
public final class RulesetStart {
    private static final Logger LOGGER = LoggerFactory.getLogger(RulesetStart.class);
    private static final String LOCAL = "local";

    private final RulesetStore store;
    private final DecisionLog log;
    private final LoggedSteps steps;
    private final Clock clock;
    private final RulesetCatalog catalog;
    private final List<BatchingClassifier> classifiers;
    private final List<ModelDescription> models;
    private final Baselines baselines;

    /**
     * A start of a service.
     *
     * @param catalog is told of what is in force
     * @param classifiers the models that rules may ask
     */
    public RulesetStart(
            RulesetStore store,
            DecisionLog log,
            LoggedSteps steps,
            Clock clock,
            RulesetCatalog catalog,
            List<BatchingClassifier> classifiers,
            Figures figures) {
        this.store = store;
        this.log = log;
        this.steps = steps;
        this.clock = clock;
        this.catalog = catalog;
        this.classifiers = List.copyOf(classifiers);
        this.models = classifiers.stream().map(BatchingClassifier::model).toList();
        this.baselines = new Baselines(figures, new BacktestStore(store));
    }

    /**
     * Puts in force what the store has in force; nothing on a new data folder.
     *
     * @throws RulesetRejectedException if this program refuses a version that acts
     */
    public void resume() throws RulesetRejectedException {
        steps.settle();
        List<ActiveRuleset> active = new ArrayList<>();
        for (Kept one : store.in(VersionStage.ACTIVE)) {
            List<StageChange> changes = store.steps(one.digest());
            StageChange last = changes.get(changes.size() - 1);
            active.add(new ActiveRuleset(
                    store.load(one, models), last.at(), last.logIndex(), store.baselines(one.digest())));
        }
        List<Ruleset> shadow = new ArrayList<>();
        for (Kept one : store.in(VersionStage.SHADOW)) {
            try {
                shadow.add(store.load(one, models));
            } catch (RulesetRejectedException e) {
                // A version that only watches is no reason not to start.
                LOGGER.warn("{} {} watches no more: {}", one.name(), one.version(), e.getMessage());
                retire(one, "this program, or a model of now, refuses it");
            }
        }
        catalog.put(InForce.of(active, shadow, classifiers).withBrakes(store.brakes()));
    }

    private void retire(Kept kept, String reason) {
        steps.take(
                "ruleset_stage",
                StepLeaf.of(kept.name(), kept.version(), kept.digest(), VersionStage.RETIRED, LOCAL, reason),
                at -> store.step(
                        kept.digest(),
                        new StageChange(VersionStage.RETIRED, LOCAL, reason, clock.instant(), at.index()),
                        at.leafHash()));
    }

    /**
     * Puts the rulesets of a first start in force, all or none.
     *
     * @throws LogUnavailableException if the log takes no entry; then nothing has changed
     */
    public void firstStart(List<RulesetSource> sources) {
        String reason = "the first start on this data folder";
        Instant now = clock.instant();
        List<Map.Entry<RulesetSource, ActiveRuleset>> active = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        for (RulesetSource source : sources) {
            Ruleset ruleset = source.ruleset();
            active.add(Map.entry(source, new ActiveRuleset(ruleset, now, -1, baselines.of(ruleset))));
            entries.add(Entry.of("ruleset_activation", StepLeaf.activation(ruleset, LOCAL, reason)));
        }
        InForce next = InForce.of(active.stream().map(Map.Entry::getValue).toList(), List.of(), classifiers);
        List<Position> positions = steps.takeAll(entries, places -> {
            for (int i = 0; i < places.size(); i++) {
                RulesetSource source = active.get(i).getKey();
                store.add(source.ruleset(), Bundle.pack(source.files()), List.of());
                store.activate(active.get(i).getValue(), LOCAL, reason, places.get(i));
            }
        });
        for (int i = 0; i < positions.size(); i++) {
            next = next.with(active.get(i).getValue().loggedAt(positions.get(i).index()));
        }
        catalog.put(next);
    }

    /** Logs anew what is in force or in shadow, where the log has lost the entries that say so. */
    public void reconcile() {
        InForce now = catalog.inForce();
        for (ActiveRuleset one : now.active()) {
            Optional<Position> at = loggedAnew(one.ruleset(), VersionStage.ACTIVE);
            if (at.isPresent()) {
                now = now.with(one.loggedAt(at.get().index()));
            }
        }
        now.shadow().forEach(ruleset -> loggedAnew(ruleset, VersionStage.SHADOW));
        catalog.put(now);
    }

    private Optional<Position> loggedAnew(Ruleset ruleset, VersionStage stage) {
        Optional<Position> known = store.lastEntry(ruleset.digest());
        if (known.filter(at -> InForceNotes.isLogged(at, log)).isPresent()) {
            return Optional.empty();
        }
        String reason = "the log has lost the entry that said so";
        boolean acts = stage == VersionStage.ACTIVE;
        return Optional.of(steps.take(
                acts ? "ruleset_activation" : "ruleset_stage",
                acts
                        ? StepLeaf.activation(ruleset, LOCAL, reason)
                        : StepLeaf.of(ruleset.name(), ruleset.version(), ruleset.digest(), stage, LOCAL, reason),
                at -> store.moveLastEntry(ruleset.digest(), at)));
    }
}

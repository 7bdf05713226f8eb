package io.limpid.server.publish;

import io.limpid.rule.Governance;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetIssue;
import io.limpid.rule.RulesetRejectedException;
import io.limpid.server.log.LogUnavailableException;
import io.limpid.server.log.Position;
import io.limpid.server.publish.RefusedPublicationException.Fault;
import io.limpid.server.publish.RefusedPublicationException.Kind;
import io.limpid.server.publish.RulesetStore.AppliedBrake;
import io.limpid.server.publish.RulesetStore.Kept;
import io.limpid.signal.classifier.BatchingClassifier;
import io.limpid.signal.classifier.ModelDescription;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The steps that maintainers take with versions of rulesets: the one way in which it changes which act and which only watch.
 *
 * <p>Every change is an entry of the log first, then it is in the store, then posts are decided by it. It comes as a whole: a
 * decision rests on the state before or on the one after. Filters are made before the change, by the thread that asks for it, so
 * that no post waits. Safe for many threads; steps are taken one at a time.
 */
public final class Publisher {
    /** Versions in shadow, of all rulesets together: each is evaluated with every post. */
    public static final int MOST_IN_SHADOW = 8;

    /** Code points of a reason. */
    public static final int MOST_REASON = 500;

    private static final String LOCAL = "local";
    private static final int MOST_WAIT_MILLIS = 2_000;
    private static final VersionOrder ORDER = new VersionOrder();

    private final RulesetStore store;
    private final LoggedSteps steps;
    private final Clock clock;
    private final Signatories signatories;
    private final BundleCheck bundles;
    private final List<BatchingClassifier> classifiers;
    private final List<ModelDescription> models;
    private final Figures figures;
    private final Baselines baselines;
    private final RulesetCatalog catalog;

    /** Held by whoever takes a step, for as long as that takes. Brakes do not wait for it, only for the change: the steps' monitor. */
    private final ReentrantLock stepping = new ReentrantLock();

    /**
     * What came of a step that was asked for.
     *
     * @param version as it is now
     * @param done whether the step was taken; else another maintainer has to ask for it too
     * @param approvedBy names of the maintainers who stand by it
     * @param approvalsNeeded how many have to
     */
    public record Step(RulesetVersion version, boolean done, List<String> approvedBy, int approvalsNeeded) {
        public Step {
            approvedBy = List.copyOf(approvedBy);
        }
    }

    /**
     * A version that was taken in.
     *
     * @param warnings of lint
     */
    public record Published(RulesetVersion version, List<RulesetIssue> warnings) {
        public Published {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * The steps of a service.
     *
     * @param steps takes them
     * @param origin of the log
     * @param catalog is told of every change
     * @param maintainers whose signatures are trusted
     * @param classifiers the models that rules may ask
     */
    public Publisher(
            RulesetStore store,
            LoggedSteps steps,
            String origin,
            Clock clock,
            RulesetCatalog catalog,
            Maintainers maintainers,
            List<BatchingClassifier> classifiers,
            Figures figures) {
        this.store = store;
        this.steps = steps;
        this.clock = clock;
        this.catalog = catalog;
        this.signatories = new Signatories(maintainers, store, origin);
        this.classifiers = List.copyOf(classifiers);
        this.models = classifiers.stream().map(BatchingClassifier::model).toList();
        this.bundles = new BundleCheck(signatories, this.classifiers);
        this.figures = figures;
        this.baselines = new Baselines(figures, new BacktestStore(store));
    }

    /**
     * Takes a bundle in, as a draft.
     *
     * @param archive its bytes
     * @return the version, and what lint warns of
     * @throws RefusedPublicationException if it is broken, nobody trusted has signed it, it has errors, a test of a rule fails, or
     *     it is not newer than what was published of the ruleset before
     */
    public Published publish(byte[] archive) throws RefusedPublicationException {
        BundleCheck.Sound sound = bundles.read(archive);
        checkNewer(sound.ruleset());
        bundles.test(sound.ruleset());
        synchronized (steps) {
            checkNewer(sound.ruleset());
            return add(sound);
        }
    }

    private Published add(BundleCheck.Sound sound) throws RefusedPublicationException {
        Ruleset ruleset = sound.ruleset();
        String actor = String.join(", ", sound.signers());
        Map<String, Object> leaf = StepLeaf.of(
                ruleset.name(),
                ruleset.version(),
                ruleset.digest(),
                VersionStage.DRAFT,
                actor,
                shortened(ruleset.changes()));
        leaf.put("rules", ruleset.rules().size());
        steps.take("publication", leaf, at -> {
            store.add(ruleset, sound.bundle(), sound.signers());
            store.step(
                    ruleset.digest(),
                    new StageChange(VersionStage.DRAFT, actor, ruleset.changes(), clock.instant(), at.index()),
                    at.leafHash());
        });
        return new Published(version(ruleset.digest()), sound.warnings());
    }

    private RulesetVersion version(String digest) {
        return catalog.version(store.version(digest).orElseThrow());
    }

    /** A leaf has a limit, and a change note has none. */
    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= MOST_REASON
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_REASON - 1)) + "…";
    }

    private void checkNewer(Ruleset ruleset) throws RefusedPublicationException {
        for (Kept kept : store.versions(ruleset.name())) {
            if (ORDER.compare(ruleset.version(), kept.version()) <= 0) {
                throw RefusedPublicationException.because(
                        Kind.CONFLICT,
                        ruleset.name() + " " + kept.version() + " was published already, so that " + ruleset.version()
                                + " is not newer; give it a higher version");
            }
        }
        if (store.version(ruleset.digest()).isPresent()) {
            throw RefusedPublicationException.because(Kind.CONFLICT, "these very files were published already");
        }
    }

    /**
     * Takes a version one step further.
     *
     * @param reason why, in one line
     * @param note a signed {@link StepStatement} of this step, by one maintainer or more; empty for whoever needs none
     * @param caller the maintainer whose key was shown; empty where no keys are asked for
     * @throws RefusedPublicationException if the step cannot be taken; says what stands in the way
     * @throws LogUnavailableException if the log takes no entry; then nothing has changed
     */
    public Step stage(
            String name, String version, VersionStage to, String reason, Optional<String> note, Optional<String> caller)
            throws RefusedPublicationException {
        waitForTurn();
        try {
            Kept kept = find(name, version);
            checkStep(kept, to);
            Signatories.Askers by = signatories.of(kept, to.id(), reason, note, caller);
            String actor = actor(by);
            return switch (to) {
                case DRAFT -> throw new AssertionError("checked");
                case SHADOW -> toShadow(kept, actor, reason);
                case RETIRED -> toRetired(kept, actor, reason);
                case ACTIVE -> toActive(kept, by, actor, reason);
            };
        } finally {
            stepping.unlock();
        }
    }

    /** Each waits in a thread that answers requests, of which there must be some left for posts. */
    private void waitForTurn() throws RefusedPublicationException {
        try {
            if (stepping.tryLock(MOST_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw RefusedPublicationException.because(Kind.BUSY, "another step is being taken; try again shortly");
    }

    private static String actor(Signatories.Askers by) {
        return by.names().isEmpty() ? LOCAL : String.join(", ", by.names());
    }

    private Kept find(String name, String version) throws RefusedPublicationException {
        return store.versions(name).stream()
                .filter(one -> one.version().equals(version))
                .findFirst()
                .orElseThrow(() -> RefusedPublicationException.because(
                        Kind.UNKNOWN, "no version " + version + " of a ruleset " + name + " was published here"));
    }

    private static void checkStep(Kept kept, VersionStage to) throws RefusedPublicationException {
        String what = kept.name() + " " + kept.version();
        if (kept.stage() == to) {
            throw RefusedPublicationException.because(Kind.CONFLICT, what + " is " + to.id() + " already");
        }
        boolean possible = switch (to) {
            case DRAFT -> false;
            case SHADOW -> kept.stage() == VersionStage.DRAFT;
            case ACTIVE -> kept.stage() == VersionStage.DRAFT || kept.stage() == VersionStage.SHADOW;
            case RETIRED -> true;
        };
        if (!possible) {
            throw RefusedPublicationException.because(
                    Kind.CONFLICT,
                    what + " is " + kept.stage().id() + ", and goes from there "
                            + (kept.stage() == VersionStage.ACTIVE ? "to retired only" : "nowhere")
                            + "; a rollback brings back what acted before");
        }
    }

    private Step toShadow(Kept kept, String actor, String reason) throws RefusedPublicationException {
        InForce now = catalog.inForce();
        if (now.shadow().size() >= MOST_IN_SHADOW) {
            throw RefusedPublicationException.because(
                    Kind.CONFLICT, MOST_IN_SHADOW + " versions are in shadow already; retire one first");
        }
        List<Ruleset> shadow = new ArrayList<>(now.shadow());
        shadow.add(load(kept));
        InForce next = InForce.of(now.active(), shadow, classifiers);
        synchronized (steps) {
            step(kept, VersionStage.SHADOW, actor, reason, List.of());
            catalog.put(next.succeeding(catalog.inForce(), catalog.inForce().brakes()));
        }
        return done(kept, actor);
    }

    private Step toRetired(Kept kept, String actor, String reason) throws RefusedPublicationException {
        InForce now = catalog.inForce();
        List<ActiveRuleset> active = new ArrayList<>(now.active());
        boolean acted = active.removeIf(one -> one.ruleset().digest().equals(kept.digest()));
        if (active.isEmpty()) {
            throw RefusedPublicationException.because(
                    Kind.CONFLICT,
                    kept.name() + " " + kept.version() + " is the last ruleset in force; put another in force first");
        }
        List<Ruleset> shadow = new ArrayList<>(now.shadow());
        shadow.removeIf(one -> one.digest().equals(kept.digest()));
        InForce next = InForce.of(active, shadow, classifiers);
        synchronized (steps) {
            List<AppliedBrake> before = catalog.inForce().brakes();
            List<AppliedBrake> stay = acted ? catalog.inForce().brakesWithout(kept.name()) : before;
            step(kept, VersionStage.RETIRED, actor, reason, without(before, stay));
            catalog.put(next.succeeding(catalog.inForce(), stay));
        }
        return done(kept, actor);
    }

    private static List<AppliedBrake> without(List<AppliedBrake> all, List<AppliedBrake> stay) {
        return all.stream().filter(brake -> !stay.contains(brake)).toList();
    }

    private void step(Kept kept, VersionStage to, String actor, String reason, List<AppliedBrake> lifted) {
        Map<String, Object> leaf = StepLeaf.of(kept.name(), kept.version(), kept.digest(), to, actor, reason);
        putLifted(leaf, lifted);
        steps.take("ruleset_stage", leaf, at -> {
            store.step(kept.digest(), new StageChange(to, actor, reason, clock.instant(), at.index()), at.leafHash());
            lifted.forEach(brake -> store.liftBrake(brake.rule()));
        });
    }

    private static void putLifted(Map<String, Object> leaf, List<AppliedBrake> lifted) {
        if (!lifted.isEmpty()) {
            leaf.put("lifts_brakes_of", lifted.stream().map(AppliedBrake::rule).toList());
        }
    }

    private Step toActive(Kept kept, Signatories.Askers by, String actor, String reason)
            throws RefusedPublicationException {
        Ruleset ruleset = load(kept);
        Optional<Ruleset> before = newestInForce(kept.name());
        if (before.isPresent() && ORDER.compare(kept.version(), before.get().version()) < 0) {
            throw RefusedPublicationException.because(
                    Kind.CONFLICT,
                    kept.name() + " " + kept.version() + " is older than "
                            + before.get().version()
                            + ", which is or was in force; publish it under a higher version, or roll back");
        }
        // The newest version that ever acted has a say, too, retired or rolled back: nobody gets round what it asks
        // for.
        Governance asks = ruleset.governance();
        Governance inForceAsks = before.map(Ruleset::governance).orElse(asks);
        Figures.Trial trial = figures.trial(kept.digest());
        List<Fault> shortOf = new ArrayList<>(Gate.faults(asks.gate(), trial));
        if (!inForceAsks.gate().equals(asks.gate())) {
            shortOf.addAll(Gate.faults(inForceAsks.gate(), trial));
        }
        if (!shortOf.isEmpty()) {
            throw new RefusedPublicationException(Kind.GATE, shortOf);
        }
        Set<String> standBy = signatories.standBy(kept);
        standBy.addAll(by.names());
        List<String> names = List.copyOf(standBy);
        int needed = Math.max(asks.approvals(), inForceAsks.approvals());
        if (needed > 1 && standBy.size() < needed) {
            if (by.names().isEmpty()) {
                throw RefusedPublicationException.because(
                        Kind.CONFLICT,
                        needed + " maintainers have to stand by " + kept.name() + " " + kept.version()
                                + (needed > asks.approvals()
                                        ? ", as " + before.get().version() + " asks"
                                        : "") + ", and "
                                + (names.isEmpty() ? "nobody does" : "so far " + String.join(", ", names) + " does")
                                + "; sign the step with limpid rules stage --key");
            }
            approve(kept, by, actor, reason);
            return new Step(catalog.version(kept), false, names, needed);
        }
        // The models of now may be others than when it was published.
        bundles.test(ruleset);
        activate(kept, ruleset, actor, reason, false);
        return new Step(version(kept.digest()), true, names, needed);
    }

    private Optional<Ruleset> newestInForce(String name) throws RefusedPublicationException {
        Optional<Kept> newest = store.everActive(name).stream().max(Comparator.comparing(Kept::version, ORDER));
        return newest.isPresent() ? store.ruleset(newest.get().digest(), List.of()) : Optional.empty();
    }

    private void approve(Kept kept, Signatories.Askers by, String actor, String reason) {
        if (store.approvals(kept.digest()).containsAll(by.ids())) {
            return;
        }
        synchronized (steps) {
            steps.take(
                    "ruleset_approval",
                    StepLeaf.of(kept.name(), kept.version(), kept.digest(), VersionStage.ACTIVE, actor, reason),
                    at -> by.ids().forEach(id -> store.approve(kept.digest(), id)));
        }
    }

    private void activate(Kept kept, Ruleset ruleset, String actor, String reason, boolean rollback) {
        InForce now = catalog.inForce();
        Optional<Ruleset> before = now.active(kept.name()).map(ActiveRuleset::ruleset);
        Optional<String> previous = before.map(Ruleset::digest)
                .or(() -> store.lastActive(kept.name()).map(Kept::digest));
        // What it is held to is settled once: what it did while it acted has no say in it.
        Map<String, Baseline> known = store.baselines(kept.digest());
        var acting = new ActiveRuleset(ruleset, clock.instant(), -1, known.isEmpty() ? baselines.of(ruleset) : known);
        List<ActiveRuleset> active = new ArrayList<>(now.active());
        active.removeIf(one -> one.ruleset().name().equals(kept.name()));
        active.add(acting);
        List<Ruleset> shadow = new ArrayList<>(now.shadow());
        shadow.removeIf(one -> one.digest().equals(kept.digest()));
        InForce next = InForce.of(active, shadow, classifiers);
        synchronized (steps) {
            List<AppliedBrake> stay = catalog.inForce().brakesUnder(ruleset);
            List<AppliedBrake> lifted = without(catalog.inForce().brakes(), stay);
            Map<String, Object> leaf = StepLeaf.activation(ruleset, actor, reason);
            before.ifPresent(one -> leaf.put("replaces", one.digest()));
            if (rollback) {
                leaf.put("rollback", true);
            }
            putLifted(leaf, lifted);
            Position position = steps.take("ruleset_activation", leaf, at -> {
                String replaced = (rollback ? "rolled back to " : "replaced by ") + kept.version();
                before.ifPresent(one -> store.step(
                        one.digest(),
                        new StageChange(VersionStage.RETIRED, actor, replaced, acting.activatedAt(), at.index()),
                        at.leafHash()));
                store.activate(acting, actor, reason, at);
                if (!rollback) {
                    store.follows(kept.digest(), previous);
                }
                lifted.forEach(brake -> store.liftBrake(brake.rule()));
            });
            catalog.put(next.succeeding(catalog.inForce(), stay).with(acting.loggedAt(position.index())));
        }
    }

    /**
     * Puts the version in force again that acted before the one that acts now, or that acted last where none does.
     *
     * @param note a signed {@link StepStatement} of it; empty for whoever needs none
     * @param caller as for {@link #stage}
     * @throws RefusedPublicationException if there is none
     */
    public Step rollback(String name, String reason, Optional<String> note, Optional<String> caller)
            throws RefusedPublicationException {
        waitForTurn();
        try {
            if (store.versions(name).isEmpty()) {
                throw RefusedPublicationException.because(
                        Kind.UNKNOWN, "no version of a ruleset " + name + " was published here");
            }
            Kept before = catalog.previous(name)
                    .orElseThrow(() -> RefusedPublicationException.because(
                            Kind.CONFLICT,
                            "no version of " + name + " acted before"
                                    + catalog.inForce()
                                            .active(name)
                                            .map(one -> " " + one.ruleset().version())
                                            .orElse("")));
            Signatories.Askers by = signatories.of(before, StepStatement.ROLLBACK, reason, note, caller);
            activate(before, load(before), actor(by), reason, true);
            return done(before, actor(by));
        } finally {
            stepping.unlock();
        }
    }

    private Ruleset load(Kept kept) throws RefusedPublicationException {
        try {
            return store.load(kept, models);
        } catch (RulesetRejectedException e) {
            throw new RefusedPublicationException(Kind.CONFLICT, BundleCheck.faults(e.issues()));
        }
    }

    private Step done(Kept kept, String actor) {
        return new Step(version(kept.digest()), true, List.of(actor), 1);
    }
}

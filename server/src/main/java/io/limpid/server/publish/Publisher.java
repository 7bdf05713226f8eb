package io.limpid.server.publish;

import io.limpid.ContentFilter;
import io.limpid.PublishedRuleset;
import io.limpid.RuleTests;
import io.limpid.decision.Provenance;
import io.limpid.rule.Governance;
import io.limpid.rule.Governance.Rung;
import io.limpid.rule.Rule;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetIssue;
import io.limpid.rule.RulesetReader;
import io.limpid.rule.RulesetRejectedException;
import io.limpid.server.log.DecisionLog;
import io.limpid.server.log.Entry;
import io.limpid.server.log.LogUnavailableException;
import io.limpid.server.log.Position;
import io.limpid.server.publish.RefusedPublicationException.Fault;
import io.limpid.server.publish.RefusedPublicationException.Kind;
import io.limpid.server.publish.RulesetStore.AppliedBrake;
import io.limpid.server.publish.RulesetStore.Kept;
import io.limpid.server.verify.NoteVerifier;
import io.limpid.server.verify.VerificationException;
import io.limpid.server.verify.VerifierKey;
import io.limpid.signal.classifier.BatchingClassifier;
import io.limpid.signal.classifier.ModelDescription;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rulesets of a running service: which versions act and which only watch, and the one way in which that changes.
 *
 * <p>Every change is an entry of the log first, then it is in the store, then posts are decided by it. It comes as a whole: a
 * decision rests on the state before or on the one after. Filters are made before the change, by the thread that asks for it, so
 * that no post waits. Safe for many threads; changes come one at a time.
 */
public final class Publisher implements PublishedRules {
    /** Versions in shadow, of all rulesets together: each is evaluated with every post. */
    public static final int MOST_IN_SHADOW = 8;

    /** Code points of a reason. */
    public static final int MOST_REASON = 500;

    private static final Logger LOGGER = LoggerFactory.getLogger(Publisher.class);
    private static final String LOCAL = "local";
    private static final VersionOrder ORDER = new VersionOrder();

    private final RulesetStore store;
    private final DecisionLog log;
    private final Clock clock;
    private final Maintainers maintainers;
    private final List<BatchingClassifier> classifiers;
    private final List<ModelDescription> models;
    private final Figures figures;
    private final Notices notices;

    /** Is told of each new filter before the change returns. */
    private volatile Consumer<ContentFilter> decider = filter -> {};

    private volatile InForce inForce;

    /**
     * What decides on posts.
     *
     * @param whole the filter without brakes
     * @param filter the same with brakes
     */
    private record InForce(
            List<ActiveRuleset> active, List<Ruleset> shadow, ContentFilter whole, ContentFilter filter) {
        InForce {
            active = List.copyOf(active);
            shadow = List.copyOf(shadow);
        }
    }

    /**
     * What came of a step that was asked for.
     *
     * @param version as it is now
     * @param done whether the step was taken; else another maintainer has to ask for it too
     * @param approvedBy names of the maintainers who stand by it
     * @param approvalsNeeded how many have to
     */
    public record Step(RulesetVersion version, boolean done, List<String> approvedBy, int approvalsNeeded) {}

    /**
     * The rulesets of a store.
     *
     * @param maintainers whose signatures are trusted
     * @param classifiers the models that rules may ask
     * @param notices tell the owner of what happens by itself
     * @throws RulesetRejectedException if this program refuses one that is in force or in shadow
     */
    public Publisher(
            RulesetStore store,
            DecisionLog log,
            Clock clock,
            Maintainers maintainers,
            List<BatchingClassifier> classifiers,
            Figures figures,
            Notices notices)
            throws RulesetRejectedException {
        this.store = store;
        this.log = log;
        this.clock = clock;
        this.maintainers = maintainers;
        this.classifiers = List.copyOf(classifiers);
        this.models = classifiers.stream().map(BatchingClassifier::model).toList();
        this.figures = figures;
        this.notices = notices;
        List<ActiveRuleset> active = new ArrayList<>();
        for (Kept kept : store.in(VersionStage.ACTIVE)) {
            active.add(active(kept));
        }
        List<Ruleset> shadow = new ArrayList<>();
        for (Kept kept : store.in(VersionStage.SHADOW)) {
            shadow.add(store.load(kept, models));
        }
        inForce = inForce(active, shadow);
    }

    private ActiveRuleset active(Kept kept) throws RulesetRejectedException {
        List<StageChange> steps = store.steps(kept.digest());
        StageChange last = steps.get(steps.size() - 1);
        return new ActiveRuleset(store.load(kept, models), last.at(), last.logIndex());
    }

    private InForce inForce(List<ActiveRuleset> active, List<Ruleset> shadow) {
        List<PublishedRuleset> published = new ArrayList<>();
        active.forEach(one -> published.add(PublishedRuleset.active(one.ruleset())));
        shadow.forEach(one -> published.add(PublishedRuleset.shadow(one)));
        ContentFilter whole = ContentFilter.of(published, List.copyOf(classifiers), System::nanoTime);
        return new InForce(active, shadow, whole, braked(whole));
    }

    private ContentFilter braked(ContentFilter whole) {
        List<AppliedBrake> brakes = store.brakes();
        return brakes.isEmpty()
                ? whole
                : whole.withBrakes(brakes.stream()
                        .map(brake -> new Provenance.Braked(brake.rule(), brake.to()))
                        .toList());
    }

    /** Who decides on posts, and is told of every filter from now on, the present one first. */
    public synchronized void setDecider(Consumer<ContentFilter> told) {
        decider = told;
        told.accept(inForce.filter());
    }

    private void swap(InForce next) {
        inForce = next;
        decider.accept(next.filter());
    }

    /**
     * Puts the rulesets of a first start in force, all or none.
     *
     * @throws LogUnavailableException if the log takes no entry; then nothing has changed
     */
    public synchronized void firstStart(List<RulesetSource> sources) {
        Map<RulesetSource, Position> positions = new TreeMap<>(
                Comparator.comparing((RulesetSource source) -> source.ruleset().name()));
        String reason = "the first start on this data folder";
        for (RulesetSource source : sources) {
            positions.put(source, activated(source.ruleset(), LOCAL, reason, Map.of()));
        }
        Instant now = clock.instant();
        List<ActiveRuleset> active = new ArrayList<>();
        store.file()
                .inTransaction(() -> positions.forEach((source, at) -> {
                    store.add(source.ruleset(), Bundle.pack(source.files()), List.of());
                    store.step(
                            source.ruleset().digest(),
                            new StageChange(VersionStage.ACTIVE, LOCAL, reason, now, at.index()),
                            at.leafHash());
                    active.add(new ActiveRuleset(source.ruleset(), now, at.index()));
                }));
        swap(inForce(active, List.of()));
    }

    /** Logs anew what is in force or in shadow, where the log has lost the entries that say so. */
    public synchronized void reconcile() {
        List<ActiveRuleset> reconciled = new ArrayList<>();
        for (ActiveRuleset one : inForce.active()) {
            Ruleset ruleset = one.ruleset();
            reconciled.add(loggedAnew(ruleset, VersionStage.ACTIVE)
                    .map(at -> new ActiveRuleset(ruleset, one.activatedAt(), at.index()))
                    .orElse(one));
        }
        inForce.shadow().forEach(ruleset -> loggedAnew(ruleset, VersionStage.SHADOW));
        swap(new InForce(reconciled, inForce.shadow(), inForce.whole(), inForce.filter()));
    }

    private Optional<Position> loggedAnew(Ruleset ruleset, VersionStage stage) {
        Optional<Position> known = store.lastEntry(ruleset.digest());
        if (known.filter(at -> InForceNotes.isLogged(at, log)).isPresent()) {
            return Optional.empty();
        }
        String reason = "the log has lost the entry that said so";
        Position anew = stage == VersionStage.ACTIVE
                ? activated(ruleset, LOCAL, reason, Map.of())
                : logged(
                        "ruleset_stage",
                        stageLeaf(ruleset.name(), ruleset.version(), ruleset.digest(), stage, LOCAL, reason));
        store.moveLastEntry(ruleset.digest(), anew);
        return Optional.of(anew);
    }

    private Position activated(Ruleset ruleset, String actor, String reason, Map<String, Object> more) {
        Map<String, Object> leaf =
                stageLeaf(ruleset.name(), ruleset.version(), ruleset.digest(), VersionStage.ACTIVE, actor, reason);
        leaf.put("rules", ruleset.rules().size());
        leaf.putAll(more);
        return logged("ruleset_activation", leaf);
    }

    private static Map<String, Object> stageLeaf(
            String name, String version, String digest, VersionStage stage, String actor, String reason) {
        Map<String, Object> leaf = new TreeMap<>();
        leaf.put("name", name);
        leaf.put("version", version);
        leaf.put("digest", digest);
        leaf.put("stage", stage.id());
        leaf.put("actor", actor);
        leaf.put("reason", reason);
        return leaf;
    }

    private Position logged(String type, Map<String, Object> leaf) {
        try {
            return log.append(Entry.of(type, leaf)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof LogUnavailableException unavailable) {
                throw unavailable;
            }
            throw e;
        }
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
        Bundle bundle;
        try {
            bundle = Bundle.read(archive);
        } catch (BrokenBundleException e) {
            throw RefusedPublicationException.because(Kind.UNSOUND, String.valueOf(e.getMessage()));
        }
        RulesetReader.Result read = RulesetReader.read(bundle.files(), models);
        if (read.ruleset().isEmpty()) {
            throw new RefusedPublicationException(Kind.UNSOUND, faults(read.issues()));
        }
        Ruleset ruleset = read.ruleset().get();
        List<VerifierKey> signers = signers(bundle, ruleset);
        checkNewer(ruleset);
        // Tests may take seconds; only what is signed is worth them.
        List<RulesetIssue> failures = testFailures(ruleset);
        if (!failures.isEmpty()) {
            throw new RefusedPublicationException(Kind.UNSOUND, faults(failures));
        }
        return add(ruleset, bundle, names(signers), read.issues());
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

    private synchronized Published add(
            Ruleset ruleset, Bundle bundle, List<String> signers, List<RulesetIssue> warnings)
            throws RefusedPublicationException {
        checkNewer(ruleset);
        Map<String, Object> leaf = stageLeaf(
                ruleset.name(),
                ruleset.version(),
                ruleset.digest(),
                VersionStage.DRAFT,
                String.join(", ", signers),
                shortened(ruleset.changes()));
        leaf.put("rules", ruleset.rules().size());
        Position at = logged("publication", leaf);
        store.file().inTransaction(() -> {
            store.add(ruleset, bundle, signers);
            store.step(
                    ruleset.digest(),
                    new StageChange(
                            VersionStage.DRAFT,
                            String.join(", ", signers),
                            ruleset.changes(),
                            clock.instant(),
                            at.index()),
                    at.leafHash());
        });
        return new Published(version(store.version(ruleset.digest()).orElseThrow()), warnings);
    }

    /** A leaf has a limit, and a change note has none. */
    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= MOST_REASON
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_REASON - 1)) + "…";
    }

    private static List<Fault> faults(List<RulesetIssue> issues) {
        return issues.stream()
                .filter(RulesetIssue::isError)
                .map(issue -> new Fault(
                        issue.file() + ":" + issue.line() + ":" + issue.column(),
                        issue.problem() + (issue.hint().isEmpty() ? "" : " (" + issue.hint() + ")")))
                .toList();
    }

    private List<VerifierKey> signers(Bundle bundle, Ruleset ruleset) throws RefusedPublicationException {
        List<VerifierKey> trusted = maintainers.of(ruleset.name());
        List<VerifierKey> signers;
        try {
            signers = bundle.signers(ruleset.name(), ruleset.version(), trusted);
        } catch (VerificationException e) {
            throw RefusedPublicationException.because(Kind.UNSOUND, "the signature does not hold: " + e.getMessage());
        }
        if (signers.isEmpty()) {
            String whose = trusted.isEmpty()
                    ? "this service trusts no maintainer of " + ruleset.name()
                            + "; start it with --trust and the maintainer's public key"
                    : "none of the maintainers that this service trusts for " + ruleset.name()
                            + " has signed the bundle; sign it with limpid rules sign. Trusted: "
                            + String.join(", ", names(trusted));
            throw RefusedPublicationException.because(Kind.UNSOUND, whose);
        }
        return signers;
    }

    private static List<String> names(List<VerifierKey> keys) {
        return keys.stream().map(VerifierKey::name).distinct().sorted().toList();
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

    private List<RulesetIssue> testFailures(Ruleset ruleset) throws RefusedPublicationException {
        for (BatchingClassifier classifier : classifiers) {
            Optional<String> obstacle = classifier.obstacle();
            if (obstacle.isPresent()) {
                throw RefusedPublicationException.because(
                        Kind.CONFLICT,
                        "the tests of the rules need the model "
                                + classifier.model().name() + ", and " + obstacle.get()
                                + "; try again when it is there");
            }
        }
        return RuleTests.run(ruleset, List.copyOf(classifiers)).failures();
    }

    /**
     * Takes a version one step further.
     *
     * @param reason why, in one line
     * @param note a signed {@link StageStatement} of this step, by one maintainer or more; empty for whoever needs none
     * @throws RefusedPublicationException if the step cannot be taken; says what stands in the way
     * @throws LogUnavailableException if the log takes no entry; then nothing has changed
     */
    public synchronized Step stage(String name, String version, VersionStage to, String reason, Optional<String> note)
            throws RefusedPublicationException {
        Kept kept = find(name, version);
        List<VerifierKey> signers = signers(kept, to, reason, note);
        String actor = signers.isEmpty() ? LOCAL : String.join(", ", names(signers));
        checkStep(kept, to);
        return switch (to) {
            case DRAFT -> throw new AssertionError("checked");
            case SHADOW -> toShadow(kept, actor, reason);
            case RETIRED -> toRetired(kept, actor, reason);
            case ACTIVE -> toActive(kept, signers, actor, reason);
        };
    }

    private Kept find(String name, String version) throws RefusedPublicationException {
        return store.versions(name).stream()
                .filter(one -> one.version().equals(version))
                .findFirst()
                .orElseThrow(() -> RefusedPublicationException.because(
                        Kind.UNKNOWN, "no version " + version + " of a ruleset " + name + " was published here"));
    }

    private List<VerifierKey> signers(Kept kept, VersionStage to, String reason, Optional<String> note)
            throws RefusedPublicationException {
        if (note.isEmpty()) {
            return List.of();
        }
        String statement = new StageStatement(kept.name(), kept.version(), kept.digest(), to, reason).text();
        try {
            List<VerifierKey> signers = NoteVerifier.signers(
                    note.get().getBytes(StandardCharsets.UTF_8), statement, maintainers.of(kept.name()));
            if (signers.isEmpty()) {
                throw RefusedPublicationException.because(
                        Kind.UNSOUND, "the signature is of nobody whom this service trusts for " + kept.name());
            }
            return signers;
        } catch (VerificationException e) {
            throw RefusedPublicationException.because(Kind.UNSOUND, "the signature does not hold: " + e.getMessage());
        }
    }

    private void checkStep(Kept kept, VersionStage to) throws RefusedPublicationException {
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
                    what + " is " + kept.stage().id() + ", and goes from there to "
                            + (kept.stage() == VersionStage.ACTIVE ? "retired" : "nowhere")
                            + " only; a rollback brings back what acted before");
        }
    }

    private Step toShadow(Kept kept, String actor, String reason) throws RefusedPublicationException {
        if (inForce.shadow().size() >= MOST_IN_SHADOW) {
            throw RefusedPublicationException.because(
                    Kind.CONFLICT, MOST_IN_SHADOW + " versions are in shadow already; retire one first");
        }
        List<Ruleset> shadow = new ArrayList<>(inForce.shadow());
        shadow.add(load(kept));
        InForce next = inForce(inForce.active(), shadow);
        step(kept, VersionStage.SHADOW, actor, reason);
        swap(next);
        return done(kept, actor);
    }

    private Step toRetired(Kept kept, String actor, String reason) throws RefusedPublicationException {
        List<ActiveRuleset> active = new ArrayList<>(inForce.active());
        active.removeIf(one -> one.ruleset().digest().equals(kept.digest()));
        if (active.isEmpty()) {
            throw RefusedPublicationException.because(
                    Kind.CONFLICT,
                    kept.name() + " " + kept.version() + " is the last ruleset in force; put another in force first");
        }
        List<Ruleset> shadow = new ArrayList<>(inForce.shadow());
        shadow.removeIf(one -> one.digest().equals(kept.digest()));
        InForce next = inForce(active, shadow);
        step(kept, VersionStage.RETIRED, actor, reason);
        swap(next);
        return done(kept, actor);
    }

    private void step(Kept kept, VersionStage to, String actor, String reason) {
        Position at = logged("ruleset_stage", stageLeaf(kept.name(), kept.version(), kept.digest(), to, actor, reason));
        store.file()
                .inTransaction(() -> store.step(
                        kept.digest(), new StageChange(to, actor, reason, clock.instant(), at.index()), at.leafHash()));
    }

    private Step toActive(Kept kept, List<VerifierKey> signers, String actor, String reason)
            throws RefusedPublicationException {
        Ruleset ruleset = load(kept);
        Optional<ActiveRuleset> before = active(kept.name());
        if (before.isPresent()
                && ORDER.compare(kept.version(), before.get().ruleset().version()) < 0) {
            throw RefusedPublicationException.because(
                    Kind.CONFLICT,
                    kept.name() + " " + kept.version() + " is older than "
                            + before.get().ruleset().version()
                            + ", which is in force; a rollback brings back what acted before");
        }
        // What is in force has a say, too: a version cannot ask for less than it and so get round what it asks for.
        Optional<Governance> inForceAsks = before.map(one -> one.ruleset().governance());
        List<Fault> shortOf = new ArrayList<>(Gate.faults(ruleset.governance().gate(), figures.trial(kept.digest())));
        inForceAsks
                .map(Governance::gate)
                .filter(gate -> !gate.equals(ruleset.governance().gate()))
                .ifPresent(gate -> shortOf.addAll(Gate.faults(gate, figures.trial(kept.digest()))));
        if (!shortOf.isEmpty()) {
            throw new RefusedPublicationException(Kind.GATE, shortOf);
        }
        Set<VerifierKey> standBy = standBy(kept, ruleset);
        standBy.addAll(signers);
        int needed = Math.max(
                ruleset.governance().approvals(),
                inForceAsks.map(Governance::approvals).orElse(1));
        if (needed > 1 && standBy.size() < needed) {
            approve(kept, signers, actor, reason);
            return new Step(version(kept), false, names(List.copyOf(standBy)), needed);
        }
        activate(kept, ruleset, actor, reason, false);
        return new Step(version(store.version(kept.digest()).orElseThrow()), true, names(List.copyOf(standBy)), needed);
    }

    /** The maintainers who signed a version, or have asked for its activation before. */
    private Set<VerifierKey> standBy(Kept kept, Ruleset ruleset) {
        List<VerifierKey> trusted = maintainers.of(kept.name());
        Set<VerifierKey> keys = new TreeSet<>(Comparator.comparing(VerifierKey::toString));
        try {
            keys.addAll(store.bundle(kept.digest()).signers(ruleset.name(), ruleset.version(), trusted));
        } catch (VerificationException e) {
            // Nobody's word counts that cannot be verified any more.
            keys.clear();
        }
        List<String> approved = store.approvals(kept.digest());
        trusted.stream().filter(key -> approved.contains(key.toString())).forEach(keys::add);
        return keys;
    }

    private void approve(Kept kept, List<VerifierKey> signers, String actor, String reason) {
        List<String> known = store.approvals(kept.digest());
        if (signers.stream().map(VerifierKey::toString).allMatch(known::contains)) {
            return;
        }
        logged(
                "ruleset_approval",
                stageLeaf(kept.name(), kept.version(), kept.digest(), VersionStage.ACTIVE, actor, reason));
        store.file().inTransaction(() -> signers.forEach(key -> store.approve(kept.digest(), key.toString())));
    }

    private void activate(Kept kept, Ruleset ruleset, String actor, String reason, boolean rollback) {
        Optional<ActiveRuleset> before = active(kept.name());
        List<ActiveRuleset> active = new ArrayList<>(inForce.active());
        active.removeIf(one -> one.ruleset().name().equals(kept.name()));
        List<Ruleset> shadow = new ArrayList<>(inForce.shadow());
        shadow.removeIf(one -> one.digest().equals(kept.digest()));
        Instant now = clock.instant();
        // Made before the entry, so that nothing is logged that cannot be done; its place in the log is known only
        // after.
        active.add(new ActiveRuleset(ruleset, now, -1));
        active.sort(Comparator.comparing(one -> one.ruleset().name()));
        InForce next = inForce(active, shadow);
        Map<String, Object> more = new TreeMap<>();
        before.ifPresent(one -> more.put("replaces", one.ruleset().digest()));
        if (rollback) {
            more.put("rollback", true);
        }
        Position at = activated(ruleset, actor, reason, more);
        store.file().inTransaction(() -> {
            before.ifPresent(one -> store.step(
                    one.ruleset().digest(),
                    new StageChange(
                            VersionStage.RETIRED,
                            actor,
                            (rollback ? "rolled back to " : "replaced by ") + kept.version(),
                            now,
                            at.index()),
                    at.leafHash()));
            store.step(
                    kept.digest(), new StageChange(VersionStage.ACTIVE, actor, reason, now, at.index()), at.leafHash());
            if (!rollback) {
                store.follows(kept.digest(), before.map(one -> one.ruleset().digest()));
            }
        });
        liftBrakesOf(before, ruleset, actor);
        List<ActiveRuleset> placed = next.active().stream()
                .map(one -> one.logIndex() < 0 ? new ActiveRuleset(ruleset, now, at.index()) : one)
                .toList();
        swap(new InForce(placed, next.shadow(), next.whole(), braked(next.whole())));
    }

    /**
     * Puts the version in force again that acted before the one that acts now.
     *
     * @param note a signed {@link StageStatement} of that version's activation; empty for whoever needs none
     * @throws RefusedPublicationException if there is none
     */
    public synchronized Step rollback(String name, String reason, Optional<String> note)
            throws RefusedPublicationException {
        ActiveRuleset now = active(name)
                .orElseThrow(() -> RefusedPublicationException.because(
                        Kind.UNKNOWN, "no version of a ruleset " + name + " is in force"));
        Kept before = store.version(now.ruleset().digest())
                .flatMap(Kept::previous)
                .flatMap(store::version)
                .orElseThrow(() -> RefusedPublicationException.because(
                        Kind.CONFLICT,
                        "no version of " + name + " acted before "
                                + now.ruleset().version()));
        List<VerifierKey> signers = signers(before, VersionStage.ACTIVE, reason, note);
        String actor = signers.isEmpty() ? LOCAL : String.join(", ", names(signers));
        activate(before, load(before), actor, reason, true);
        return done(before, actor);
    }

    /** The brake on a rule. */
    public Optional<AppliedBrake> brake(String rule) {
        return store.brakes().stream()
                .filter(brake -> brake.rule().equals(rule))
                .findFirst();
    }

    /** The brakes on rules, in order of their ids. */
    public List<AppliedBrake> brakes() {
        return store.brakes();
    }

    /** Takes the force from a rule, unless it has none any more. */
    synchronized void brake(BrakeWatch.Jump jump) {
        boolean acts = inForce.active().stream()
                .anyMatch(one -> one.ruleset().digest().equals(jump.ruleset().digest()));
        if (!acts || brake(jump.rule()).isPresent()) {
            return;
        }
        Rung to = jump.brake().to();
        String why = String.format(
                Locale.ROOT,
                "%d of %d posts in %d seconds; its baseline is %.4f of all posts",
                jump.matches(),
                jump.posts(),
                jump.brake().windowSeconds(),
                jump.baseline());
        Map<String, Object> leaf = new TreeMap<>();
        leaf.put("rule", jump.rule());
        leaf.put("ruleset", jump.ruleset().name());
        leaf.put("ruleset_digest", jump.ruleset().digest());
        leaf.put("state", "applied");
        leaf.put("to", to.id());
        leaf.put("matches", jump.matches());
        leaf.put("posts", jump.posts());
        leaf.put("window_seconds", jump.brake().windowSeconds());
        leaf.put("baseline_per_million", Math.round(jump.baseline() * 1_000_000));
        Position at = logged("brake", leaf);
        var brake = new AppliedBrake(jump.rule(), to, jump.ruleset().digest(), why, clock.instant(), at.index());
        Map<String, Object> told = new TreeMap<>(leaf);
        told.put("log_index", at.index());
        told.put("why", why);
        store.file().inTransaction(() -> {
            store.brake(brake, at.leafHash());
            notices.add("rule.braked", brake.at(), told);
        });
        swap(new InForce(inForce.active(), inForce.shadow(), inForce.whole(), braked(inForce.whole())));
        LOGGER.warn("the brake of {} went off: {}; it is down to {}", jump.rule(), why, to.id());
    }

    /**
     * Gives a rule its force back.
     *
     * @param reason why, in one line
     * @throws RefusedPublicationException if there is no brake on it
     */
    public synchronized AppliedBrake liftBrake(String rule, String reason) throws RefusedPublicationException {
        AppliedBrake brake = brake(rule)
                .orElseThrow(
                        () -> RefusedPublicationException.because(Kind.UNKNOWN, "there is no brake on a rule " + rule));
        lift(brake, LOCAL, reason);
        swap(new InForce(inForce.active(), inForce.shadow(), inForce.whole(), braked(inForce.whole())));
        return brake;
    }

    private void lift(AppliedBrake brake, String actor, String reason) {
        Map<String, Object> leaf = new TreeMap<>();
        leaf.put("rule", brake.rule());
        leaf.put("ruleset_digest", brake.ruleset());
        leaf.put("state", "lifted");
        leaf.put("actor", actor);
        leaf.put("reason", reason);
        logged("brake", leaf);
        store.file().inTransaction(() -> store.liftBrake(brake.rule()));
    }

    /** A brake is on a rule as it was; another revision of it, or none, begins without. */
    private void liftBrakesOf(Optional<ActiveRuleset> before, Ruleset next, String actor) {
        for (AppliedBrake brake : store.brakes()) {
            Optional<Rule> braked = before.flatMap(one -> one.ruleset().rule(brake.rule()));
            boolean changed = braked.isPresent()
                    && !next.rule(brake.rule())
                            .map(rule -> rule.source().digest())
                            .equals(braked.map(rule -> rule.source().digest()));
            if (changed) {
                lift(brake, actor, "version " + next.version() + " has the rule otherwise");
            }
        }
    }

    private Ruleset load(Kept kept) throws RefusedPublicationException {
        try {
            return store.load(kept, models);
        } catch (RulesetRejectedException e) {
            throw new RefusedPublicationException(Kind.CONFLICT, faults(e.issues()));
        }
    }

    private Step done(Kept kept, String actor) {
        return new Step(version(store.version(kept.digest()).orElseThrow()), true, List.of(actor), 1);
    }

    /** The version of a ruleset that acts. */
    public Optional<ActiveRuleset> active(String name) {
        return inForce.active().stream()
                .filter(one -> one.ruleset().name().equals(name))
                .findFirst();
    }

    /** The versions that act, in order of name, all of one moment. */
    public List<ActiveRuleset> activeRulesets() {
        return inForce.active();
    }

    /** The versions that only watch, in order of name. */
    public List<Ruleset> shadow() {
        return inForce.shadow();
    }

    /** What maintainers signed of a version, with their signatures; empty for one that came unsigned with a first start. */
    public Optional<String> signature(String digest) {
        return store.bundle(digest).note();
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

    private RulesetVersion version(Kept kept) {
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

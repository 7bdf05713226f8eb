package io.limpid.server.publish;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.limpid.rule.Governance.Rung;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetFiles;
import io.limpid.rule.RulesetReader;
import io.limpid.rule.RulesetRejectedException;
import io.limpid.server.log.Position;
import io.limpid.server.sqlite.SqliteFile;
import io.limpid.server.sqlite.StoreUnavailableException;
import io.limpid.signal.classifier.ModelDescription;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The rulesets of one data folder: their files as bytes, the steps that each version took, and what keeps rules from their force.
 * It is the file {@code rulesets.db}.
 *
 * <p>Safe for many threads. Whoever writes holds the data folder by its {@link io.limpid.server.log.DecisionLog}, so that no other
 * process does, and has logged before what it writes here.
 */
public final class RulesetStore implements AutoCloseable {
    /** Versions that were asked for lately; one takes some megabytes. */
    private static final int MOST_LOADED = 9;

    private static final String VERSION_COLUMNS = "digest, name, version, stage, signers, previous";

    private final SqliteFile file;

    private final Cache<Wanted, Optional<Ruleset>> loaded =
            CacheBuilder.newBuilder().maximumSize(MOST_LOADED).build();

    /**
     * A version as it was read.
     *
     * @param forModels whether what its rules demand of models was settled
     */
    private record Wanted(String digest, boolean forModels) {}

    /**
     * A version as it is kept.
     *
     * @param previous digest of the version that acted before it, once it has acted
     */
    record Kept(
            String digest,
            String name,
            String version,
            VersionStage stage,
            List<String> signers,
            Optional<String> previous) {}

    /**
     * A rule that lost its force.
     *
     * @param ruleset digest of the version whose rule it was
     * @param level at which it went off: the rule's share of posts, in a million
     * @param why in words
     */
    public record AppliedBrake(
            String rule, Rung to, String ruleset, int level, String why, Instant at, long logIndex) {}

    private RulesetStore(SqliteFile file) {
        this.file = file;
    }

    /** Whether a data folder has a store already. */
    public static boolean exists(Path dataFolder) {
        return Files.exists(file(dataFolder));
    }

    /**
     * Opens the store of a data folder, or makes one.
     *
     * @throws StoreUnavailableException if the file is another program's, of another schema, or cannot be used
     */
    public static RulesetStore open(Path dataFolder) {
        return new RulesetStore(SqliteFile.open(
                file(dataFolder), RulesetSchema.APPLICATION_ID, RulesetSchema.VERSION, RulesetSchema.TABLES));
    }

    /**
     * Opens the store of a data folder that may be in use, only to read.
     *
     * @throws StoreUnavailableException if it cannot be read
     */
    public static RulesetStore openToRead(Path dataFolder) {
        return new RulesetStore(SqliteFile.openToRead(file(dataFolder)));
    }

    private static Path file(Path dataFolder) {
        return dataFolder.resolve("rulesets.db");
    }

    /** The file itself, for what else is kept in it. */
    SqliteFile file() {
        return file;
    }

    /** The names of all rulesets, in order. */
    List<String> names() {
        return file.all("SELECT DISTINCT name FROM ruleset ORDER BY name", row -> row.getString(1));
    }

    /** The versions of a ruleset, in the order in which they were published. */
    List<Kept> versions(String name) {
        return kept("WHERE name = ? ORDER BY rowid", name);
    }

    /** Every version in a stage, in order of name and of publication. */
    List<Kept> in(VersionStage stage) {
        return kept("WHERE stage = ? ORDER BY name, rowid", stage.id());
    }

    Optional<Kept> version(String digest) {
        return kept("WHERE digest = ?", digest).stream().findFirst();
    }

    private List<Kept> kept(String where, Object value) {
        return file.all(
                "SELECT " + VERSION_COLUMNS + " FROM ruleset " + where,
                row -> new Kept(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        VersionStage.parse(row.getString(4)).orElseThrow(),
                        row.getString(5).lines().toList(),
                        Optional.ofNullable(row.getString(6))),
                value);
    }

    /** The steps of a version, oldest first. */
    List<StageChange> steps(String digest) {
        return file.all(
                "SELECT stage, actor, reason, at, log_index FROM step WHERE ruleset = ? ORDER BY id",
                row -> new StageChange(
                        VersionStage.parse(row.getString(1)).orElseThrow(),
                        row.getString(2),
                        row.getString(3),
                        Instant.ofEpochMilli(row.getLong(4)),
                        row.getLong(5)),
                digest);
    }

    /** Hash of the entry that says what the last step of a version was, with its index. */
    Optional<Position> lastEntry(String digest) {
        return file.one(
                "SELECT log_index, leaf_hash FROM step WHERE ruleset = ? ORDER BY id DESC LIMIT 1",
                row -> new Position(row.getLong(1), row.getString(2)),
                digest);
    }

    /** The same entry stands elsewhere in the log now. */
    void moveLastEntry(String digest, Position to) {
        file.update(
                "UPDATE step SET log_index = ?, leaf_hash = ? WHERE id = (SELECT max(id) FROM step WHERE ruleset = ?)",
                to.index(),
                to.leafHash(),
                digest);
    }

    /** Adds a version that has taken no step yet. Inside a transaction. */
    void add(Ruleset ruleset, Bundle bundle, List<String> signers) {
        file.update(
                "INSERT INTO ruleset (digest, name, version, stage, note, signers) VALUES (?, ?, ?, 'draft', ?, ?)",
                ruleset.digest(),
                ruleset.name(),
                ruleset.version(),
                bundle.note().orElse(null),
                String.join("\n", signers));
        bundle.files()
                .files()
                .forEach((path, bytes) -> file.update(
                        "INSERT INTO file (ruleset, path, bytes) VALUES (?, ?, ?)", ruleset.digest(), path, bytes));
        ruleset.rules()
                .forEach(rule -> file.update(
                        "INSERT INTO revision (rule, revision, ruleset) VALUES (?, ?, ?)",
                        rule.id(),
                        rule.revision(),
                        ruleset.digest()));
    }

    /** The newest version that has a revision of a rule. */
    Optional<String> withRevision(String rule, long revision) {
        return file.one(
                "SELECT v.ruleset FROM revision v JOIN ruleset r ON r.digest = v.ruleset"
                        + " WHERE v.rule = ? AND v.revision = ? ORDER BY r.rowid DESC LIMIT 1",
                row -> row.getString(1),
                rule,
                revision);
    }

    /** The versions of a ruleset that have acted, whether or not they still do. */
    List<Kept> everActive(String name) {
        return kept(
                "WHERE name = ? AND digest IN (SELECT ruleset FROM step WHERE stage = 'active') ORDER BY rowid", name);
    }

    /** The version of a ruleset that came into force last, whether or not it still is. */
    Optional<Kept> lastActive(String name) {
        return file.one(
                        "SELECT s.ruleset FROM step s JOIN ruleset r ON r.digest = s.ruleset"
                                + " WHERE r.name = ? AND s.stage = 'active' ORDER BY s.id DESC LIMIT 1",
                        row -> row.getString(1),
                        name)
                .flatMap(this::version);
    }

    /** What the rules of a version are held to, by rule. */
    Map<String, Baseline> baselines(String digest) {
        Map<String, Baseline> baselines = new TreeMap<>();
        file.all(
                "SELECT rule, per_million, source FROM baseline WHERE ruleset = ?",
                row -> baselines.put(
                        row.getString(1),
                        new Baseline(
                                row.getInt(2),
                                Baseline.Source.parse(row.getString(3)).orElseThrow())),
                digest);
        return baselines;
    }

    /** Settles what a rule is held to. */
    void baseline(String digest, String rule, Baseline baseline) {
        file.update(
                "INSERT OR REPLACE INTO baseline (ruleset, rule, per_million, source) VALUES (?, ?, ?, ?)",
                digest,
                rule,
                baseline.perMillion(),
                baseline.source().id());
    }

    /** Writes down a step. Inside a transaction. */
    void step(String digest, StageChange step, String leafHash) {
        file.update(
                "INSERT INTO step (ruleset, stage, actor, reason, at, log_index, leaf_hash) VALUES (?, ?, ?, ?, ?, ?, ?)",
                digest,
                step.stage().id(),
                step.actor(),
                step.reason(),
                step.at().toEpochMilli(),
                step.logIndex(),
                leafHash);
        file.update(
                "UPDATE ruleset SET stage = ? WHERE digest = ?", step.stage().id(), digest);
    }

    /** Writes down that a version acts, and what its rules are held to. Inside a transaction. */
    void activate(ActiveRuleset one, String actor, String reason, Position at) {
        String digest = one.ruleset().digest();
        step(digest, new StageChange(VersionStage.ACTIVE, actor, reason, one.activatedAt(), at.index()), at.leafHash());
        one.baselines().forEach((rule, baseline) -> baseline(digest, rule, baseline));
    }

    /** What acted before a version. Inside a transaction. */
    void follows(String digest, Optional<String> previous) {
        file.update("UPDATE ruleset SET previous = ? WHERE digest = ?", previous.orElse(null), digest);
    }

    /** Who stands by a version beyond its signatures: a verifier key, or a name alone. */
    List<String> approvals(String digest) {
        return file.all("SELECT who FROM approval WHERE ruleset = ? ORDER BY who", row -> row.getString(1), digest);
    }

    void approve(String digest, String who) {
        file.update("INSERT OR IGNORE INTO approval (ruleset, who) VALUES (?, ?)", digest, who);
    }

    /** The rules that lost their force, in order. */
    List<AppliedBrake> brakes() {
        return file.all(
                "SELECT rule, rung, ruleset, level, why, at, log_index FROM brake ORDER BY rule",
                row -> new AppliedBrake(
                        row.getString(1),
                        Rung.valueOf(row.getString(2)),
                        row.getString(3),
                        row.getInt(4),
                        row.getString(5),
                        Instant.ofEpochMilli(row.getLong(6)),
                        row.getLong(7)));
    }

    void brake(AppliedBrake brake, String leafHash) {
        file.update(
                "INSERT OR REPLACE INTO brake (rule, rung, ruleset, level, why, at, log_index, leaf_hash)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                brake.rule(),
                brake.to().name(),
                brake.ruleset(),
                brake.level(),
                brake.why(),
                brake.at().toEpochMilli(),
                brake.logIndex(),
                leafHash);
    }

    void liftBrake(String rule) {
        file.update("DELETE FROM brake WHERE rule = ?", rule);
    }

    /**
     * A version that was published here; nothing where there is none of this digest, or this program refuses it.
     *
     * @param models those that its rules ask, always the same ones. Without any, what rules demand of models is left open: such a
     *     version can be read, not decided by
     */
    public Optional<Ruleset> ruleset(String digest, Collection<ModelDescription> models) {
        var wanted = new Wanted(digest, !models.isEmpty());
        Optional<Ruleset> before = loaded.getIfPresent(wanted);
        if (before == null) {
            before = read(digest, models);
            if (before.isPresent()) {
                loaded.put(wanted, before);
            }
        }
        return before;
    }

    private Optional<Ruleset> read(String digest, Collection<ModelDescription> models) {
        try {
            Optional<Kept> kept = version(digest);
            return kept.isPresent() ? Optional.of(load(kept.get(), models)) : Optional.empty();
        } catch (RulesetRejectedException e) {
            return Optional.empty();
        }
    }

    /**
     * A version that is to be decided by.
     *
     * @throws RulesetRejectedException if this version of the program refuses it, or a model does not promise what one of its rules
     *     demands
     * @throws PublishingException if it is not what was stored
     */
    Ruleset load(Kept kept, Collection<ModelDescription> models) throws RulesetRejectedException {
        Ruleset ruleset =
                RulesetReader.load(new RulesetFiles(kept.name(), files(kept.digest()), List.of(), List.of()), models);
        if (!ruleset.digest().equals(kept.digest())) {
            throw new PublishingException(
                    "the stored ruleset " + ruleset.name() + " is not what was stored: its digest is "
                            + ruleset.digest() + ", not " + kept.digest() + "; restore rulesets.db from a backup",
                    null);
        }
        return ruleset;
    }

    /** What maintainers signed of a version, with their signatures. */
    Optional<String> note(String digest) {
        return file.one(
                        "SELECT note FROM ruleset WHERE digest = ?",
                        row -> Optional.ofNullable(row.getString(1)),
                        digest)
                .flatMap(found -> found);
    }

    /** A version as it was handed in. */
    Bundle bundle(String digest) {
        return Bundle.of(new RulesetFiles("", files(digest), List.of(), List.of()), note(digest));
    }

    private Map<String, byte[]> files(String digest) {
        Map<String, byte[]> files = new TreeMap<>();
        file.all(
                "SELECT path, bytes FROM file WHERE ruleset = ?",
                row -> files.put(row.getString(1), row.getBytes(2)),
                digest);
        return files;
    }

    /**
     * What is wrong with the ruleset that is kept under a digest, if anything; of a store that may be in use, and is only read.
     */
    public static Function<String, Optional<String>> faultsOf(Path dataFolder) {
        Map<String, Optional<String>> faults = new HashMap<>();
        return digest -> faults.computeIfAbsent(digest, unknown -> fault(dataFolder, unknown));
    }

    private static Optional<String> fault(Path dataFolder, String digest) {
        Path file = file(dataFolder);
        if (!Files.exists(file)) {
            return Optional.of("is not kept; there is no " + file.getFileName());
        }
        try (RulesetStore store = openToRead(dataFolder)) {
            Map<String, byte[]> files = store.files(digest);
            if (files.isEmpty()) {
                return Optional.of("is not kept");
            }
            String manifest = new RulesetFiles("", files, List.of(), List.of()).manifest();
            return RulesetFiles.digest(manifest.getBytes(StandardCharsets.UTF_8))
                            .equals(digest)
                    ? Optional.empty()
                    : Optional.of("its files are not what they were");
        } catch (PublishingException | StoreUnavailableException e) {
            return Optional.of("cannot be read (" + e.getMessage() + ")");
        }
    }

    @Override
    public void close() {
        file.close();
    }
}

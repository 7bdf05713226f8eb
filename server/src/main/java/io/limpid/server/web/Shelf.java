package io.limpid.server.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.limpid.decision.Provenance;
import io.limpid.rule.Governance.Rung;
import io.limpid.rule.LocalText;
import io.limpid.rule.Rule;
import io.limpid.rule.RuleSource;
import io.limpid.rule.Ruleset;
import io.limpid.server.publish.PublishedRules;
import io.limpid.server.publish.RulesetVersion;
import io.limpid.server.publish.StageChange;
import io.limpid.server.publish.VersionStage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is published, as the pages need it. Safe for many threads; texts once read are kept for a while, within a bound. */
final class Shelf {
    /** Each has its lists and compiled conditions, some megabytes. */
    private static final int MOST_TEXTS = 16;

    /** Each has the sources of its rules, some hundred kilobytes. */
    private static final int MOST_EDITIONS = 256;

    /** Pages look at this many versions of a ruleset, the latest. */
    static final int MOST_VERSIONS = 50;

    private static final List<VersionStage> READING_ORDER =
            List.of(VersionStage.ACTIVE, VersionStage.SHADOW, VersionStage.RETIRED, VersionStage.DRAFT);

    private final PublishedRules rules;
    private final Cache<String, Ruleset> texts =
            Caffeine.newBuilder().maximumSize(MOST_TEXTS).build();

    private final Cache<String, Edition> editions =
            Caffeine.newBuilder().maximumSize(MOST_EDITIONS).build();

    Shelf(PublishedRules rules) {
        this.rules = rules;
    }

    /** A version with its text. */
    record Volume(RulesetVersion version, Ruleset ruleset) {
        VersionStage stage() {
            return version.stage();
        }

        /** The latest step, which brought it to where it is. */
        StageChange latest() {
            return version.changes().get(version.changes().size() - 1);
        }
    }

    /** A rule with the version in which it stands. */
    record Standing(Volume volume, Rule rule) {
        VersionStage stage() {
            return volume.stage();
        }
    }

    /** A version with what it says. */
    record Past(RulesetVersion version, Edition edition) {}

    /**
     * What a version of a ruleset says.
     *
     * @param changes its note on what changed
     * @param rules by id
     * @param lists their names
     */
    record Edition(LocalText title, String changes, Map<String, Passage> rules, Set<String> lists) {
        static Edition of(Ruleset ruleset) {
            Map<String, Passage> rules = new TreeMap<>();
            ruleset.rules().forEach(rule -> rules.put(rule.id(), new Passage(rule.revision(), rule.source())));
            return new Edition(
                    ruleset.title(),
                    ruleset.changes(),
                    rules,
                    Set.copyOf(ruleset.lists().keySet()));
        }
    }

    /** A rule as it stands in a version. */
    record Passage(int revision, RuleSource source) {}

    /** A step of a version. */
    record Step(RulesetVersion version, StageChange change) {
        /** Where a page tells of it. */
        String anchor() {
            return version.name() + "-" + change.stage().id() + "-" + change.logIndex();
        }
    }

    PublishedRules published() {
        return rules;
    }

    /** The versions that act, then those in shadow, each in order of name. */
    List<Volume> inUse() {
        List<Volume> volumes = new ArrayList<>();
        for (VersionStage stage : List.of(VersionStage.ACTIVE, VersionStage.SHADOW)) {
            for (String name : rules.names()) {
                rules.versions(name).stream()
                        .filter(version -> version.stage() == stage)
                        .flatMap(version -> volume(version).stream())
                        .forEach(volumes::add);
            }
        }
        return volumes;
    }

    /** The rules that act, and those in shadow that are not in force as they stand there, in order of id. */
    List<Standing> rules() {
        List<Standing> standing = new ArrayList<>();
        Set<Text> known = new HashSet<>();
        for (Volume volume : inUse()) {
            for (Rule rule : volume.ruleset().rules()) {
                if (known.add(new Text(rule.id(), rule.revision(), rule.source().digest()))) {
                    standing.add(new Standing(volume, rule));
                }
            }
        }
        standing.sort(Comparator.comparing((Standing one) -> one.rule().id())
                .thenComparing(Standing::stage, Comparator.reverseOrder()));
        return standing;
    }

    private record Text(String rule, int revision, String digest) {}

    /**
     * A rule where it is in force, else in shadow, else where it was last.
     *
     * @param version the version to look in, where the reader asked for one
     */
    Optional<Standing> rule(String id, @Nullable String version) {
        return readingOrder(rulesetOf(id), version)
                .filter(candidate -> edition(candidate)
                        .filter(edition -> edition.rules().containsKey(id))
                        .isPresent())
                .flatMap(candidate -> volume(candidate).stream())
                .flatMap(volume -> volume.ruleset().rule(id).map(rule -> new Standing(volume, rule)).stream())
                .findFirst();
    }

    /**
     * The version of a ruleset in which a list is in force, else in shadow, else where it was last.
     *
     * @param version the version to look in, where the reader asked for one
     */
    Optional<Volume> list(String ruleset, String list, @Nullable String version) {
        return readingOrder(ruleset, version)
                .filter(candidate -> edition(candidate)
                        .filter(edition -> edition.lists().contains(list))
                        .isPresent())
                .flatMap(candidate -> volume(candidate).stream())
                .findFirst();
    }

    /** The latest versions of a ruleset, first what acts, then what is in shadow, what was, and what may be. */
    private Stream<RulesetVersion> readingOrder(String ruleset, @Nullable String version) {
        return rules.versions(ruleset).stream()
                .filter(candidate -> version == null || candidate.version().equals(version))
                .sorted(Comparator.comparingInt(candidate -> READING_ORDER.indexOf(candidate.stage())))
                .limit(MOST_VERSIONS);
    }

    /** The version in shadow that has this rule in other words. */
    Optional<RulesetVersion> otherInShadow(Rule rule) {
        return rules.versions(rule.ruleset()).stream()
                .filter(version -> version.stage() == VersionStage.SHADOW)
                .filter(version -> edition(version)
                        .map(edition -> edition.rules().get(rule.id()))
                        .filter(source ->
                                !source.source().digest().equals(rule.source().digest()))
                        .isPresent())
                .findFirst();
    }

    /** The steps of all versions of all rulesets, newest first. */
    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (String name : rules.names()) {
            for (RulesetVersion version : rules.versions(name)) {
                version.changes().forEach(change -> steps.add(new Step(version, change)));
            }
        }
        steps.sort(Comparator.comparing((Step step) -> step.change().at())
                .thenComparingLong(step -> step.change().logIndex())
                .reversed());
        return steps;
    }

    /** The latest versions of a ruleset whose text can be read, newest first. */
    List<Past> past(String name) {
        return rules.versions(name).stream()
                .limit(MOST_VERSIONS)
                .flatMap(version -> edition(version).map(edition -> new Past(version, edition)).stream())
                .toList();
    }

    /** What a version says, without what it takes to decide by it. */
    Optional<Edition> edition(RulesetVersion version) {
        Edition known = editions.getIfPresent(version.digest());
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Edition> read = volume(version).map(volume -> Edition.of(volume.ruleset()));
        read.ifPresent(edition -> editions.put(version.digest(), edition));
        return read;
    }

    Optional<Volume> volume(RulesetVersion version) {
        Ruleset known = texts.getIfPresent(version.digest());
        if (known != null) {
            return Optional.of(new Volume(version, known));
        }
        Optional<Ruleset> read = rules.text(version.digest());
        read.ifPresent(text -> texts.put(version.digest(), text));
        return read.map(text -> new Volume(version, text));
    }

    static String rulesetOf(String ruleId) {
        int dot = ruleId.indexOf('.');
        return dot < 0 ? ruleId : ruleId.substring(0, dot);
    }

    /** What a brake leaves of a rule that acts; empty where there is none on it. */
    Optional<Rung> brake(Rule rule) {
        return rules.filter().provenance().braked().stream()
                .filter(braked -> braked.rule().equals(rule.id()))
                .map(Provenance.Braked::to)
                .findFirst();
    }
}

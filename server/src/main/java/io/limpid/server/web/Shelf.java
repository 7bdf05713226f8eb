package io.limpid.server.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.limpid.rule.Rule;
import io.limpid.rule.Ruleset;
import io.limpid.server.publish.PublishedRules;
import io.limpid.server.publish.RulesetVersion;
import io.limpid.server.publish.StageChange;
import io.limpid.server.publish.VersionStage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is published, as the pages need it. Safe for many threads; texts once read are kept for a while, within a bound. */
final class Shelf {
    private static final int MOST_TEXTS = 64;

    private final PublishedRules rules;
    private final Cache<String, Ruleset> texts =
            Caffeine.newBuilder().maximumSize(MOST_TEXTS).build();

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
        List<Standing> all = versions(rulesetOf(id)).stream()
                .filter(volume -> version == null || volume.version().version().equals(version))
                .flatMap(volume -> volume.ruleset().rule(id).map(rule -> new Standing(volume, rule)).stream())
                .toList();
        return inStage(all, VersionStage.ACTIVE)
                .or(() -> inStage(all, VersionStage.SHADOW))
                .or(() -> inStage(all, VersionStage.RETIRED))
                .or(() -> all.stream().findFirst());
    }

    private static Optional<Standing> inStage(List<Standing> all, VersionStage stage) {
        return all.stream().filter(one -> one.stage() == stage).findFirst();
    }

    /** The version of a ruleset that is in force, else in shadow, else the latest. */
    Optional<Volume> ruleset(String name, @Nullable String version) {
        List<Volume> all = versions(name).stream()
                .filter(volume -> version == null || volume.version().version().equals(version))
                .toList();
        return all.stream()
                .filter(volume -> volume.stage() == VersionStage.ACTIVE)
                .findFirst()
                .or(() -> all.stream()
                        .filter(volume -> volume.stage() == VersionStage.SHADOW)
                        .findFirst())
                .or(() -> all.stream().findFirst());
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

    /** The versions of a ruleset whose text can be read, newest first. */
    List<Volume> versions(String name) {
        return rules.versions(name).stream()
                .flatMap(version -> volume(version).stream())
                .toList();
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
}

package io.limpid.server.publish;

import io.limpid.ContentFilter;
import io.limpid.PublishedRuleset;
import io.limpid.decision.Provenance;
import io.limpid.rule.Ruleset;
import io.limpid.rule.RulesetDifference;
import io.limpid.server.publish.RulesetStore.AppliedBrake;
import io.limpid.signal.classifier.Classifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What decides on posts, all of one moment. Immutable.
 *
 * @param active versions that act, in order of name
 * @param shadow versions that only watch
 * @param brakes on rules, in order of their ids
 * @param published the filter without brakes
 * @param filter the same with brakes
 */
record InForce(
        List<ActiveRuleset> active,
        List<Ruleset> shadow,
        List<AppliedBrake> brakes,
        ContentFilter published,
        ContentFilter filter) {
    InForce {
        active = List.copyOf(active);
        shadow = List.copyOf(shadow);
        brakes = List.copyOf(brakes);
    }

    /** A filter of versions, without brakes. Takes as long as reading all their lists. */
    static InForce of(
            Collection<ActiveRuleset> active,
            Collection<Ruleset> shadow,
            Collection<? extends Classifier> classifiers) {
        List<PublishedRuleset> published = new ArrayList<>();
        active.forEach(one -> published.add(PublishedRuleset.active(one.ruleset())));
        shadow.forEach(one -> published.add(PublishedRuleset.shadow(one)));
        ContentFilter filter = ContentFilter.of(published, List.copyOf(classifiers), System::nanoTime);
        List<ActiveRuleset> ordered = new ArrayList<>(active);
        ordered.sort(Comparator.comparing(one -> one.ruleset().name()));
        return new InForce(ordered, List.copyOf(shadow), List.of(), filter, filter);
    }

    /** The same with these brakes and no others. */
    InForce withBrakes(Collection<AppliedBrake> applied) {
        List<AppliedBrake> ordered = new ArrayList<>(applied);
        ordered.sort(Comparator.comparing(AppliedBrake::rule));
        ContentFilter braked = ordered.isEmpty()
                ? published
                : published.withBrakes(ordered.stream()
                        .map(brake -> new Provenance.Braked(brake.rule(), brake.to()))
                        .toList());
        return new InForce(active, shadow, ordered, published, braked);
    }

    /** The same with what is known anew of a version that acts. */
    InForce with(ActiveRuleset changed) {
        return new InForce(
                active.stream()
                        .map(one ->
                                one.ruleset().digest().equals(changed.ruleset().digest()) ? changed : one)
                        .toList(),
                shadow,
                brakes,
                published,
                filter);
    }

    /** The same, made while brakes and baselines went on changing: with those of now. */
    InForce succeeding(InForce now, Collection<AppliedBrake> stay) {
        InForce next = withBrakes(stay);
        for (ActiveRuleset one : now.active()) {
            next = next.with(one);
        }
        return next;
    }

    /** The version of a ruleset that acts. */
    Optional<ActiveRuleset> active(String name) {
        return active.stream().filter(one -> one.ruleset().name().equals(name)).findFirst();
    }

    Optional<AppliedBrake> brake(String rule) {
        return brakes.stream().filter(brake -> brake.rule().equals(rule)).findFirst();
    }

    /**
     * The brakes that stay on when a version takes the place of the one of its name: those on rules that are the same in it, with the
     * same lists. Another revision of a rule begins without.
     */
    List<AppliedBrake> brakesUnder(Ruleset next) {
        return brakes.stream()
                .filter(brake -> !isOf(brake, next.name())
                        || (next.rule(brake.rule()).isPresent()
                                && active(next.name())
                                        .map(one -> !isChanged(brake.rule(), one.ruleset(), next))
                                        .orElse(false)))
                .toList();
    }

    /** The brakes that stay on when no version of a ruleset acts. */
    List<AppliedBrake> brakesWithout(String name) {
        return brakes.stream().filter(brake -> !isOf(brake, name)).toList();
    }

    private static boolean isOf(AppliedBrake brake, String ruleset) {
        return brake.rule().startsWith(ruleset + ".");
    }

    private static boolean isChanged(String rule, Ruleset before, Ruleset after) {
        return RulesetDifference.between(before, after).rules().stream()
                .anyMatch(difference -> difference.id().equals(rule));
    }
}

package io.limpid;

import io.limpid.rule.RuleSignal;
import io.limpid.signal.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a sensor saw in one post.
 *
 * @param all every occurrence, those under an allow-span included
 * @param count of the occurrences that count; for repeats the number of near-duplicates
 * @param score in 1/10000; 0 for all but classifiers
 */
record Seen(List<Occurrence> all, long count, int score) {
    static final Seen NOTHING = new Seen(List.of(), 0, 0);

    static Seen of(List<Occurrence> all) {
        return all.isEmpty()
                ? NOTHING
                : new Seen(
                        all,
                        all.stream()
                                .filter(occurrence -> occurrence.suppressedBy() == null)
                                .count(),
                        0);
    }

    boolean fired() {
        return count > 0;
    }

    /** The same as if no allow-span had covered anything. */
    Seen unsuppressed() {
        return isSuppressed() ? new Seen(all, all.size(), score) : this;
    }

    boolean isSuppressed() {
        return count < all.size();
    }

    List<Occurrence> counted() {
        return isSuppressed()
                ? all.stream()
                        .filter(occurrence -> occurrence.suppressedBy() == null)
                        .toList()
                : all;
    }

    /** The evidence of the first occurrences that count, or of the first of all. */
    List<Evidence> evidence(boolean suppressedToo, int atMost) {
        return (suppressedToo ? all : counted())
                .stream().limit(atMost).map(Occurrence::toEvidence).toList();
    }

    /** The first occurrences that an allow-span suppresses. */
    List<RuleOutcome.Covered> covered(int atMost) {
        List<RuleOutcome.Covered> covered = new ArrayList<>();
        for (Occurrence occurrence : all) {
            if (occurrence.suppressedBy() != null && covered.size() < atMost) {
                covered.add(new RuleOutcome.Covered(occurrence.toEvidence(), occurrence.suppressedBy()));
            }
        }
        return covered;
    }

    /** What to name when this, as the {@code unless} of a rule, stops it: list and entry, or the layer that fired. */
    String stopper(RuleSignal unless) {
        Evidence first = counted().get(0).toEvidence();
        return first instanceof Evidence.Keyword keyword
                ? keyword.list() + "#" + keyword.entry()
                : unless.name() + "#" + first.layer();
    }

    /** What the first suppressed occurrence was suppressed by. */
    Optional<String> suppressor() {
        return all.stream()
                .flatMap(occurrence -> Stream.ofNullable(occurrence.suppressedBy()))
                .findFirst();
    }
}
